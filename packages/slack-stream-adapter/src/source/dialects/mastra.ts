import { type Dialect, emitError, fieldsOf, type Item, stringOf } from "./dialect.ts";
import { toFinishReason } from "./finish-reason.ts";

/**
 * Chunks of Mastra, `{ type, payload }`: the AI SDK's parts inside an envelope. An agent that works for another gives its
 * chunks inside those of the other.
 */
export const mastra: Dialect = {
  reads: ({ type, payload, from, runId }) =>
    typeof type === "string" &&
    (typeof payload === "object" || typeof from === "string") &&
    (payload !== null || runId !== undefined),
  create(emit, open) {
    const readPart = open(emit);
    return (item) => {
      const type = item.type as string;
      const payload = fieldsOf(item.payload);
      if (type.startsWith(agentEvent))
        return void readPart({ ...payload, type: type.slice(agentEvent.length) });
      switch (type) {
        case "tool-call-input-streaming-start":
          return void readPart({ ...payload, type: "tool-input-start" });
        case "tool-call-approval":
          return void readPart({ ...payload, type: "tool-approval-request", approvalId: payload.toolCallId });
        case "tool-call-suspended":
          return emit({ type: "finish", finishReason: "tool-calls" });
        case "workflow-finish":
          if (payload.workflowStatus !== "failed") return;
          return emitError(emit, { message: "the workflow failed", ...payload });
        case "step-finish":
        case "finish":
          return void readPart({ type, finishReason: toReason(payload) });
        case "tripwire": {
          const words =
            stringOf(payload.reason ?? payload.tripwireReason) ?? "a guardrail stopped the answer";
          return emitError(emit, { message: words, ...payload });
        }
        case "routing-agent-text-delta":
        case "routing-agent-text-start":
          return void readPart({ ...payload, type: type.slice("routing-agent-".length) });
        case "workflow-step-output":
        case "step-output":
          return void readPart(fieldsOf(payload.output));
        default:
          readPart({ ...payload, type });
      }
    };
  },
};

const agentEvent = "agent-execution-event-";

function toReason({ stepResult, finishReason }: Item): unknown {
  const reason = fieldsOf(stepResult).reason ?? finishReason;
  return typeof reason === "string" ? toFinishReason(reason) : undefined;
}

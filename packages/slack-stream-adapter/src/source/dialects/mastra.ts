import { type Dialect, fieldsOf, type Item, matches, pickString } from "./dialect.ts";
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
  create(writer, open) {
    const { read } = open(writer.emit);
    /** The error of the latest step. The end of a workflow does not repeat it. */
    let stepError: unknown;
    const fail = (otherwise: string, payload: Item) => {
      const places = "reason tripwireReason tripwire.reason metadata.errorMessage";
      writer.fail(stepError ?? { message: pickString(payload, places) ?? otherwise, ...payload });
    };
    return (item) => {
      const type = (item.type as string).replace(/^agent-execution-event-|^routing-agent-(?=text)/, "");
      const payload = fieldsOf(item.payload);
      const { args, suspendPayload } = payload;
      switch (type) {
        case "tool-call-suspended":
          // What the tool asks is not in the call.
          read({ ...payload, type: "tool-call", input: { ...fieldsOf(args), ...fieldsOf(suspendPayload) } });
          return writer.finishMessage("tool-calls");
        case "workflow-step-suspended":
          writer.ask(undefined, undefined, undefined, suspendPayload);
          return writer.finishMessage("tool-calls");
        case "workflow-step-result":
          stepError = payload.error ?? stepError;
          return;
        case "workflow-finish":
          if (!matches(payload.workflowStatus, /^(failed|tripwire)$/)) return;
          return fail("the workflow failed", payload);
        case "tripwire":
          return fail("a guardrail stopped the answer", payload);
        case "workflow-step-output":
        case "step-output":
          return read(fieldsOf(payload.output));
        default: {
          const reason = pickString(payload, "stepResult.reason finishReason");
          const finish = reason && { finishReason: toFinishReason(reason) };
          return read({ approvalId: payload.toolCallId, ...payload, type, ...finish });
        }
      }
    };
  },
};

import { type Dialect, fieldsOf, matches, pick, pickItems } from "./dialect.ts";

/** Events of Cohere's `chatStream` in version 2. */
export const cohere: Dialect = {
  reads: ({ type, delta }) =>
    typeof delta === "object" &&
    matches(type, /^(message|content|tool-call|citation|tool-plan)-(start|delta|end)$/),
  create: (writer) => (item) => {
    const { type, index, delta } = item;
    const message = pick(delta, "message");
    const call = fieldsOf(pick(message, "toolCalls tool_calls"));
    writer.thought(pick(message, "toolPlan tool_plan"));
    writer.add(undefined, pick(message, "content"));
    for (const source of pickItems(message, "citations.sources")) writer.source(source.document);
    if (type === "message-start") writer.turn();
    writer.add(index, call);
    if (type === "tool-call-start") writer.begin(index, { ...call, type: "tool_call" });
    if (type === "tool-call-end") writer.end(index);
    if (type !== "message-end") return;
    const error = pick(delta, "error");
    if (error === undefined) writer.finish(pick(delta, "finishReason finish_reason") ?? "stop");
    else writer.fail(error);
  },
};

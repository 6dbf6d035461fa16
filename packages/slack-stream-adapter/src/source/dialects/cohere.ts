import { type Dialect, handle, pick, pickItems, stringOf } from "./dialect.ts";

/** Events of Cohere's `chatStream` in version 2. */
export const cohere: Dialect = {
  reads: ({ type, delta }) =>
    typeof delta === "object" &&
    /^(message|content|tool-call|citation|tool-plan)-(start|delta|end)$/.test(stringOf(type) ?? ""),
  create: (writer) => (item) => {
    const message = pick(item, "delta.message");
    const call = pick(message, "toolCalls");
    writer.thought(pick(message, "content.thinking toolPlan"));
    writer.text(pick(message, "content.text"));
    for (const source of pickItems(message, "citations.sources")) writer.source(source.document);
    handle(
      {
        "message-start": writer.again,
        "tool-call-start": ({ index }) =>
          writer.beginCall(index, pick(call, "id"), pick(call, "function.name")),
        "tool-call-end": ({ index }) => writer.endCall(index),
        "message-end": ({ delta }) => {
          const error = pick(delta, "error");
          if (error === undefined) writer.finish(pick(delta, "finishReason"));
          else writer.fail(error);
        },
      },
      item.type,
      item,
    );
    writer.addInput(item.index, pick(call, "function.arguments"));
  },
};

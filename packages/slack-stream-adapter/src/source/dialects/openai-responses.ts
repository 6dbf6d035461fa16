import {
  type Dialect,
  fieldsOf,
  type Handlers,
  handle,
  type Item,
  itemsOf,
  matches,
  parseInput,
  pick,
  pickItems,
  pickString,
} from "./dialect.ts";

/** Events of OpenAI's Responses API. Its `error` event is read as the AI SDK's. */
export const openaiResponses: Dialect = {
  reads: ({ type }) => typeof type === "string" && type.startsWith("response."),
  create(writer) {
    const partOf = ({ item_id, content_index }: Item) => `${item_id}:${content_index}`;
    const delta = (item: Item) => writer.say(item.delta, item.item_id, partOf(item));
    const whole = (item: Item) =>
      writer.sayWhole(pick(item, "text refusal transcript"), item.item_id, partOf(item));
    const think = ({ delta }: Item) => writer.thought(delta);
    const begin = ({ item }: Item) => {
      const { type, id } = fieldsOf(item);
      if (isCall(item) || type === "reasoning") writer.begin(id, item);
    };

    const endItem = (item: Item) => {
      const { id, call_id, name, status } = item;
      writer.end(id, item);
      if (isCall(item)) {
        // OpenAI has run the call, unless the app gives the result.
        if (item.type === "function_call" || typeof call_id === "string") return;
        const failure = pick(item, "error") ?? (status === "failed" ? status : undefined);
        writer.settle({ toolCallId: id as string }, pick(item, "output results outputs"), failure);
        if (item.type === "image_generation_call" && item.result)
          writer.file({ mimeType: `image/${item.output_format ?? "png"}` });
      } else if (item.type === "mcp_approval_request")
        writer.ask(id, id as string, name as string, parseInput(item.arguments));
      else if (typeof call_id === "string") readOutput(item);
    };

    /** The result of an app's tool, or of the commands that OpenAI ran. */
    const readOutput = (item: Item) => {
      const [ran] = pickItems(item, "output");
      const code = pick(ran, "outcome.exit_code") ?? 0;
      const failure = code === 0 ? {} : { status: "failed", error: `exit code ${code}` };
      writer.result({ ...item, output: ran?.stdout ?? item.output, ...failure });
    };

    const end = ({ response }: Item, reason: string) => {
      // A server that does not stream gives the whole answer here.
      for (const { id, content } of pickItems(response, "output"))
        itemsOf(content).forEach((part, content_index) => {
          whole({ ...fieldsOf(part), item_id: id, content_index });
        });
      writer.finish(writer.isWaiting && reason === "stop" ? "tool-calls" : reason);
    };

    const handlers: Handlers = {
      created: () => writer.again(),
      "output_text.delta": delta,
      "output_text.done": whole,
      "refusal.delta": delta,
      "refusal.done": whole,
      "output_text.annotation.added": ({ annotation }) => writer.source(annotation),
      "reasoning_summary_text.delta": think,
      "reasoning_text.delta": think,
      "output_item.added": begin,
      "output_item.done"(given) {
        if (isCall(given.item)) begin(given);
        endItem(fieldsOf(given.item));
      },
      completed: (item) => end(item, "stop"),
      incomplete: (item) => end(item, pickString(item, "response.incomplete_details.reason") ?? "other"),
      failed: ({ response }) => writer.fail(pick(response, "error") ?? response),
      cancelled: () => writer.emit({ type: "abort" }),
    };

    return (item) => {
      const name = (item.type as string).slice("response.".length);
      handle(handlers, name.replace(/^(output_)?audio[._]transcript/, "output_text"), item);
    };
  },
};

function isCall(item: unknown): boolean {
  return matches(pick(item, "type"), /_call$/);
}

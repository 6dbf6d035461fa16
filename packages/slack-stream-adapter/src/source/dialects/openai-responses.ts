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
  stringOf,
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
      const { type, id, call_id } = fieldsOf(item);
      const name = pickString(item, "name") ?? String(type).slice(0, -"_call".length);
      const block = type === "reasoning" ? "thought" : isCall(item) ? "call" : "other";
      const by = isAppCall(item) ? "app" : "provider";
      writer.begin(id, { type: block, id: call_id ?? id, name, by });
    };

    /** What an app's tool gave, or the commands that OpenAI ran. */
    const readOutput = (item: Item) => {
      const [ran] = pickItems(item, "output");
      const code = pick(ran, "outcome.exit_code") ?? 0;
      const failure = item.status === "failed" || code !== 0 ? `exit code ${code}` : undefined;
      writer.result({ toolCallId: pickString(item, "call_id") }, ran?.stdout ?? item.output, failure);
    };

    const end = ({ response }: Item, reason: string) => {
      // A server that streams no pieces says it all here.
      for (const { id, content } of pickItems(response, "output"))
        itemsOf(content).forEach((part, content_index) => {
          whole({ ...fieldsOf(part), item_id: id, content_index });
        });
      writer.finish(writer.isWaiting() && reason === "stop" ? "tool-calls" : reason);
    };

    const handlers: Handlers = {
      created: writer.again,
      "output_text.delta": delta,
      "output_text.done": whole,
      "refusal.delta": delta,
      "refusal.done": whole,
      "output_text.annotation.added": ({ annotation }) => writer.source(annotation),
      "reasoning_summary_text.delta": think,
      "reasoning_text.delta": think,
      "output_item.added": begin,
      "output_item.done"(given) {
        const item = fieldsOf(given.item);
        const { type, id, call_id, status } = item;
        const toolCallId = stringOf(call_id ?? id);
        if (isCall(item)) begin(given);
        writer.end(id, pick(item, "arguments input action operation queries code"));
        if (isCall(item)) {
          const failure = pick(item, "error") ?? (status === "failed" ? status : undefined);
          if (!isAppCall(item)) writer.result({ toolCallId }, pick(item, "output results outputs"), failure);
        } else if (typeof call_id === "string") readOutput(item);
        else if (type === "mcp_approval_request")
          writer.ask(id, toolCallId, stringOf(item.name), parseInput(item.arguments));
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

/** `web_search_call`, `mcp_call`, … are of tools that OpenAI runs. */
function isCall(item: unknown): boolean {
  return matches(pick(item, "type"), /_call$/);
}

/** The app answers to it: `function_call`, `custom_tool_call`, `computer_call`, `shell_call`, … */
function isAppCall(item: unknown): boolean {
  return isCall(item) && (pick(item, "type") === "function_call" || pick(item, "call_id") !== undefined);
}

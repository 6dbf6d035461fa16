import {
  type Dialect,
  fieldsOf,
  type Handlers,
  handle,
  type Item,
  itemsOf,
  matches,
  pick,
  pickItems,
} from "./dialect.ts";

/** Events of OpenAI's Responses API. Its `error` event is read as the AI SDK's. */
export const openaiResponses: Dialect = {
  reads: ({ type }) => typeof type === "string" && type.startsWith("response."),
  create(writer) {
    const say = ({ delta, item_id }: Item) => writer.say(delta, item_id);
    const sayWhole = (part: Item) =>
      writer.sayWhole(
        pick(part, "text refusal transcript"),
        part.item_id,
        `${part.item_id} ${part.content_index}`,
      );
    /** The items that were whole in the present response. */
    const ended = new Set<unknown>();

    const endItem = (item: Item) => {
      const { id, call_id, content, name, result, type } = item;
      ended.add(id);
      if (isCall(item)) writer.begin(id, item);
      writer.end(id, item);
      if (type === "message")
        itemsOf(content).forEach((part, content_index) => {
          sayWhole({ ...fieldsOf(part), item_id: id, content_index });
          writer.add(id, { annotations: pick(part, "annotations") });
        });
      else if (type === "mcp_approval_request") writer.ask(id, id as string, name as string, item.arguments);
      // The result of an app's tool, or of the commands that OpenAI ran.
      else if (!isCall(item)) writer.result(item);
      // OpenAI has run the call, unless the app gives the result.
      else if (type !== "function_call" && typeof call_id !== "string") {
        writer.result({ ...item, result: undefined }, { toolCallId: id as string });
        if (type === "image_generation_call" && result) writer.file({ format: "png", ...item });
      }
    };

    const end = ({ response }: Item, reason = "stop") => {
      // A server that does not stream gives the whole answer here.
      for (const item of pickItems(response, "output")) if (!ended.has(item.id)) endItem(item);
      const error = pick(response, "error status_details.error");
      if (error !== undefined) writer.fail(error);
      else writer.finish(pick(response, "incomplete_details.reason status_details.reason") ?? reason);
    };

    const handlers: Handlers = {
      created() {
        ended.clear();
        writer.turn();
      },
      "output_text.delta": say,
      "output_text.done": sayWhole,
      "output_text.annotation.added": ({ annotation }) => writer.source(annotation),
      "reasoning_text.delta": ({ delta }) => writer.thought(delta),
      // A part of a summary is a paragraph with a heading.
      "reasoning_part.added": () => writer.thought("\n\n"),
      "output_item.added"({ item }) {
        if (isCall(item) || pick(item, "type") === "reasoning") writer.begin(pick(item, "id"), item);
      },
      "output_item.done": ({ item }) => endItem(fieldsOf(item)),
      completed: end,
      incomplete: (item) => end(item, "other"),
      // Of the Realtime API.
      done: end,
      failed: ({ response }) => writer.fail(pick(response, "error") ?? response),
      cancelled: () => writer.emit({ type: "abort" }),
    };

    return (item) => {
      const name = (item.type as string)
        .replace(/^response\./, "")
        .replace(/^((output_)?audio[._]transcript|refusal)/, "output_text")
        .replace("_summary", "");
      handle(handlers, name, item);
    };
  },
};

function isCall(item: unknown): boolean {
  return matches(pick(item, "type"), /_call$/);
}

import { type Dialect, type Handlers, handle, type Item, matches, pick } from "./dialect.ts";
import type { Writer } from "./writer.ts";

/** Events of Anthropic's Messages API. Its `error` and `ping` events are read as the AI SDK's. */
export const anthropic: Dialect = {
  reads: ({ type }) => matches(type, /^(message|content_block)_(start|delta|stop)$/),
  create(writer) {
    const handlers = blockHandlers(writer);
    return (item) => handle(handlers, item.type, item);
  },
};

/** Reads the events of answers that consist of blocks: Anthropic's, Bedrock's, and those of LangChain 3. */
export function blockHandlers(writer: Writer): Handlers {
  const finish = (item: Item) => writer.finish(pick(item, "delta.stop_reason stopReason"));
  const end = (item: Item) => writer.end(indexOf(item), item.content);
  return {
    message_start: () => writer.turn(),
    content_block_start: (item) => writer.begin(indexOf(item), pick(item, "content_block content start")),
    content_block_delta: (item) => writer.add(indexOf(item), item.delta),
    content_block_stop: end,
    content_block_finish: end,
    message_delta: finish,
    message_stop: finish,
  };
}

function indexOf(item: Item): unknown {
  return pick(item, "index contentBlockIndex");
}

/** Returns a name in snake case, because each of these SDKs writes names in another style. */
export function toSnakeCase(name: string): string {
  return name
    .replaceAll("-", "_")
    .replaceAll(/(?<=[a-z])[A-Z]/g, "_$&")
    .toLowerCase();
}

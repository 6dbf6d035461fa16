import type { StreamChunk } from "chat";

/** An item of a reply's source. */
export type ReplyItem = string | StreamChunk;

/**
 * Maps a step of the source, including its end, to items. Each item is awaited before the next is made, and `undefined`
 * is skipped.
 */
export type ToItems = (
  step: IteratorResult<ReplyItem, unknown>,
) => Iterable<ReplyItem | Promise<ReplyItem | undefined>>;

/**
 * Maps the items of a source. It is not a generator, because `return()` of a generator waits for a pending `next()`,
 * and does not reach a source that has ended. Here `return()` reaches the source at once.
 */
export function mapItems(source: AsyncIterable<ReplyItem>, toItems: ToItems): AsyncIterable<ReplyItem> {
  return { [Symbol.asyncIterator]: () => mapIterator(openIterator(source), toItems) };
}

function mapIterator(
  iterator: AsyncIterator<ReplyItem, unknown>,
  toItems: ToItems,
): AsyncIterator<ReplyItem, unknown> {
  let made: Iterator<ReplyItem | Promise<ReplyItem | undefined>> = [][Symbol.iterator]();
  let ended = false;
  return {
    async next() {
      for (;;) {
        for (let one = made.next(); one.done !== true; one = made.next()) {
          const value = await one.value;
          if (value !== undefined) return { done: false, value };
        }
        if (ended) return { done: true, value: undefined };
        const step = await iterator.next();
        ended = step.done === true;
        made = toItems(step)[Symbol.iterator]();
      }
    },
    return: async () => {
      await iterator.return?.();
      return { done: true, value: undefined };
    },
  };
}

/** Opens the source as `for await` does, which `chat` uses. So a synchronous iterable works too. */
function openIterator(
  source: Partial<AsyncIterable<ReplyItem> & Iterable<ReplyItem>>,
): AsyncIterator<ReplyItem, unknown> {
  const iterator = source[Symbol.asyncIterator]?.() ?? source[Symbol.iterator]?.();
  if (iterator === undefined) throw new TypeError("the text stream of a reply must be an async iterable");
  return iterator as AsyncIterator<ReplyItem, unknown>;
}

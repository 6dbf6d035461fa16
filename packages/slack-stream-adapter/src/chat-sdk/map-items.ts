import type { StreamChunk } from "chat";

/** What a reply's source yields. */
export type ReplyItem = string | StreamChunk;

/** Maps a step of the source, also its end. Each result is awaited before the next is made, and `undefined` is skipped. */
export type ToItems = (
  step: IteratorResult<ReplyItem, unknown>,
) => Iterable<ReplyItem | Promise<ReplyItem | undefined>>;

/**
 * The source with something else made of its items. No generator over it: that would answer `return()` only after a
 * pending `next()`, and not at all when the source has ended. Here it reaches the source at once, whenever it comes.
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

/** As `for await` does it, which `chat` reads with: what is not asynchronous will do. */
function openIterator(
  source: Partial<AsyncIterable<ReplyItem> & Iterable<ReplyItem>>,
): AsyncIterator<ReplyItem, unknown> {
  const iterator = source[Symbol.asyncIterator]?.() ?? source[Symbol.iterator]?.();
  if (iterator === undefined) throw new TypeError("the text stream of a reply must be an async iterable");
  return iterator as AsyncIterator<ReplyItem, unknown>;
}

import type { StreamChunk } from "chat";
import { createMentionText } from "./mention-text.ts";

type Item = string | StreamChunk;

/**
 * The same stream with `@name` replaced where the adapter knows who that is. Only what may be a part of a mention waits;
 * a chunk that is not text lets it go on, in the order of the source.
 */
export function resolveMentions(
  source: AsyncIterable<Item>,
  resolve: ((text: string) => Promise<string>) | undefined,
): AsyncIterable<Item> {
  return resolve === undefined ? source : readResolved(source, resolve);
}

async function* readResolved(
  source: AsyncIterable<Item>,
  resolve: (text: string) => Promise<string>,
): AsyncGenerator<Item> {
  const mentions = createMentionText(resolve);
  for await (const item of source) {
    const text = toText(item);
    if (text === undefined) {
      yield* filled(await mentions.end());
      yield item;
    } else if (mentions.isPlain(text)) yield mentions.pass(text);
    else for (const line of text.split(lineEnds)) yield* filled(await mentions.push(line));
  }
  yield* filled(await mentions.end());
}

/** The blank lines behind a line stay with it: they say that its paragraph is over. */
const lineEnds = /(?<=\n)(?=[^\r\n])/;

function filled(text: string): readonly string[] {
  return text === "" ? [] : [text];
}

function toText(item: Item): string | undefined {
  if (typeof item === "string") return item;
  return item?.type === "markdown_text" ? item.text : undefined;
}

import { type Item, mapItems, type ToItems } from "./map-items.ts";
import { createMentionText } from "./mention-text.ts";

/**
 * The same stream with `@name` replaced where the adapter knows who that is. Only what may be a part of a mention waits;
 * a chunk that is not text lets it go on, in the order of the source.
 */
export function resolveMentions(
  source: AsyncIterable<Item>,
  resolve: ((text: string) => Promise<string>) | undefined,
): AsyncIterable<Item> {
  return resolve === undefined ? source : mapItems(source, toResolved(resolve));
}

function toResolved(resolve: (text: string) => Promise<string>): ToItems {
  const mentions = createMentionText(resolve);
  return function* (step) {
    const text = step.done === true ? undefined : toText(step.value);
    if (text === undefined) {
      yield filled(mentions.end());
      if (step.done !== true) yield step.value;
    } else if (mentions.isPlain(text)) yield mentions.pass(text);
    else for (const line of text.split(lineEnds)) yield filled(mentions.push(line));
  };
}

/** The blank lines behind a line stay with it: they say that its paragraph is over. */
const lineEnds = /(?<=\n)(?=[^\r\n])/;

async function filled(text: Promise<string>): Promise<string | undefined> {
  return (await text) || undefined;
}

function toText(item: Item): string | undefined {
  if (typeof item === "string") return item;
  return item?.type === "markdown_text" ? item.text : undefined;
}

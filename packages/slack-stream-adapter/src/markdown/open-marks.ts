import type { BlockState } from "./blocks.ts";
import { continuing } from "./blocks.ts";
import type { Opener } from "./delimiters.ts";
import { beforeAll } from "./inline-reader.ts";
import type { InlineReading, InlineState } from "./inline-state.ts";

/** What goes on behind a message's end: what is not known to be closed was text. */
export function keepKnown(inline: InlineState): InlineState {
  const openers = inline.openers.filter(({ end }) => end === "known");
  return { ...inline, openers, code: inline.codeEnd === "known" ? inline.code : 0 };
}

/** What closes all that is open, so that a message stands by itself. */
export function toClosing(block: BlockState, all: InlineState): string {
  const inline = keepKnown(all);
  if (block.leaf.type === "fence") return `\n${continuing(block.containers)}${block.leaf.marks}`;
  const marks = inline.openers.map(toMarks).reverse().join("");
  return separate(inline, inline.before) + "`".repeat(inline.code) + marks;
}

/** What opens again, in the next message, the emphasis and the code that a cut went through. */
export function toReopening(inline: InlineState, follows: string | undefined): string {
  return inline.openers.map(toMarks).join("") + "`".repeat(inline.code) + separate(inline, follows);
}

/** Behind marks that close, at the start of a message, what is open: neither has to be said again. */
export function skipClosers(
  inline: InlineState,
  { atoms, doubtFrom, pairs }: InlineReading,
  from: number,
): { readonly inline: InlineState; readonly at: number } {
  const openers = [...inline.openers];
  const [code] = atoms;
  let at = from;
  // Backticks that nothing can close any more were no code's.
  let ticks = code?.start === beforeAll || doubtFrom === beforeAll ? inline.code : 0;
  if (ticks > 0 && code?.start === beforeAll && code.end === at + ticks) {
    at = code.end;
    ticks = 0;
  }
  for (;;) {
    const pair = pairs.find(({ open, close }) => open < 0 && close === at);
    const opener = openers.at(-1);
    if (ticks > 0 || pair === undefined || opener?.mark !== pair.mark) break;
    openers.pop();
    if (opener.count > pair.width) openers.push({ ...opener, count: opener.count - pair.width });
    at += pair.width;
  }
  return { inline: { ...inline, openers, code: ticks }, at };
}

/** A backtick that is a part of the code would be one of those around it. */
function separate({ code }: InlineState, neighbour: string | undefined): string {
  return code > 0 && neighbour === "`" ? " " : "";
}

function toMarks(opener: Opener): string {
  return opener.mark.repeat(opener.count);
}

import type { BlockState } from "./blocks.ts";
import { continuing } from "./blocks.ts";
import type { Opener } from "./delimiters.ts";
import type { InlineState } from "./inline-state.ts";

/** What closes all that is open, so that a message stands by itself. */
export function toClosing(block: BlockState, inline: InlineState): string {
  if (block.leaf.type === "fence") return `\n${continuing(block.containers)}${block.leaf.marks}`;
  const marks = inline.openers.map(toMarks).reverse().join("");
  return "`".repeat(inline.code) + marks;
}

/** What opens again, in the next message, the emphasis and the code that a cut went through. */
export function toReopening(inline: InlineState): string {
  return inline.openers.map(toMarks).join("") + "`".repeat(inline.code);
}

function toMarks(opener: Opener): string {
  return opener.mark.repeat(opener.count);
}

import type { MessageState } from "./message-state.ts";

import { isUndecidedStart } from "./undecided-start.ts";

const zeroWidthSpace = "\u200B";
/** A word that is no part of a link, an entity or a marker: letters, digits, and the punctuation behind them. */
const plainWord = /^["'(“‘«¿¡]*[\p{L}\p{N}\p{M}][\p{L}\p{N}\p{M}'’-]*[.,;:!?…。！？、)"'”’»]*$/u;
/** A sentence has no spaces to look back to in these scripts. */
const wideEnd = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af][。！？、]?$/;

/**
 * A sign of life that nobody sees, or undefined where it could change how the rest is shown. It is a letter to the
 * rules of emphasis, part of an address, and no white space at the start of a line; so it only goes behind a plain
 * word of prose that white space is known to follow: then nothing that comes can touch it.
 */
export function keepalive(
  state: MessageState,
  follows: "unknown" | "white space" = "unknown",
): string | undefined {
  const { leaf } = state.block;
  const isProse = leaf.type === "paragraph" || leaf.type === "heading";
  const isSure = state.followed || follows === "white space";
  if (state.fresh || !isSure || !isProse || !state.inLine) return undefined;
  if (state.inline.code > 0 || isUndecidedStart(state.lineText)) return undefined;
  const isPlain =
    plainWord.test(state.lastWord) || (wideEnd.test(state.lastWord) && !/[:@<&/]/.test(state.lastWord));
  return isPlain ? zeroWidthSpace : undefined;
}

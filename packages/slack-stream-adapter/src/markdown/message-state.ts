import { type BlockState, documentStart } from "./blocks.ts";
import { weigh } from "./characters.ts";
import { keepKnown, toClosing } from "./continuation.ts";
import { type BlockCount, noBlocks } from "./count-blocks.ts";
import { isCode } from "./delimiters.ts";
import { type InlineState, inlineStart } from "./inline.ts";
import { isUndecidedStart } from "./lines.ts";

/** The state of the message that is being written. Immutable: after a refused call the old value is kept. */
export interface MessageState {
  readonly maxBytes: number;
  /** Weighted bytes in the message now, with what was said again at its start, without what would close it. */
  readonly weight: number;
  /** The message is empty. */
  readonly isEmpty: boolean;
  /** The message goes on with what an earlier one began. */
  readonly isContinuation: boolean;
  /** The lists, quotes and fences around the text that was taken last. */
  readonly block: BlockState;
  /** In the middle of a line, or at its end; false: at the start of one. */
  readonly inLine: boolean;
  /** The structure that the line began in. */
  readonly lineBefore: BlockState;
  /** The part of the line that was taken, with its marks, as far as it decides what the line is. */
  readonly lineText: string;
  readonly inline: InlineState;
  /** Weight of the longest line before, of the code, the table or the list that goes on. */
  readonly longestLine: number;
  /** The blocks that the message's text makes. */
  readonly count: BlockCount;
  /** A fence that this message reopened without its indentation: so many columns of each of its lines are left out. */
  readonly outdent: number;
  /** The last word of the text that was taken; of a long one, its beginning and its end. */
  readonly lastWord: string;
  /** White space comes next for certain. */
  readonly whitespaceFollows: boolean;
}

/** What a new message begins with. */
const emptyMessage = {
  weight: 0,
  isEmpty: true,
  count: noBlocks,
  outdent: 0,
  whitespaceFollows: false,
} as const;

/** The state before the first message of an answer. */
export function startAnswer({ maxBytes }: { readonly maxBytes: number }): MessageState {
  return {
    maxBytes,
    isContinuation: false,
    block: documentStart,
    inLine: false,
    lineBefore: documentStart,
    lineText: "",
    inline: inlineStart,
    longestLine: 0,
    lastWord: "",
    ...emptyMessage,
  };
}

/** The text that closes the open structure of the message. The message's size always leaves room for it. */
export function closing(state: MessageState): string {
  return state.isEmpty ? "" : toClosing(state);
}

/** The state before the next message. Open structure is opened again before the first text that is composed for it. */
export function continueInNewMessage(state: MessageState, maxBytes: number = state.maxBytes): MessageState {
  const inline = keepKnown(state.inline);
  const openers = inline.openers.map((opener) => ({ ...opener, both: false, run: opener.width }));
  return {
    ...state,
    ...emptyMessage,
    maxBytes,
    isContinuation: state.isContinuation || !state.isEmpty,
    inline: { ...inline, openers, maybeNotCode: false },
  };
}

/**
 * The state after an item that is not text, such as a card. Paragraphs, lists and emphasis end there, as at a blank line. An open fence stays
 * open, and the text after the item is still code.
 */
export function endBlock(state: MessageState): MessageState {
  const count = { ...state.count, last: "nothing" } as const;
  if (state.block.leaf.type === "fence") return { ...state, count };
  return {
    ...state,
    count,
    block: documentStart,
    inLine: false,
    lineText: "",
    inline: inlineStart,
    lastWord: "",
    whitespaceFollows: true,
  };
}

/**
 * Ends a text behind which another one comes: nothing that is open in it may go on there. White space stands between the
 * two, which ends all but a fence.
 */
export function endText(state: MessageState): { readonly state: MessageState; readonly wire: string } {
  if (state.block.leaf.type !== "fence") return { state, wire: "" };
  const { count } = state;
  const over = { ...endBlock({ ...state, block: documentStart, outdent: 0 }), count };
  if (state.isEmpty) return { state: over, wire: "" };
  const wire = closing(state);
  return {
    wire,
    state: {
      ...over,
      inLine: true,
      lineBefore: state.block,
      lineText: wire.slice(1),
      whitespaceFollows: false,
      weight: state.weight + weigh(wire),
    },
  };
}

const zeroWidthSpace = "\u200B";
/** A word outside of links, entities and markers: letters, digits, and the punctuation after them. */
const plainWord = () =>
  new RegExp(`^["'(“‘«¿¡]*[\\p{L}\\p{N}\\p{M}][\\p{L}\\p{N}\\p{M}'’-]*[.,;:!?…。！？、)"'”’»]*$`, "u");
/** In these scripts a sentence has no spaces. */
const wideEnd = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af][。！？、]?$/;

/**
 * Returns an invisible sign of life, or undefined if it could change how the text is shown. The rules of emphasis read it as a letter. It would
 * become part of an address, and it is no white space at the start of a line. So it only goes after a plain word of prose that white space
 * follows for certain. Then later text can't change its meaning.
 */
export function keepalive(
  state: MessageState,
  follows: "unknown" | "white space" = "unknown",
): string | undefined {
  const { leaf } = state.block;
  const isProse = leaf.type === "paragraph" || leaf.type === "heading";
  const isSure = state.whitespaceFollows || follows === "white space";
  if (state.isEmpty || !isSure || !isProse || !state.inLine) return undefined;
  if (state.inline.openers.some(isCode) || isUndecidedStart(state.lineText)) return undefined;
  const isPlain =
    plainWord().test(state.lastWord) || (wideEnd.test(state.lastWord) && !/[:@<&/]/.test(state.lastWord));
  return isPlain ? zeroWidthSpace : undefined;
}

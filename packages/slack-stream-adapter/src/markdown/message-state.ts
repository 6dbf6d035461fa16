import { type BlockState, documentStart } from "./blocks.ts";
import { type InlineState, inlineStart } from "./inline-state.ts";
import { keepKnown } from "./open-marks.ts";

/** Where an answer stands in the message that is being written. Immutable: a refused call is undone by keeping the old one. */
export interface MessageState {
  readonly maxBytes: number;
  /** Weighted bytes in the message now, without what would close it. */
  readonly weight: number;
  /** What would make the message stand by itself. */
  readonly closing: string;
  /** Nothing is in the message yet. */
  readonly fresh: boolean;
  /** The message goes on with what an earlier one began. */
  readonly carried: boolean;
  /** The structure that what was taken last stands in. */
  readonly block: BlockState;
  /** In the middle of a line, or at its end; false: at the start of one. */
  readonly inLine: boolean;
  /** The structure that the line began in. */
  readonly lineBefore: BlockState;
  /** What was taken of the line, as far as it may become the head of a table. */
  readonly lineText: string;
  /** A number that a line in it began with, and marks behind it: all that was taken of the line, while more of it decides what it begins. */
  readonly undecided: string;
  readonly inline: InlineState;
  /** Weight of the longest line before, of the code, the table or the list that goes on. */
  readonly longestLine: number;
  /** A fence that this message reopened without its indentation: so many columns of each of its lines are left out. */
  readonly outdent: number;
  /** The end of what was sent, back to the last white space. */
  readonly lastWord: string;
  /** White space is known to come next. */
  readonly followed: boolean;
}

/** The state before the first message of an answer. */
export function startAnswer({ maxBytes }: { readonly maxBytes: number }): MessageState {
  return {
    maxBytes,
    weight: 0,
    closing: "",
    fresh: true,
    carried: false,
    block: documentStart,
    inLine: false,
    lineBefore: documentStart,
    lineText: "",
    undecided: "",
    inline: inlineStart,
    longestLine: 0,
    outdent: 0,
    lastWord: "",
    followed: false,
  };
}

/** The state before the next message; what is open is opened again before the first text that is composed for it. */
export function continueInNewMessage(state: MessageState, maxBytes: number = state.maxBytes): MessageState {
  const inline = keepKnown(state.inline);
  const openers = inline.openers.map((opener) => ({
    ...opener,
    both: false,
    run: opener.count,
    maybeCode: false,
  }));
  return {
    ...state,
    maxBytes,
    weight: 0,
    closing: "",
    fresh: true,
    undecided: "",
    carried: state.carried || !state.fresh,
    inline: { ...inline, openers, wary: false },
    outdent: 0,
    lastWord: "",
    followed: false,
  };
}

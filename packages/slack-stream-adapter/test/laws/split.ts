import {
  closing,
  compose,
  continueInNewMessage,
  type MentionPolicy,
  type MessageState,
  startAnswer,
  weigh,
} from "../../src/markdown/compose.ts";

export interface Answer {
  readonly messages: readonly string[];
  /** How much of the text each message took. */
  readonly taken: readonly number[];
}

export interface SplitOptions {
  readonly maxBytes: number;
  readonly mentions?: MentionPolicy | undefined;
  readonly firstLine?: "whole" | undefined;
}

/** Puts a whole text into messages, as if all of it were there at once. */
export function split(text: string, options: SplitOptions): Answer {
  return stream([text], options);
}

/** Puts a text into messages piece by piece. Each piece is composed when it comes. */
export function stream(pieces: readonly string[], options: SplitOptions): Answer {
  const writer = createWriter(options);
  for (const piece of pieces) writer.push(piece);
  return writer.end();
}

/** The composing of an answer, without Slack. */
export function createWriter(options: SplitOptions) {
  const { mentions } = options;
  const messages: string[] = [];
  const taken: number[] = [];
  let state: MessageState = startAnswer(options);
  let wire = "";
  let used = 0;
  /** Not sent. */
  let pending = "";
  let released = 0;

  function endMessage(): void {
    const message = wire + closing(state);
    if (message !== "") {
      if (weigh(message) > state.maxBytes)
        throw new Error(`message of ${weigh(message)} in ${state.maxBytes}: ${message}`);
      messages.push(message);
      taken.push(used);
    }
    wire = "";
    used = 0;
  }

  function drain(ended: boolean): void {
    for (let round = 0; ; round++) {
      if (round > pending.length + 1_000)
        throw new Error(`no progress: ${JSON.stringify(pending.slice(0, 80))}`);
      const composed = compose(state, pending, {
        ended,
        reserve: 0,
        firstLine: options.firstLine,
        mentions,
        released,
      });
      const text =
        wire === "" && options.firstLine === "whole" ? composed.wire.replace(/\n$/, "") : composed.wire;
      if (/\s$/.test(text)) throw new Error(`ends in white space: ${JSON.stringify(composed.wire)}`);
      wire += composed.wire;
      used += composed.taken;
      pending = pending.slice(composed.taken);
      released = Math.max(0, released - composed.taken);
      state = composed.state;
      if (!composed.full) return;
      endMessage();
      state = continueInNewMessage(state);
    }
  }

  return {
    push(text: string): void {
      pending += text;
      drain(false);
    },
    release(): void {
      released = pending.length;
      drain(false);
    },
    /** Ends the message at this place. */
    cut(): void {
      endMessage();
      state = continueInNewMessage(state);
    },
    /** The current text of the growing message. */
    shown: () => wire,
    state: () => state,
    end(): Answer {
      drain(true);
      if (pending !== "") throw new Error(`left: ${JSON.stringify(pending.slice(0, 80))}`);
      endMessage();
      return { messages, taken };
    },
  };
}

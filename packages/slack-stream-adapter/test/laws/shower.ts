import { compose, startAnswer } from "../../src/markdown/compose.ts";
import { Inbox } from "../../src/pacing/inbox.ts";

/** Shows a text in one unlimited message as it comes. It composes whenever the inbox says that it is useful. */
export interface Shower {
  /** Returns the text that may be shown now and could not be shown before. */
  push(text: string): string;
  release(): string;
  end(): string;
  /** How many characters are held back. */
  readonly held: number;
  /** How many characters were read, for the law that this grows only with the length of the text. */
  readonly scanned: number;
}

export function createShower(): Shower {
  const inbox = new Inbox(
    {
      clock: { now: () => 0 },
      sourceTimeoutMs: Number.POSITIVE_INFINITY,
      maxPendingBytes: Number.POSITIVE_INFINITY,
      whenPendingFull: "pause",
    },
    { wake() {} },
  );
  let state = { ...startAnswer({ maxBytes: Number.POSITIVE_INFINITY }), isEmpty: false };
  let hidden = "";
  let isHolding = false;
  let scanned = 0;

  function look(): string {
    let held = isHolding ? hidden.length : 0;
    if (inbox.pending) {
      const [item] = inbox.items;
      const text = item?.type === "text" ? item.text : "";
      const ended = inbox.ending !== undefined;
      const composed = compose(state, text, {
        ended,
        reserve: 0,
        mentions: "all",
        released: inbox.released,
      });
      ({ state, held } = composed);
      scanned += composed.scanned;
      isHolding = held > 0;
      const { taken, wait } = composed;
      const released = Math.max(0, inbox.released - taken);
      const left = { characters: text.length - taken, held, released, wait };
      inbox.take([taken], ended ? undefined : left);
      inbox.settle();
    }
    const at = Math.max(0, hidden.length - held);
    const shown = hidden.slice(0, at);
    hidden = hidden.slice(at);
    return shown;
  }

  return {
    push(text) {
      hidden += text;
      inbox.text(text);
      return look();
    },
    release() {
      inbox.release();
      return look();
    },
    end() {
      inbox.done();
      isHolding = false;
      return look();
    },
    get held() {
      return hidden.length;
    },
    get scanned() {
      return scanned;
    },
  };
}

import type { CanonicalPart } from "./canonical-parts.ts";

/** Receives the text, and where texts end. */
export interface TextSink {
  text(text: string): void;
  textOver?(): void;
  takeBack?(characters: number): void;
}

/** Decides where one text ends and another begins, and puts a blank line between the two. */
export interface TextJoiner {
  /** Called with every part, before the part is passed on. */
  note(part: CanonicalPart): void;
  /** `id` of the part that the text is a piece of: `""` where it has none, undefined for a string, which is no part. */
  add(text: string, id: string | undefined): void;
}

/** What stood behind the last text. */
const stood = {
  nothing: 0,
  /** News of what stood there before: the text may go on, another text part may not. */
  news: 1,
  /** A card that the app itself puts into its text, which it may do in the middle of a sentence. */
  card: 2,
  /** Anything that the model does besides writing text. It ends a text part. It does not end a string, because strings do not say where they end. */
  thing: 3,
  /** What no text goes on behind. */
  apart: 4,
} as const;

type Stood = (typeof stood)[keyof typeof stood];

export function createTextJoiner(sink: TextSink): TextJoiner {
  /** The line breaks at the end of all text so far, at most two. */
  let lineBreaks = 2;
  let lastText = "";
  /** The part that is being written, as for `add`; undefined too where it has ended. */
  let openId: string | undefined;
  let between: Stood = stood.nothing;
  /** There is text whose end was not given yet. */
  let isOpen = false;
  /** Calls and cards that were seen. */
  const seen = new Set<string>();
  let step = { characters: 0, lineBreaks };

  const give = (text: string) => {
    lineBreaks = trailingLineBreaks(text, lineBreaks);
    lastText = text;
    step.characters += text.length;
    sink.text(text);
  };

  const stand = (what: Stood) => {
    if (what > between) between = what === stood.thing && openId !== undefined ? stood.apart : what;
    if (between !== stood.apart || !isOpen) return;
    isOpen = false;
    sink.textOver?.();
  };

  const standNew = (id: string, what: Stood) => {
    stand(seen.has(id) ? stood.news : what);
    seen.add(id);
  };

  const endPart = () => {
    openId = undefined;
    if (between !== stood.nothing) stand(stood.apart);
  };

  const nextStep = () => {
    openId = undefined;
    stand(stood.apart);
    step = { characters: 0, lineBreaks };
  };

  const takeBack = () => {
    if (step.characters === 0) return;
    stand(stood.apart);
    if (sink.takeBack === undefined) return;
    sink.takeBack(step.characters);
    lineBreaks = step.lineBreaks;
    step = { characters: 0, lineBreaks };
  };

  return {
    note(part) {
      switch (part.type) {
        case "text-start":
        case "text-end":
          return endPart();
        case "reasoning-start":
        case "reasoning-delta":
        case "reasoning-end":
        case "file":
          return stand(stood.thing);
        case "start-step":
        case "finish-step":
          return nextStep();
        case "reset-step":
          return takeBack();
        case "chunk":
          if (part.chunk.type === "task_update") standNew(`card ${part.chunk.id}`, stood.card);
          else if (part.chunk.type === "blocks") stand(stood.card);
          return;
        case "tool-input-start":
        case "tool-call":
        case "tool-result":
        case "tool-error":
        case "tool-output-denied":
        case "tool-approval-request":
        case "tool-approval-response":
          return standNew(`call ${part.toolCallId}`, stood.thing);
      }
    },
    add(text, id) {
      if (text === "") return;
      if (between !== stood.nothing) {
        if (isAnother(text, id)) stand(stood.apart);
        const missing = between === stood.apart ? 2 - lineBreaks - leadingLineBreaks(text) : 0;
        // White space alone may bring what is missing.
        if (text.trim() !== "") {
          if (missing > 0) give("\n".repeat(missing));
          between = stood.nothing;
        }
      }
      openId = id;
      isOpen = true;
      give(text);
    },
  };

  function isAnother(text: string, id: string | undefined): boolean {
    if (between === stood.apart) return true;
    if (id !== undefined && (id !== openId || between === stood.thing)) return true;
    return between >= stood.card && endOfSentence().test(lastText.slice(-8)) && /^\S/.test(text);
  }
}

/** Glued to the next text it would read as one. */
const endOfSentence = () =>
  new RegExp("[.!?:\u2026\u3002\uFF01\uFF1F\\p{Extended_Pictographic}][*_~`\"')\\]]{0,3}$", "u");

function trailingLineBreaks(text: string, before: number): number {
  let count = 0;
  for (let at = text.length - 1; at >= 0 && count < 2; at -= 1) {
    if (text[at] === "\n") count += 1;
    else if (text[at] !== "\r") return count;
  }
  return Math.min(2, count === text.length ? count + before : count);
}

function leadingLineBreaks(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length && count < 2; at += 1) {
    if (text[at] === "\n") count += 1;
    else if (text[at] !== "\r") break;
  }
  return count;
}

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

/** Nothing stood behind the last text. The higher of two is what counts. */
const nothing = 0;
/** News of what stood there before: the text may go on, another text part may not. */
const news = 1;
/** A card that the app itself puts into its text, which it may do in the middle of a sentence. */
const card = 2;
/** Anything that the model does besides writing text. It ends a text part. It does not end a string, because strings do not say where they end. */
const thing = 3;
/** What no text goes on behind. */
const apart = 4;

type Stood = typeof nothing | typeof news | typeof card | typeof thing | typeof apart;

export function createTextJoiner(sink: TextSink): TextJoiner {
  /** The line breaks at the end of all text so far, at most two. */
  let lineBreaks = 2;
  let lastText = "";
  /** The part that is being written, as for `add`; undefined too where it has ended. */
  let openId: string | undefined;
  let between: Stood = nothing;
  /** There is text whose end was not given yet. */
  let isOpen = false;
  /** Calls and cards that were seen. */
  const seen = new Set<string>();
  let step = { characters: 0, lineBreaks };

  const give = (text: string) => {
    const atEnd = countLineBreaks(text, text.length - 1, -1);
    lineBreaks = Math.min(2, atEnd + (/[^\r\n]/.test(text) ? 0 : lineBreaks));
    lastText = text;
    step.characters += text.length;
    sink.text(text);
  };

  const stand = (what: Stood) => {
    if (what > between) between = what === thing && openId !== undefined ? apart : what;
    if (between !== apart || !isOpen) return;
    isOpen = false;
    sink.textOver?.();
  };

  const standNew = (id: string, what: Stood) => {
    stand(seen.has(id) ? news : what);
    seen.add(id);
  };

  const endPart = () => {
    openId = undefined;
    if (between !== nothing) stand(apart);
  };

  const nextStep = () => {
    openId = undefined;
    stand(apart);
    step = { characters: 0, lineBreaks };
  };

  const takeBack = () => {
    if (step.characters === 0) return;
    stand(apart);
    if (sink.takeBack === undefined) return;
    sink.takeBack(step.characters);
    lineBreaks = step.lineBreaks;
    step = { characters: 0, lineBreaks };
  };

  return {
    note(part) {
      switch (part.type) {
        case "text-delta":
          return;
        case "text-start":
        case "text-end":
          return endPart();
        case "start-step":
        case "finish-step":
          return nextStep();
        case "reset-step":
          return takeBack();
        case "chunk":
          if (part.chunk.type === "task_update") standNew(`card ${part.chunk.id}`, card);
          else if (part.chunk.type === "blocks") stand(card);
          return;
        default:
          if ("toolCallId" in part) standNew(`call ${part.toolCallId}`, thing);
          else if (part.type === "file" || part.type.startsWith("reasoning-")) stand(thing);
      }
    },
    add(text, id) {
      if (text === "") return;
      if (between !== nothing) {
        if (isAnother(text, id)) stand(apart);
        const missing = between === apart ? 2 - lineBreaks - countLineBreaks(text, 0, 1) : 0;
        // White space alone may bring what is missing.
        if (text.trim() !== "") {
          if (missing > 0) give("\n".repeat(missing));
          between = nothing;
        }
      }
      openId = id;
      isOpen = true;
      give(text);
    },
  };

  function isAnother(text: string, id: string | undefined): boolean {
    if (between === apart) return true;
    if (id !== undefined && (id !== openId || between === thing)) return true;
    return between >= card && endOfSentence().test(lastText.slice(-8)) && /^\S/.test(text);
  }
}

/** Glued to the next text it would read as one. */
const endOfSentence = () =>
  new RegExp("[.!?:\u2026\u3002\uFF01\uFF1F\\p{Extended_Pictographic}][*_~`\"')\\]]{0,3}$", "u");

/** All of the line breaks at the end of a text, or at its beginning; two are as good as more. */
function countLineBreaks(text: string, at: number, step: 1 | -1): number {
  const breaks = /[\r\n]/;
  let count = 0;
  for (let index = at; count < 2 && breaks.test(text[index] ?? ""); index += step)
    if (text[index] === "\n") count += 1;
  return count;
}

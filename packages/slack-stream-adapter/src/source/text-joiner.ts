import type { CanonicalPart } from "./canonical-parts.ts";

/** Receives the text, and where texts end. */
export interface TextSink {
  text(text: string): void;
  textOver?(): void;
}

/** Nothing came after the last text. If several parts came, the highest value counts. */
const nothing = 0;
/** An update of an earlier call or card. The same text may go on. Another text part is separate. */
const news = 1;
/** A card that the app itself puts into its text, maybe inside a sentence. */
const card = 2;
/** Any other work of the model. It ends a text part. It does not end a string, because strings have no stated end. */
const thing = 3;
/** A part after which no text goes on. */
const apart = 4;

type Stood = typeof nothing | typeof news | typeof card | typeof thing | typeof apart;

/** Decides where one text ends and another begins, and puts a blank line between the two. */
export class TextJoiner {
  readonly #sink: TextSink;
  /** The line breaks at the end of all text so far, at most two. */
  #lineBreaks = 2;
  #lastText = "";
  /** The text part that is being written, as for `add`. Undefined also after its end. */
  #openId: unknown;
  #between: Stood = nothing;
  /** There is text without an end yet. */
  #isOpen = false;
  /** Calls and cards that were seen. */
  #seen: Set<string> | undefined;
  /** The line breaks before the present step. */
  #stepLineBreaks = 2;

  constructor(sink: TextSink) {
    this.#sink = sink;
  }

  /** Called with every part, before the part is passed on. */
  note(part: CanonicalPart): void {
    switch (part.type) {
      case "text-delta":
        return;
      case "text-start":
      case "text-end":
        this.#openId = undefined;
        if (this.#between !== nothing) this.#stand(apart);
        return;
      case "start-step":
      case "finish-step":
        this.#openId = undefined;
        this.#stand(apart);
        this.#stepLineBreaks = this.#lineBreaks;
        return;
      case "reset-step":
        // The agent takes the text of the step back when it gets the part.
        this.#stand(apart);
        this.#lineBreaks = this.#stepLineBreaks;
        return;
      case "chunk":
        if (part.chunk.type === "task_update") this.#standNew(`card ${part.chunk.id}`, card);
        else if (part.chunk.type === "blocks") this.#stand(card);
        return;
      default:
        if ("toolCallId" in part) this.#standNew(`call ${part.toolCallId}`, thing);
        else if (part.type === "file" || part.type.startsWith("reasoning-")) this.#stand(thing);
    }
  }

  /** `id` of the text's part: `""` if the part has none, undefined for a string. */
  add(text: string, id: unknown): void {
    if (text === "") return;
    if (this.#between !== nothing) {
      if (this.#isAnother(text, id)) this.#stand(apart);
      const [atStart = ""] = /^[\r\n]*/.exec(text) ?? [];
      const missing = this.#between === apart ? 2 - countLineBreaks(atStart, this.#lineBreaks) : 0;
      // White space alone may bring what is missing.
      if (text.trim() !== "") {
        if (missing > 0) this.#give("\n".repeat(missing));
        this.#between = nothing;
      }
    }
    this.#openId = id;
    this.#isOpen = true;
    this.#give(text);
  }

  #give(text: string): void {
    this.#lineBreaks = countLineBreaks(text, this.#lineBreaks);
    this.#lastText = text;
    this.#sink.text(text);
  }

  #stand(what: Stood): void {
    if (what > this.#between) this.#between = what === thing && this.#openId !== undefined ? apart : what;
    if (this.#between !== apart || !this.#isOpen) return;
    this.#isOpen = false;
    this.#sink.textOver?.();
  }

  #standNew(id: string, what: Stood): void {
    this.#seen ??= new Set();
    this.#stand(this.#seen.has(id) ? news : what);
    this.#seen.add(id);
  }

  #isAnother(text: string, id: unknown): boolean {
    if (this.#between === apart) return true;
    if (id !== undefined && (id !== this.#openId || this.#between === thing)) return true;
    return this.#between >= card && endOfSentence().test(this.#lastText.slice(-8)) && /^\S/.test(text);
  }
}

/** Joined with the next text it would read as one word. */
const endOfSentence = () =>
  new RegExp("[.!?:\u2026\u3002\uFF01\uFF1F\\p{Extended_Pictographic}][*_~`\"')\\]]{0,3}$", "u");

/** The line breaks at the end of a text with `before` line breaks before it, at most two. Called for each token. A regular expression would take several times as long. */
function countLineBreaks(text: string, before: number): number {
  let count = 0;
  for (let index = text.length - 1; index >= 0 && count < 2; index -= 1) {
    const unit = text[index];
    if (unit === "\n") count += 1;
    else if (unit !== "\r") return count;
  }
  return Math.min(2, count + before);
}

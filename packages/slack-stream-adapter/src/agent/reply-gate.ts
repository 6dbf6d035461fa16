import type { CardChunk } from "../source/part-reader.ts";
import type { SourceSink } from "../source/read-source.ts";

export interface WithholdingSink extends SourceSink {
  /** Text of the source that must not be shown. */
  withhold(text: string): void;
  /** The source takes back all content since the last `endStep`. */
  takeBack(): void;
}

/** Holds all content back until it is certain that the reply does not mean silence. */
export class ReplyGate {
  readonly #inbox: WithholdingSink;
  readonly #silentReplies: readonly string[];
  #isOpen: boolean;
  /** It is certain that the reply is an answer. */
  isDecided: boolean;
  /** The reply meant silence. */
  isSilent = false;
  /** The held-back content, as calls of the inbox, each with its text. */
  #held: { readonly call: () => void; readonly text: string }[] = [];
  /** How many calls were held back when the step began. */
  #heldBefore = 0;

  constructor(inbox: WithholdingSink, silentReplies: readonly string[]) {
    this.#inbox = inbox;
    this.#silentReplies = silentReplies;
    this.#isOpen = silentReplies.length === 0;
    this.isDecided = this.#isOpen;
  }

  text(text: string): void {
    if (this.#isOpen) {
      // No closure is made for each token.
      this.#inbox.text(text);
      return;
    }
    this.#pass(() => this.#inbox.text(text), text);
    if (matchReply(this.#text, this.#silentReplies) === "different") this.#letThrough();
  }

  chunk(chunk: CardChunk): void {
    this.#pass(() => this.#inbox.chunk(chunk));
  }

  textOver(): void {
    this.#pass(() => this.#inbox.textOver?.());
  }

  endStep(): void {
    this.#pass(() => this.#inbox.endStep?.());
    this.#heldBefore = this.#held.length;
  }

  takeBack(): void {
    this.#pass(() => this.#inbox.takeBack());
    if (!this.#isOpen) this.#held.length = this.#heldBefore;
  }

  done(): void {
    if (!this.#isOpen && matchReply(this.#text, this.#silentReplies) === "whole") {
      this.isSilent = true;
      this.close();
    } else if (!this.#isOpen) this.#letThrough();
    this.#inbox.done();
  }

  failed(error: unknown): void {
    this.close();
    this.#inbox.failed(error);
  }

  aborted(reason: unknown): void {
    this.close();
    this.#inbox.aborted(reason);
  }

  /** The source has ended. A part of a word that means silence is no answer, and neither are cards alone. So the held-back content is not shown. */
  close(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#inbox.withhold(this.#text);
    this.#held = [];
  }

  get #text(): string {
    return this.#held.map(({ text }) => text).join("");
  }

  #pass(call: () => void, text = ""): void {
    if (this.#isOpen) call();
    else this.#held.push({ call, text });
  }

  #letThrough(): void {
    this.#isOpen = true;
    this.isDecided = this.#text.trim() !== "";
    for (const { call } of this.#held) call();
    this.#held = [];
  }
}

/**
 * Compares the reply so far with the replies that mean silence: it is one of them, it may still become one, or it is another text. White space
 * around it does not count. Upper and lower case count.
 */
export function matchReply(
  text: string,
  silentReplies: readonly string[],
): "whole" | "beginning" | "different" {
  const reply = text.trim();
  if (silentReplies.includes(reply)) return "whole";
  const begun = text.trimStart();
  return silentReplies.some((silent) => silent.startsWith(begun)) ? "beginning" : "different";
}

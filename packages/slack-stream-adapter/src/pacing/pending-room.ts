import { SlackStreamError } from "../errors.ts";

/** Bytes of a UTF-16 unit in memory. */
const bytesPerUnit = 2;

export interface PendingRoomOptions {
  /** So much text may wait, two bytes for each UTF-16 unit. Then the reader waits, or fails. */
  readonly maxPendingBytes: number;
  readonly whenPendingFull: "pause" | "fail";
}

/** How much text waits for Slack, and whether the library goes on reading the source. */
export class PendingRoom {
  readonly #options: PendingRoomOptions;
  readonly #inbox: { readonly waiting: number };
  #goOn: (() => void) | undefined;

  /** @param inbox says how many UTF-16 units wait. */
  constructor(options: PendingRoomOptions, inbox: { readonly waiting: number }) {
    this.#options = options;
    this.#inbox = inbox;
  }

  get isFull(): boolean {
    return this.#bytes >= this.#options.maxPendingBytes;
  }

  /** The reader waits for room. */
  get isPaused(): boolean {
    return this.#goOn !== undefined;
  }

  get error(): SlackStreamError {
    const text = `more than ${this.#options.maxPendingBytes} bytes of text wait for Slack (maxPendingBytes)`;
    return new SlackStreamError("pending-full", text);
  }

  /** Resolves when at most half of the bound waits. Rejects at once if the stream has to fail. */
  untilFree(): Promise<void> {
    if (this.#options.whenPendingFull === "fail") return Promise.reject(this.error);
    return new Promise((resolve) => {
      this.#goOn = resolve;
      this.look();
    });
  }

  /** Called when less text may wait than before. Returns whether the reader goes on now. */
  look(): boolean {
    const goOn = this.#goOn;
    if (goOn === undefined || this.#bytes > this.#options.maxPendingBytes / 2) return false;
    this.#goOn = undefined;
    goOn();
    return true;
  }

  get #bytes(): number {
    return this.#inbox.waiting * bytesPerUnit;
  }
}

/** How many items of other messages may wait for a message that neither writes nor ends. */
const longestWait = 50;

/** Messages that a source writes at the same time are read one after the other. */
export class MessageTurns {
  /** The messages that have not ended, in the order of their beginning, each with its waiting items. Items of the first are read at once. */
  readonly #waiting = new Map<unknown, (() => void)[]>();
  readonly #ended = new Set<unknown>();
  #waits = 0;

  get first(): unknown {
    return this.#waiting.keys().next().value;
  }

  has(key: unknown): boolean {
    return this.#waiting.has(key);
  }

  take(key: unknown, act: () => void): void {
    if (!this.has(key)) this.#waiting.set(key, []);
    if (key === this.first) {
      this.#waits = 0;
      act();
      return;
    }
    this.#waiting.get(key)?.push(act);
    this.#waits += 1;
    if (this.#waits > longestWait) this.over(this.first);
  }

  over(key: unknown): void {
    if (this.has(key)) this.#ended.add(key);
    if (key !== this.first) return;
    for (const [next, acts] of this.#waiting) {
      this.#waits = 0;
      for (const act of acts.splice(0)) act();
      if (!this.#ended.delete(next)) return;
      this.#waiting.delete(next);
    }
  }

  end(): void {
    for (const key of [...this.#waiting.keys()]) this.over(key);
  }
}

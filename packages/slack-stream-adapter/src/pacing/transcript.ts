/** Strings that are added to are made flat when they are as long as this, so that no node per token is kept. */
const flatCharacters = 4_096;

/** The same text as one flat string. Reading one character makes the engine join the pieces, and free them. */
function flatten(text: string): string {
  text.charCodeAt(0);
  return text;
}

/** All that the source said. */
export class Transcript {
  #pages: string[] = [];
  #recent = "";
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(text: string): void {
    this.#length += text.length;
    this.#recent += text;
    if (this.#recent.length < flatCharacters) return;
    this.#pages.push(flatten(this.#recent));
    this.#recent = "";
  }

  /** Nothing comes for now: frees the nodes between the tokens of the last page. */
  rest(): void {
    flatten(this.#recent);
  }

  all(): string {
    this.#pages = [this.#pages.join("") + this.#recent];
    this.#recent = "";
    return this.#pages[0] ?? "";
  }

  /** A piece of it; only the pages that it is on are read. */
  slice(from: number, to: number): string {
    let start = this.#length - this.#recent.length;
    const found = [to > start ? this.#recent.slice(Math.max(0, from - start), to - start) : ""];
    for (let index = this.#pages.length - 1; index >= 0 && start > from; index -= 1) {
      const page = this.#pages[index] ?? "";
      start -= page.length;
      if (to > start) found.unshift(page.slice(Math.max(0, from - start), to - start));
    }
    return found.join("");
  }

  /** The text after the first `length` characters was taken back. */
  cut(length: number): void {
    this.#pages = [this.all().slice(0, length)];
    this.#length = Math.min(length, this.#length);
  }
}

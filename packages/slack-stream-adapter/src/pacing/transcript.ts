/** A string that grows is made flat at this length, so that the engine does not keep a node for each token. */
const flatCharacters = 4_096;

/** The same text as one flat string. Reading one character makes the engine join the pieces, and free them. */
function flatten(text: string): string {
  text.charCodeAt(0);
  return text;
}

/** The whole text of the source. */
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

  /** No text comes for now. Frees the nodes between the tokens of the last page. */
  rest(): void {
    flatten(this.#recent);
  }

  all(): string {
    this.#pages = [this.#pages.join("") + this.#recent];
    this.#recent = "";
    return this.#pages[0] ?? "";
  }

  /** Returns a part of the text. Reads only the pages that hold it. */
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

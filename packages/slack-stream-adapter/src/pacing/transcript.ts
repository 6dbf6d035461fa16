/** Strings that are added to are made flat when they are as long as this, so that no node per token is kept. */
export const flatCharacters = 4_096;

/** The same text as one flat string. Reading one character makes the engine join the pieces, and free them. */
export function flatten(text: string): string {
  text.charCodeAt(0);
  return text;
}

/** All that the source said. */
export interface Transcript {
  add(text: string): void;
  all(): string;
  /** A piece of it; only the pages that it is on are read. */
  slice(from: number, to: number): string;
  readonly length: number;
  /** The text after the first `length` characters was taken back. */
  cut(length: number): void;
}

export function createTranscript(): Transcript {
  let pages: string[] = [];
  let recent = "";
  let length = 0;
  const all = () => {
    pages = [pages.join("") + recent];
    recent = "";
    return pages[0] ?? "";
  };
  return {
    add(text) {
      length += text.length;
      recent += text;
      if (recent.length < flatCharacters) return;
      pages.push(flatten(recent));
      recent = "";
    },
    all,
    slice(from, to) {
      let start = length - recent.length;
      const found = [to > start ? recent.slice(Math.max(0, from - start), to - start) : ""];
      for (let index = pages.length - 1; index >= 0 && start > from; index -= 1) {
        const page = pages[index] ?? "";
        start -= page.length;
        if (to > start) found.unshift(page.slice(Math.max(0, from - start), to - start));
      }
      return found.join("");
    },
    get length() {
      return length;
    },
    cut(to) {
      pages = [all().slice(0, to)];
      length = Math.min(length, to);
    },
  };
}

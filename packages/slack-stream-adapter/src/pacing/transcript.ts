import { flatCharacters, flatten } from "./flatten.ts";

/** All that the source said. */
export interface Transcript {
  add(text: string): void;
  all(): string;
}

export function createTranscript(): Transcript {
  let pages: string[] = [];
  let recent = "";
  return {
    add(text) {
      recent += text;
      if (recent.length < flatCharacters) return;
      pages.push(flatten(recent));
      recent = "";
    },
    all() {
      pages = [pages.join("") + recent];
      recent = "";
      return pages[0] ?? "";
    },
  };
}

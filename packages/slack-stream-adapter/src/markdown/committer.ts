import { isHighSurrogate } from "./weight.ts";

/** Source text in, text that may be shown out: what came out, joined, is what went in. */
export interface Committer {
  /** What may be shown now. */
  push(text: string): string;
  /** All that is held, except what must not be cut: called when it was held too long and before a keepalive. */
  release(): string;
  /** Everything. */
  end(): string;
  /** Characters held back now. */
  readonly held: number;
}

export function createCommitter(): Committer {
  let rest = "";
  return {
    push(text) {
      const all = rest + text;
      const cut = isHighSurrogate(all.charCodeAt(all.length - 1)) ? all.length - 1 : all.length;
      rest = all.slice(cut);
      return all.slice(0, cut);
    },
    release: () => "",
    end() {
      const all = rest;
      rest = "";
      return all;
    },
    get held() {
      return rest.length;
    },
  };
}

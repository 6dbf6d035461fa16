const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The last place at or before `at`, and after `from`, that is not inside what a reader sees as one character; else `from`. */
export function toGraphemeBoundary(text: string, from: number, at: number): number {
  if (at >= text.length) return text.length;
  const start = Math.max(from, at - 400);
  const segment = segmenter.segment(text.slice(start, at + 400)).containing(at - start);
  const boundary = segment === undefined ? at : start + segment.index;
  return Math.max(from, boundary);
}

/** Where the first character, as a reader sees it, ends. */
export function firstGraphemeEnd(text: string, from: number): number {
  const segment = segmenter.segment(text.slice(from, from + 400)).containing(0);
  return from + (segment?.segment.length ?? 0);
}

/** The last place at or before `at` that is not inside a surrogate pair. */
export function toCodePointBoundary(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}

import type { FinishNotice } from "../types/index.ts";

const notices = {
  length: "_The answer ends here because it reached its length limit._",
  "content-filter": "_The answer was ended by a content filter._",
} as const;

/** What is said of an answer that ended before its time; undefined where there is nothing to say. */
export function toFinishNotice(reason: unknown, given: FinishNotice | false | undefined): string | undefined {
  if (given === false || (reason !== "length" && reason !== "content-filter")) return undefined;
  if (given === undefined) return notices[reason];
  try {
    return given(reason) || undefined;
  } catch {
    return undefined; // The caller's own failure must not break a stream.
  }
}

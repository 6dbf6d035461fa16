import type { Call } from "../protocol/call-log.ts";

/** How a call ended for its caller. */
export function toOutcomeView({ answer, fault, durationMs }: Call): {
  words: string;
  mood: "good" | "bad" | "odd";
} {
  if (fault !== undefined && answer?.ok !== false) return { words: `${fault} (injected)`, mood: "odd" };
  if (answer?.ok === false) return { words: answer.error, mood: "bad" };
  return durationMs === undefined ? { words: "…", mood: "odd" } : { words: "ok", mood: "good" };
}

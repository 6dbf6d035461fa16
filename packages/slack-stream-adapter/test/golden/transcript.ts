import { weigh } from "../../src/markdown/compose.ts";
import type { Answer } from "../laws/split.ts";

/** The messages of an answer for a person to read, each under a line with its size. */
export function toTranscript(answer: Answer, maxBytes: number): string {
  const count = answer.messages.length;
  const parts = answer.messages.map(
    (message, index) =>
      `──── message ${index + 1} of ${count}, ${weigh(message)} of ${maxBytes} bytes ────\n${message}\n`,
  );
  return parts.join("\n").replace(/\r/g, "␍");
}

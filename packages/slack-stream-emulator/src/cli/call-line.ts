import type { SlackEmulator } from "../emulator.ts";
import type { Call } from "../protocol/call-log.ts";
import { toEffect } from "../view/effect.ts";
import { toOutcomeView } from "../view/outcome.ts";

export interface LineSetup {
  readonly startedAt: number;
  readonly slack: Pick<SlackEmulator, "messages">;
  readonly isColored: boolean;
}

/** ` 20.4s chat.appendStream #1   3 ms  ok  +42 characters` */
export function toCallLine(call: Call, { startedAt, slack, isColored }: LineSetup): string {
  const number = slack.messages.find((message) => message.ts === call.ts)?.number;
  const outcome = toOutcomeView(call);
  const paint = isColored ? PAINTS[outcome.mood] : (text: string) => text;
  return [
    `${((call.at - startedAt) / 1_000).toFixed(1)}s`.padStart(8),
    call.method.padEnd(26),
    (number === undefined ? "" : `#${number}`).padEnd(4),
    (call.durationMs === undefined ? "–" : `${Math.round(call.durationMs)} ms`).padStart(8),
    ` ${paint(outcome.words)}`,
    call.applied ? ` ${toEffect(call)}` : "",
  ]
    .join(" ")
    .trimEnd();
}

const PAINTS: Readonly<Record<"good" | "bad" | "odd", (text: string) => string>> = {
  good: (text) => `\x1b[32m${text}\x1b[0m`,
  bad: (text) => `\x1b[31m${text}\x1b[0m`,
  odd: (text) => `\x1b[33m${text}\x1b[0m`,
};

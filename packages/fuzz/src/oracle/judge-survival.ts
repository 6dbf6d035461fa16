import type { RunRecord } from "./run-record.ts";
import { toShownMessages } from "./shown-messages.ts";
import { walkMessages } from "./shown-once.ts";

export type Survival = "survived" | "lost" | "repeated or torn" | "left open or errored" | "hung";

/** What a reader sees in the end, whoever streamed: the whole text once and in order, in messages that are closed. No receipt is needed. */
export function judgeSurvival(record: RunRecord): Survival {
  if (record.ending.type === "hung") return "hung";
  const messages = toShownMessages(record, []).map((message) => ({ ...message, segment: noDoubt }));
  const { problem, shownTo } = walkMessages(record.script.text, messages);
  if (problem !== undefined) return "repeated or torn";
  if (record.script.text.slice(shownTo).trim() !== "") return "lost";
  const flawed = messages.some(({ errored, state }) => errored || state === "open");
  return flawed ? "left open or errored" : "survived";
}

const noDoubt = { ts: "", start: 0, end: 0, ended: "", uncertain: false, keepalivesLeft: 0 };

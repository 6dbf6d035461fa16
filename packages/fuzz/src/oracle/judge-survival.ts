import type { RunRecord } from "./run-record.ts";
import { toShownMessages } from "./shown-messages.ts";
import { walkMessages } from "./shown-once.ts";

export type Survival = "survived" | "lost" | "repeated or torn" | "left open or errored" | "hung";

/** Checks the final messages of any contestant: the whole text once and in order, in closed messages. It needs no receipt. */
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

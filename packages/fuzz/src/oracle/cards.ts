import type { Call } from "slack-stream-emulator";
import { type RunRecord, receiptOf, type ScriptedCard, type Violation } from "./run-record.ts";
import { toShownMessages } from "./shown-messages.ts";

/** Cards end in the state the source left them in, and their texts are shown once over the messages that hold them. */
export function judgeCards(record: RunRecord): Violation[] {
  const receipt = receiptOf(record);
  if (receipt?.outcome !== "completed" || record.script.hopeless) return [];
  const messages = toShownMessages(record, receipt.segments).filter(
    ({ segment, state }) => segment !== undefined && state !== "deleted",
  );
  const unsure = receipt.segments.some(
    ({ uncertain, ended }) => uncertain || ended === "deleted" || ended === "unknown",
  );
  if (record.slack.calls.some(({ fault }) => fault !== undefined && refusals.has(fault))) return [];
  // A repair that Slack finds too large can't close them either.
  const isTooLarge = ({ answer, fault, method }: Call) =>
    method === "chat.update" && (answer?.error ?? fault) === "msg_too_long";
  if (record.slack.calls.some(isTooLarge)) return [];
  const violations: Violation[] = [];
  for (const id of new Set(record.script.cards.map((card) => card.id))) {
    const updates = record.script.cards.filter((card) => card.id === id);
    const shown = messages.flatMap(({ cards }) => cards.get(id) ?? []);
    const say = (what: string) => violations.push({ promise: "P1", what: `card ${id} ${what}` });
    const last = shown.at(-1);
    if (last === undefined) {
      if (!unsure) say("is not shown");
      continue;
    }
    const status = toFinalStatus(updates);
    if (last.status !== status && !unsure) say(`ends as ${last.status}; the source left it ${status}`);
    for (const field of ["details", "output"] as const) {
      const meant = updates.map((update) => update[field] ?? "").join("");
      const is = shown.map((card) => card[field]).join("");
      if (is !== meant && !unsure)
        say(`shows ${field} ${JSON.stringify(is)}; the source gave ${JSON.stringify(meant)}`);
    }
  }
  return violations;
}

/** After these the library may leave cards out, or leave them as they were: the same text without them. */
const refusals = new Set([
  "block_mismatch",
  "invalid_blocks",
  "invalid_chunks",
  "invalid_arguments",
  "metadata_too_large",
  "edit_window_closed",
  "cant_update_message",
]);

/** A card that is open when a good answer ends is closed as done. */
function toFinalStatus(updates: readonly ScriptedCard[]): string {
  const status = updates.at(-1)?.status;
  return status === "error" ? "error" : "complete";
}

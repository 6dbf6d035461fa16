import type { Call } from "slack-stream-emulator";
import { type Receipt, type RunRecord, receiptOf, type ScriptedCard, type Violation } from "./run-record.ts";
import { toCardLines, toShownMessages } from "./shown-messages.ts";

/** P1 for cards: they end in the state that the source gave them, and all messages together show their texts once. */
export function judgeCards(record: RunRecord): Violation[] {
  const receipt = receiptOf(record);
  if (receipt?.outcome !== "completed" || record.script.hopeless) return [];
  const messages = toShownMessages(record, receipt.segments).filter(
    ({ segment, state }) => segment !== undefined && state !== "deleted",
  );
  const unsure = receipt.segments.some(
    ({ uncertain, ended }) => uncertain || ended === "deleted" || ended === "unknown",
  );
  if (mayLackCards(record, receipt)) return [];
  if (record.script.transport === "post") return judgeLines(record, unsure);
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
    const isGivenUp = messages.some(({ cards, ts }) => cards.get(id) === last && isEditGivenUp(record, ts));
    if (last.status !== status && !unsure && !isGivenUp)
      say(`ends as ${last.status}; the source left it ${status}`);
    for (const field of ["details", "output"] as const) {
      const meant = updates.map((update) => update[field] ?? "").join("");
      const is = shown.map((card) => card[field]).join("");
      if (is !== meant && !unsure)
        say(`shows ${field} ${JSON.stringify(is)}; the source gave ${JSON.stringify(meant)}`);
    }
  }
  return violations;
}

/** A stop shows what is open as failed, and an edit mends that. The library gives it up after six calls without an answer. */
function isEditGivenUp({ slack }: RunRecord, ts: string): boolean {
  const edits = slack.calls.filter((call) => call.method === "chat.update" && call.ts === ts);
  const failed = edits.slice(-6).filter(({ applied, fault }) => fault !== undefined && !applied);
  return failed.length === 6;
}

/**
 * After some refusals cards are left out, or stay unchanged. If Slack refused the stream of a shared answer, the body
 * has no cards.
 */
function mayLackCards({ script, slack }: RunRecord, { fallbackReason }: Receipt): boolean {
  // If Slack refuses a repair as too large, it does not close the cards.
  const isTooLarge = ({ answer, fault, method }: Call) =>
    method === "chat.update" && (answer?.error ?? fault) === "msg_too_long";
  if (slack.calls.some((call) => isTooLarge(call) || refusesCards(call))) return true;
  return script.transport === "shared" && fallbackReason !== undefined;
}

/**
 * In a post that is never edited a line shows the result of a card. A card that is open when a post is full may be
 * shown only in that post.
 */
function judgeLines({ script, slack }: RunRecord, unsure: boolean): Violation[] {
  const lines = slack.messages.flatMap(toCardLines);
  const ids = [...new Set(script.cards.map(({ id }) => id))];
  return ids.flatMap((id): Violation[] => {
    const updates = script.cards.filter((card) => card.id === id);
    const meant = toFinalStatus(updates) === "error" ? "failed" : "done";
    const isOpen = ["pending", "in_progress"].includes(updates.at(-1)?.status ?? "");
    const became = lines.findLast((line) => line.id === id)?.became;
    if (unsure || became === meant || (isOpen && became === "goes on")) return [];
    return [{ promise: "P1", what: `the line of card ${id} says ${became}; the source left it ${meant}` }];
  });
}

export function refusesCards({ fault }: Pick<Call, "fault">): boolean {
  return fault !== undefined && refusals.has(fault);
}

/** After these refusals the library may leave cards out or unchanged, and send the same text without them. */
const refusals = new Set([
  "block_mismatch",
  "invalid_blocks",
  "invalid_chunks",
  "invalid_arguments",
  "metadata_too_large",
  "edit_window_closed",
  "cant_update_message",
  "code_of_tomorrow",
]);

/** A card that is in progress when a completed answer ends is closed as done. A card that is pending stays pending. */
export function toFinalStatus(updates: readonly ScriptedCard[]): ScriptedCard["status"] | undefined {
  const status = updates.at(-1)?.status;
  return status === "in_progress" ? "complete" : status;
}

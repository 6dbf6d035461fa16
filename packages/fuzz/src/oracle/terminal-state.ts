import type { Card } from "slack-stream-emulator";
import { refusesCards, toFinalStatus } from "./cards.ts";
import { findLastEdit, isFinalRefusal } from "./last-edit.ts";
import { type RunRecord, receiptOf, type Violation } from "./run-record.ts";
import { type ShownMessage, toShownMessages } from "./shown-messages.ts";

/** P2: nothing is left streaming or red, no card open, no keepalive character, unless the receipt says so. */
export function judgeTerminalState(record: RunRecord): Violation[] {
  const receipt = receiptOf(record);
  const segments = receipt?.segments ?? [];
  return toShownMessages(record, segments).flatMap((message, index) =>
    toFlaws(message, record).map(
      (flaw): Violation => ({ promise: "P2", what: `message #${index + 1} ${flaw}` }),
    ),
  );
}

function toFlaws(message: ShownMessage, record: RunRecord): string[] {
  const { segment, state } = message;
  if (state === "deleted" || state === "user-stopped") return [];
  const flaws: string[] = [];
  const excused = isExcused(message, record);
  if (state === "open" && !excused) flaws.push("is left streaming");
  if (message.errored && !excused) flaws.push("is left errored");
  if (!excused) {
    const openCards = [...message.cards.values()].filter((card) => isLeftOpen(card, record));
    for (const { id } of openCards) flaws.push(`leaves card ${id} open`);
  }
  const keepalives = [...message.text].filter((character) => character === "\u200b").length;
  if (keepalives > (segment?.keepalivesLeft ?? 0) && !excused)
    flaws.push(`holds ${keepalives} keepalive characters; the receipt says ${segment?.keepalivesLeft ?? 0}`);
  return flaws;
}

/**
 * What goes on in a later message is not begun here, and what the source never began waits for somebody. Once cards are refused, what
 * the source says of them is told to nobody.
 */
function isLeftOpen({ id, status, title }: Card, record: RunRecord): boolean {
  if (status !== "pending" || title.endsWith(" (continued)")) return status === "in_progress";
  if (record.slack.calls.some(refusesCards)) return false;
  const { cards, end, given, text } = record.script;
  const outcome = receiptOf(record)?.outcome;
  // An abort that comes behind the source's end changes nothing that the source has said.
  const isOver =
    outcome === "completed" || (outcome === "aborted" && end === "done" && given === text.length);
  return !isOver || toFinalStatus(cards.filter((card) => card.id === id)) !== "pending";
}

/**
 * A start that nobody could find again is a message nobody can close; a message that Slack refuses to change is as Slack wants it;
 * one that the receipt gives up needs trouble to be given up for.
 */
function isExcused({ segment, ts }: ShownMessage, { ending, script, slack }: RunRecord): boolean {
  if (ending.type === "hung") return false;
  const { receipt } = ending;
  if (receipt?.outcome === "stopped-by-user") return true;
  if (segment === undefined) {
    const gaveUp = script.hopeless && ending.type === "rejected";
    return gaveUp || receipt?.segments.some((one) => one.uncertain) === true;
  }
  const lastEdit = findLastEdit(slack.calls, ts);
  if (lastEdit !== undefined && isFinalRefusal(lastEdit)) return true;
  // A failure or an abort has little time to close in: less than Slack may ask to wait.
  const inHurry = ending.type === "rejected" || receipt?.outcome === "aborted";
  if (inHurry && (lastEdit?.fault === "rate-limit" || lastEdit?.answer?.error === "ratelimited")) return true;
  return (
    segment.ended === "unknown" && script.troubled && (script.hopeless || receipt?.outcome !== "completed")
  );
}

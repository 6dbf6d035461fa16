import type { Call, Card } from "slack-stream-emulator";
import { refusesCards, toFinalStatus } from "./cards.ts";
import { findLastEdit, isFinalRefusal } from "./last-edit.ts";
import { type RunRecord, receiptOf, type Violation } from "./run-record.ts";
import { type ShownMessage, toShownMessages } from "./shown-messages.ts";

/** P2: no message is streaming or red, no card is open, and no keepalive character is left, unless the receipt says so. */
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
 * Whether a card is wrongly left open. A card that goes on in a later message may be pending here, and a card that the source never
 * began may be pending too. After Slack has refused cards, the library does not send their states.
 */
function isLeftOpen({ id, status, title }: Card, record: RunRecord): boolean {
  if (status !== "pending" || title.endsWith(" (continued)")) return status === "in_progress";
  if (record.slack.calls.some(refusesCards)) return false;
  const { cards, end, given, text } = record.script;
  const outcome = receiptOf(record)?.outcome;
  // An abort after the source's end does not change the source's content.
  const isOver =
    outcome === "completed" || (outcome === "aborted" && end === "done" && given === text.length);
  return !isOver || toFinalStatus(cards.filter((card) => card.id === id)) !== "pending";
}

/**
 * Whether an open message is excused: the message of a lost start that could not be found, a message that Slack refuses to change,
 * or a message that the receipt gives up, if the run had faults.
 */
function isExcused({ segment, state, ts }: ShownMessage, { ending, script, slack }: RunRecord): boolean {
  if (ending.type === "hung") return false;
  const { receipt } = ending;
  if (receipt?.outcome === "stopped-by-user") return true;
  if (segment === undefined) {
    const gaveUp = script.hopeless && ending.type === "rejected";
    return gaveUp || receipt?.segments.some((one) => one.uncertain) === true;
  }
  const calls = slack.calls.filter((call) => call.ts === ts);
  if (isDenied(calls)) return true;
  const isTold = segment.ended === "unknown" || (segment.ended === "expired" && state !== "open");
  if (isTold && calls.at(-1)?.applied !== true && isHeld(slack.calls)) return true;
  const lastEdit = findLastEdit(slack.calls, ts);
  if (lastEdit !== undefined && isFinalRefusal(lastEdit)) return true;
  // After a failure or an abort the time for closing is shorter than a wait that Slack may ask for.
  const inHurry = ending.type === "rejected" || receipt?.outcome === "aborted";
  if (inHurry && (lastEdit?.fault === "rate-limit" || lastEdit?.answer?.error === "ratelimited")) return true;
  return (
    segment.ended === "unknown" && script.troubled && (script.hopeless || receipt?.outcome !== "completed")
  );
}

/** Slack said twice that the message does not exist, with a second between. Nobody can know that it is there. */
function isDenied(calls: readonly Call[]): boolean {
  const [before, last] = calls.slice(-2);
  const isDenial = (call: Call | undefined) => call?.fault === "message_not_found";
  return isDenial(before) && isDenial(last) && (last?.at ?? 0) - (before?.at ?? 0) >= 1_000;
}

/** The library tried often, but Slack carried out neither stops nor edits. */
function isHeld(calls: readonly Call[]): boolean {
  const closes = ["chat.stopStream", "chat.update"];
  return calls.filter(({ fault, method }) => fault !== undefined && closes.includes(method)).length >= 4;
}

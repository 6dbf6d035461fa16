import { findLastEdit, isFinalRefusal } from "./last-edit.ts";
import { readLines, structureOfWords } from "./line-structure.ts";
import { type RunRecord, receiptOf, type Violation } from "./run-record.ts";
import { type ShownMessage, toTextMessages } from "./shown-messages.ts";

/**
 * P1 for structure: code is shown as code in every message, a row has its head, no fence is left open, and words keep
 * the space between them.
 */
export function judgeWords(record: RunRecord): Violation[] {
  const receipt = receiptOf(record);
  if (receipt === undefined) return [];
  const meant = structureOfWords(receipt.text);
  const violations: Violation[] = [];
  const say = (what: string) => violations.push({ promise: "P1", what });
  for (const [index, message] of toTextMessages(record, receipt.segments).entries()) {
    const name = `message #${index + 1}`;
    // The message may have lost the line that opens a fence.
    if (message.segment?.uncertain === true || message.state === "deleted") continue;
    if (readLines(message.text).open && mustEndWell(record, message)) say(`${name} leaves a fence open`);
    for (const [word, structure] of structureOfWords(message.text)) {
      const original = meant.get(word);
      // If somebody deleted a message with half of a row, only the other half is left.
      const isTorn = original === "row" && receipt.segments.some(({ ended }) => ended === "deleted");
      if (original !== undefined && !isTorn && isMisplaced(original, structure))
        say(`${name} shows ${word} as ${structure}; in the source it is ${original}`);
    }
    const joined = /w\d+w\d+/.exec(message.text)?.[0];
    if (joined !== undefined && !receipt.text.includes(joined)) say(`${name} runs words together: ${joined}`);
  }
  return violations;
}

function isMisplaced(original: string, shown: string): boolean {
  if (original === "code" || shown === "code") return original !== shown;
  return original === "row" && shown === "text";
}

/** The text of a stream that failed may end anywhere. */
function mustEndWell({ ending, script, slack }: RunRecord, message: ShownMessage): boolean {
  const { errored, segment, state, ts } = message;
  // Nothing has closed it, and its last edit was not carried out. P2 judges whether that is excused.
  if (state === "open" || errored) return false;
  if (segment === undefined || segment.ended === "user-stop" || state === "user-stopped") return false;
  const hasNoRoom = slack.calls.some((call) => call.ts === ts && call.answer?.error === "msg_too_long");
  if (hasNoRoom || script.hopeless) return false;
  const lastEdit = findLastEdit(slack.calls, ts);
  if (lastEdit !== undefined && isFinalRefusal(lastEdit)) return false;
  return ending.type === "resolved" && ending.receipt.outcome === "completed";
}

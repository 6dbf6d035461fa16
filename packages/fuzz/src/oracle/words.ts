import { readLines, structureOfWords } from "./line-structure.ts";
import { type RunRecord, receiptOf, type Violation } from "./run-record.ts";
import { toShownMessages } from "./shown-messages.ts";

/** P1 for structure: code is code in every message, a row has its head, no fence is left open, words keep the space between them. */
export function judgeWords(record: RunRecord): Violation[] {
  const receipt = receiptOf(record);
  if (receipt === undefined) return [];
  const meant = structureOfWords(receipt.text);
  const violations: Violation[] = [];
  const say = (what: string) => violations.push({ promise: "P1", what });
  for (const [index, message] of toShownMessages(record, receipt.segments).entries()) {
    const name = `message #${index + 1}`;
    // What was lost in it and could not be written again may be the line that opened a fence.
    if (message.segment?.uncertain === true) continue;
    if (
      readLines(message.text).open &&
      message.segment?.ended !== "user-stop" &&
      message.state !== "user-stopped" &&
      message.segment !== undefined &&
      settled(record)
    )
      say(`${name} leaves a fence open`);
    for (const [word, structure] of structureOfWords(message.text)) {
      const original = meant.get(word);
      if (
        original === "code" || structure === "code"
          ? original !== structure
          : original === "row" && structure === "text"
      )
        say(`${name} shows ${word} as ${structure}; in the source it is ${original}`);
    }
    const joined = /w\d+w\d+/.exec(message.text)?.[0];
    if (joined !== undefined && !receipt.text.includes(joined)) say(`${name} runs words together: ${joined}`);
  }
  return violations;
}

/** A stream that was cut off by a failure closes what it can; its text may end anywhere. */
function settled({ ending }: RunRecord): boolean {
  return ending.type === "resolved" && ending.receipt.outcome === "completed";
}

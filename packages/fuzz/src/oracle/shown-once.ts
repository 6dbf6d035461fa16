import { type RunRecord, receiptOf, type Violation } from "./run-record.ts";
import { type ShownMessage, toTextMessages } from "./shown-messages.ts";

/** P1: the text that the source gave before the outcome is shown once and in order. */
export function judgeShownOnce(record: RunRecord): Violation[] {
  const receipt = receiptOf(record);
  if (receipt === undefined) return [];
  const { text } = receipt;
  // True if repairs were impossible or not allowed. Then lost text may have arrived late and out of order.
  const isForsaken =
    (record.script.hopeless && record.ending.type === "rejected") || receipt.outcome === "stopped-by-user";
  if (isForsaken && receipt.segments.some(({ uncertain }) => uncertain)) return [];
  const messages = toTextMessages(record, receipt.segments);
  const isUncertain = receipt.segments.some(({ uncertain }) => uncertain);
  // The message of a lost start may contain retracted text.
  const isStray = (one: ShownMessage) => record.script.takesBack && isUncertain && one.segment === undefined;
  const walk = walkMessages(
    text,
    messages.filter((one) => !isStray(one)),
  );
  const problem = walk.problem ?? judgeEnd(record, { text, shownTo: walk.shownTo });
  return problem === undefined ? [] : [{ promise: "P1", what: problem }];
}

interface Walk {
  /** Offset in the text up to which everything is shown. */
  readonly shownTo: number;
  readonly problem?: string | undefined;
}

/** Follows the text through the messages. Each message goes on at the end of the previous one. */
export function walkMessages(text: string, messages: readonly ShownMessage[]): Walk {
  const source = toSolidText(text);
  let at = 0;
  for (const [index, message] of messages.entries()) {
    // Nobody can read a deleted message.
    if (message.state === "deleted" && message.segment !== undefined) {
      at = Math.max(at, toDeletedEnd(source, message));
      continue;
    }
    const spoken = toSpokenForms(message.text, {
      before: source.text.slice(0, at),
      after: source.text.slice(at),
    });
    const starts = toStarts(source, messages, { index, at });
    const end =
      findMatch(source.text, spoken, starts) ??
      (isDoubtful(message)
        ? (followWithHoles(source.text, spoken, starts) ?? unordered(source, message))
        : undefined);
    if (end === undefined)
      return { shownTo: toOffset(text, source, at), problem: toDiff(source.text, { index, spoken, at }) };
    at = Math.max(at, end, toDeletedEnd(source, message));
  }
  return { shownTo: toOffset(text, source, at) };
}

/** Where a message may begin: at the end of the last message, or, after a doubtful message, anywhere in that message's text. */
function toStarts(
  { origins }: SolidText,
  messages: readonly ShownMessage[],
  { index, at }: { index: number; at: number },
): { at: number; floor: number } {
  const before = messages[index - 1];
  const doubtful = messages.slice(Math.max(0, index - 1), index + 1).some(isDoubtful);
  if (!doubtful) return { at, floor: at };
  // The message of a lost start that arrives late may begin at any of these places.
  if (messages[index]?.segment === undefined) return { at, floor: 0 };
  const starts = messages.slice(0, index + 1).flatMap(({ segment }) => segment?.start ?? []);
  const last = starts.slice(before?.segment === undefined ? -1 : -2);
  const floor = origins.findIndex((origin) => origin >= Math.min(...last, ...(last.length === 0 ? [0] : [])));
  return { at, floor: Math.min(at, floor === -1 ? origins.length : floor) };
}

/** Whether the receipt calls the message uncertain, or does not contain it. */
function isDoubtful({ segment }: ShownMessage): boolean {
  return segment === undefined || segment.uncertain;
}

function findMatch(
  source: string,
  spoken: readonly string[],
  { at, floor }: { at: number; floor: number },
): number | undefined {
  for (let start = at; start >= floor; start -= 1) {
    for (const one of spoken) if (source.startsWith(one, start)) return start + one.length;
  }
  return undefined;
}

/** A message that could not be repaired may have gaps, but is in order. Its text counts as shown up to the first gap. */
function followWithHoles(
  source: string,
  spoken: readonly string[],
  { at, floor }: { at: number; floor: number },
): number | undefined {
  let best: number | undefined;
  for (const one of spoken) {
    for (let start = at; start >= floor; start -= 1) {
      let same = 0;
      while (same < one.length && one.charAt(same) === source.charAt(start + same)) same += 1;
      if (isInOrder(source, one, start)) best = Math.max(best ?? 0, start + same);
    }
  }
  return best;
}

/** Lost text that arrives late is out of order. Only the text that the receipt confirms counts. All other text has to be sent again. */
function unordered({ origins }: SolidText, { segment }: ShownMessage): number | undefined {
  if (segment === undefined) return undefined;
  const end = origins.findIndex((origin) => origin >= segment.end);
  return end === -1 ? origins.length : end;
}

function isInOrder(source: string, spoken: string, from: number): boolean {
  let at = from;
  for (const unit of spoken) {
    at = source.indexOf(unit, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** The text of a deleted message is gone, whether Slack had it or not. */
function toDeletedEnd({ origins }: SolidText, { segment, state }: ShownMessage): number {
  if (segment === undefined || (segment.ended !== "deleted" && state !== "deleted")) return 0;
  const end = origins.findIndex((origin) => origin >= segment.end);
  return end === -1 ? origins.length : end;
}

function toOffset(text: string, { origins }: SolidText, at: number): number {
  return origins[at] ?? text.length;
}

function toDiff(
  source: string,
  { index, spoken, at }: { index: number; spoken: readonly string[]; at: number },
): string {
  const shown = spoken[0] ?? "";
  let same = 0;
  while (same < shown.length && shown.charAt(same) === source.charAt(at + same)) same += 1;
  const clip = (text: string, from: number) => JSON.stringify(text.slice(Math.max(0, from - 20), from + 30));
  return `message #${index + 1} shows ${clip(shown, same)} where the source has ${clip(source, at + same)}`;
}

function judgeEnd(
  { ending, script }: RunRecord,
  { text, shownTo }: { text: string; shownTo: number },
): string | undefined {
  if (ending.type === "hung") return undefined;
  const rest = toSolidText(text.slice(shownTo)).text;
  if (rest === "") return undefined;
  const missing = `${rest.length} characters at the end are missing, from ${JSON.stringify(rest.slice(0, 30))}`;
  if (ending.type === "resolved" && ending.receipt.outcome === "completed") return missing;
  const delivered = ending.receipt?.delivered ?? 0;
  if (toSolidText(text.slice(shownTo, delivered)).text !== "")
    return `${missing}, though the receipt says that ${delivered} of ${text.length} are delivered`;
  if (ending.type === "resolved" && ending.receipt.outcome === "stopped-by-user") return undefined;
  return script.troubled ? undefined : missing;
}

/**
 * The solid text of a message: unchanged, and without the structure that may be repeated at its start (the info string of a fence,
 * the head of a table, the number of a list's item). Only text from `before` can be repeated. An item has the number that readers
 * see, which may differ from the source's number, because Markdown counts by itself.
 */
function toSpokenForms(
  text: string,
  { before, after }: { readonly before: string; readonly after: string },
): readonly string[] {
  const whole = toSolidText(text).text;
  const lines = text.trimStart().split("\n");
  const first = toSolidText(lines[0] ?? "").text;
  const number = /^[>\s]*(\d+[.)])\s/.exec(lines[0] ?? "")?.[1];
  if (number !== undefined) {
    const rest = whole.slice(number.length);
    const written = /^\d+[.)]/.exec(after)?.[0];
    // If a cut is within a number, its digits are repeated.
    return [whole, rest, written === undefined ? whole.slice(overlap(before, number)) : written + rest];
  }
  const structure = /^[>\s]*(`{3,}|~{3,}|\|)/.exec(lines[0] ?? "")?.[1];
  if (structure === undefined || first === "") return [whole];
  // If a cut is within a head, the shown part of the head belongs to the rest.
  if (!before.includes(first))
    return structure === "|" ? [whole, whole.slice(overlap(before, first))] : [whole];
  return [toSolidText(lines.slice(1).join("\n")).text, whole];
}

/** How much of the start of `text` is the end of `before`. */
function overlap(before: string, text: string): number {
  let length = text.length;
  while (!before.endsWith(text.slice(0, length))) length -= 1;
  return length;
}

/** Text reduced to the characters that must be shown exactly once, and the place of each. */
interface SolidText {
  readonly text: string;
  /** Index in the original of each unit. */
  readonly origins: readonly number[];
}

/** White space and Markdown marks may be added or removed at a cut. All other characters must stay. */
const light = /[\s\u200b`~*_|>#\-+\\:]/;

function toSolidText(original: string): SolidText {
  const origins: number[] = [];
  let text = "";
  for (let index = 0; index < original.length; index += 1) {
    const unit = original.charAt(index);
    if (light.test(unit)) continue;
    const isEscape = unit === "&" && original.startsWith("&lt;", index);
    text += isEscape ? "<" : isLone(original, index) ? "\uFFFD" : unit;
    origins.push(index);
    if (isEscape) index += 3;
  }
  return { text, origins };
}

/** Half a character can't be sent. If a source ends within a character, Slack shows a replacement character. */
function isLone(text: string, index: number): boolean {
  const point = text.codePointAt(index) ?? 0;
  const isHalf = point >= 0xd800 && point <= 0xdfff;
  const before = text.charCodeAt(index - 1);
  return isHalf && !(point >= 0xdc00 && before >= 0xd800 && before <= 0xdbff);
}

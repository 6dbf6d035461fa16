import * as limits from "../limits.ts";
import { readAngle } from "./angles.ts";
import type { Reading, Scope } from "./scopes.ts";

export const none = Number.POSITIVE_INFINITY;

/**
 * The place from which text is held back, because the text that follows may still change its meaning. At most 200
 * characters are held. Text that was released, because it was held for too long, is not held again.
 */
export function findHold(reading: Reading): number {
  const { lines, scopes, text, waitsFrom } = reading;
  const scope = scopes.at(-1);
  const last = lines.at(-1);
  if (last === undefined) return 0;
  // A mention is never cut, and a line is never shown before its kind is known, however long this takes.
  const known = scope !== undefined && scope.undecided < doubtFrom(scope) ? scope.undecided : text.length;
  const end = Math.min(known, last.next);
  const bound = Math.max(waitsFrom, text.length - limits.holdBackCharacters);
  // The rest of a line that was sent in part is not held.
  const places = !last.isRest && last.mayBeHead ? [last.start] : [];
  if (last.kind === "indented") places.push(findOpenAngle(text));
  if (scope !== undefined && scope.to === last.next)
    places.push(...openPlaces(scope).map((at) => (at === last.content ? last.start : at)));
  return Math.min(end, ...places.filter((at) => at >= bound));
}

/** Whether a `<` in indented code goes out as it is depends on what follows, for Slack may take the line for no code. */
function findOpenAngle(text: string): number {
  const index = Math.max(0, text.lastIndexOf("<"));
  return readAngle(text, { index, to: text.length, closed: false }).type === "open" ? index : text.length;
}

/** Text that may be code is held from the start of the code, not from the marks inside it. */
function openPlaces(scope: Scope): readonly number[] {
  const { openAt, pairs, undecided } = scope;
  // A single `~` is no mark by itself.
  const openers = pairs.filter(({ end, mark, width }) => end === "unknown" && (mark !== "~" || width === 2));
  return [...openers.map(({ open }) => open), ...openAt, undecided].filter((at) => at <= doubtFrom(scope));
}

function doubtFrom({ doubt }: Scope): number {
  return doubt?.open ?? none;
}

/** The input that has to come before held text is read again. */
export interface Wait {
  readonly for: "anything" | "mark" | "mark or space" | "line end";
  /** This many characters of any input are enough as well. */
  readonly characters: number;
}

const mark = /[\\`*_~<>[\]()&|!\r\n]/;

const worth: Readonly<Record<Wait["for"], RegExp>> = {
  anything: /./s,
  mark,
  "mark or space": /[\\`*_~<>[\]()&|!\s]/,
  "line end": /[\r\n]/,
};

export function isWorthLooking(wait: Wait, added: string, characters: number): boolean {
  return characters >= wait.characters || worth[wait.for].test(added);
}

/** An opener, backticks or a bracket with text after it wait for another mark. A possible head of a table waits for its end. */
export function describeWait({ lines, text }: Pick<Reading, "lines" | "text">, hold: number): Wait {
  const last = lines.at(-1);
  const held = text.length - hold;
  const characters = held === 0 ? limits.holdBackCharacters : limits.holdBackCharacters + 1 - held;
  if (held === 0 || last?.next !== text.length) return { for: "anything", characters };
  if (last.mayBeHead) return { for: last.next === last.end ? "line end" : "anything", characters };
  const first = text[hold] ?? "";
  if (!/[*_~`[!]/.test(first) || mark.test(text.slice(-1))) return { for: "anything", characters };
  // White space ends the address of a link.
  return { for: /[[!]/.test(first) ? "mark or space" : "mark", characters };
}

/** A visible character. Invisible characters are never sent alone (S177). */
const visible = /[^\s\u200B-\u200D\u2060\uFEFF]/u;
/** A character besides white space and markers, which is enough for a first paint. */
const readable = /[^\s\u200B-\u200D\u2060\uFEFF*_~`[\](){}<>#|!\\+-]/u;

export function isVisible(text: string): boolean {
  return visible.test(text);
}

export function isReadable(text: string): boolean {
  return readable.test(text);
}

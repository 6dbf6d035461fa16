import { escapeMentions } from "./angles.ts";
import { countUpTo } from "./bisect.ts";
import { skipBlanks, weigh, weighUnit } from "./characters.ts";
import type { Replacement } from "./inline.ts";
import type { SurveyLine } from "./lines.ts";
import type { Scope, ScopeSource } from "./scopes.ts";

export interface ReplacementSource extends ScopeSource {
  readonly scopes: readonly Scope[];
}

/** All that goes out as something else than it came in, in order. */
export function collectReplacements(source: ReplacementSource): readonly Replacement[] {
  const { lines, mentions, scopes, state, text } = source;
  const all: Replacement[] = [];
  for (const scope of scopes) all.push(...scope.replacements);
  // Of the fence that the message began with, up to its end.
  let { outdent } = state;
  for (const line of lines) {
    if (line.kind === "fence-close") outdent = 0;
    // Indented code and the name behind a fence may be no code to Slack, so mentions are kept from it there as well.
    if (line.kind === "indented" || line.kind === "fence-open")
      all.push(...escapeMentions(text, line, mentions));
    else if (outdent > 0 && line.kind === "fence-content" && (line.start > 0 || !state.inLine))
      all.push({ at: line.content, length: measureOutdent(text, line, outdent), by: "" });
  }
  all.push(...findLoneSurrogates(text));
  let end = 0;
  return all
    .sort((one, other) => one.at - other.at)
    .filter(({ at, length, by }) => {
      if (at < end || (length === 0 && by === "")) return false;
      end = at + length;
      return true;
    });
}

/** Less indented, a line of nothing but fence marks would end the fence. */
function measureOutdent(text: string, line: SurveyLine, outdent: number): number {
  const content = skipBlanks(text, line.content, line.end);
  const isMarks = /^[`~]{3,}$/.test(text.slice(content, line.visible));
  return isMarks ? 0 : Math.min(content - line.content, outdent);
}

/** Most texts have none, and this test takes a tenth of the time. */
const surrogate = /[\uD800-\uDFFF]/;

/** Half a character cannot be sent; in the middle of a text nothing will come to complete it. */
function findLoneSurrogates(text: string): readonly Replacement[] {
  if (!surrogate.test(text)) return [];
  return Array.from(text.matchAll(/[\uD800-\uDFFF]/gu), (found) => ({
    at: found.index,
    length: 1,
    by: "\uFFFD",
  }));
}

/** The text of a range as it is sent. */
export function toWire(
  text: string,
  replacements: readonly Replacement[],
  range: readonly [number, number],
): string {
  let wire = "";
  let [at] = range;
  for (const one of replacements) {
    if (one.at < at || one.at + one.length > range[1]) continue;
    wire += text.slice(at, one.at) + one.by;
    at = one.at + one.length;
  }
  return wire + text.slice(at, range[1]);
}

const heavy = /[^\0-%'-;=?-\x7f]/g;

function findHeavy(text: string, from: number): number {
  heavy.lastIndex = from;
  return heavy.test(text) ? heavy.lastIndex - 1 : text.length;
}

/** The size of a text in a call, from `from` on. Most characters weigh 1, so only the others, and what is replaced, are kept. */
export class Weights {
  /** Where the weight stands still or grows with each character again, and how much it is there. */
  readonly #places = [0];
  readonly #weights = [0];
  readonly #growths = [0];

  constructor(text: string, replacements: readonly Replacement[], from: number) {
    this.#add(from, 0, 0);
    let heavyAt = findHeavy(text, from);
    let end = from;
    for (const { at, length, by } of [...replacements, { at: text.length, length: 0, by: "" }]) {
      if (at < end || at > text.length) continue;
      for (; heavyAt < at; heavyAt = findHeavy(text, heavyAt + 1))
        this.#add(heavyAt, 1, weighInPair(text.charCodeAt(heavyAt)));
      this.#add(at, length, weigh(by));
      end = at + length;
      if (heavyAt < end) heavyAt = findHeavy(text, end);
    }
  }

  /** All that is added weighs at its end. */
  #add(at: number, length: number, weight: number): void {
    const before = this.at(at);
    this.#places.push(at, at + length);
    this.#weights.push(before, before + weight);
    this.#growths.push(0, 1);
  }

  /** The weight of the text before a place. */
  at(place: number): number {
    const index = countUpTo(this.#places, place, toItself) - 1;
    const distance = place - (this.#places[index] ?? 0);
    return (this.#weights[index] ?? 0) + (this.#growths[index] ?? 0) * distance;
  }

  /** The last place, up to `to`, with no more weight before it. */
  placeOf(weight: number, to: number): number {
    let low = 0;
    let high = to;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.at(middle) <= weight) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function toItself(value: number): number {
  return value;
}

/** A pair's high half carries three of its four bytes. */
function weighInPair(unit: number): number {
  const isLow = unit >= 0xdc00 && unit <= 0xdfff;
  return isLow ? 1 : weighUnit(unit);
}

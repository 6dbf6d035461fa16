import { escapeMentions } from "./angles.ts";
import { bisect } from "./bisect.ts";
import { skipBlanks, weigh, weighUnit } from "./characters.ts";
import type { Replacement } from "./inline.ts";
import type { Line } from "./lines.ts";
import type { Reading } from "./scopes.ts";

/** Returns all replacements of the source's text, in order. */
export function collectReplacements(source: Reading): readonly Replacement[] {
  const { lines, mentions, scopes, state, text } = source;
  const all = scopes.flatMap((scope) => scope.replacements);
  // Of the fence that the message began with, up to its end.
  let { outdent } = state;
  for (const line of lines) {
    if (line.kind === "fence-close") outdent = 0;
    // Indented code and the name behind a fence may be no code to Slack, so mentions are kept from it there as well.
    if (line.kind === "indented" || line.kind === "fence-open")
      all.push(...escapeMentions(text, line, mentions));
    else if (outdent > 0 && line.kind === "fence-content" && !line.isRest)
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

/** With less indentation, a line of fence marks would end the fence. */
function measureOutdent(text: string, line: Line, outdent: number): number {
  const content = skipBlanks(text, line.content, line.end);
  const isMarks = /^[`~]{3,}$/.test(text.slice(content, line.visible));
  return isMarks ? 0 : Math.min(content - line.content, outdent);
}

/** Most texts have none, and this test takes a tenth of the time that a search takes. */
const surrogate = /[\uD800-\uDFFF]/;

/** Half a character can't be sent. Inside a text its other half will not come. */
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

interface Start {
  readonly from: number;
  readonly before: number;
}

/** The weight of a message, with `before` up to `from`, and the text behind it. Most characters weigh 1, so only other characters and replacements are kept. */
export class Weights {
  /** Where each of them begins and ends, and the weight before these places. */
  readonly #places: number[] = [];
  readonly #weights: number[] = [];

  constructor(text: string, replacements: readonly Replacement[], { from, before }: Start) {
    this.#places.push(0, from);
    this.#weights.push(before, before);
    let end = from;
    let heavyAt = findHeavy(text, from);
    for (const { at, length, by } of [...replacements, { at: text.length, length: 0, by: "" }]) {
      if (at < end) continue;
      for (; heavyAt < at; heavyAt = findHeavy(text, heavyAt + 1))
        this.#add(heavyAt, 1, weighUnit(text, heavyAt));
      this.#add(at, length, weigh(by));
      end = at + length;
      if (heavyAt < end) heavyAt = findHeavy(text, end);
    }
  }

  #add(at: number, length: number, weight: number): void {
    const before = this.at(at);
    this.#places.push(at, at + length);
    this.#weights.push(before, before + weight);
  }

  /** The weight of the text before a place. Inside of what is replaced it stands still. */
  at(place: number): number {
    const index = bisect(this.#places.length, (one) => (this.#places[one] as number) <= place) - 1;
    const weight = this.#weights[index] ?? 0;
    const isBetween = index % 2 === 1;
    return isBetween ? weight + place - (this.#places[index] ?? 0) : weight;
  }

  /** The last place, up to `to`, with no more weight before it. */
  placeOf(weight: number, to: number): number {
    return Math.max(0, bisect(to + 1, (place) => this.at(place) <= weight) - 1);
  }
}

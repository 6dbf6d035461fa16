import { escapeMentions } from "./angles.ts";
import { skipBlanks, weigh, weighUnit } from "./characters.ts";
import type { Replacement } from "./inline.ts";
import type { Line } from "./lines.ts";
import type { Reading } from "./scopes.ts";

/** Returns all replacements of the source's text, in order. */
export function collectReplacements(source: Reading): readonly Replacement[] {
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

/**
 * For each place of a text, the weight in a call of the text before it, from `from` on. Inside of what is replaced it stands
 * still.
 */
export function weighPlaces(text: string, replacements: readonly Replacement[], from: number): Uint32Array {
  const weights = new Uint32Array(text.length + 1);
  let at = from;
  let weight = 0;
  for (const one of [...replacements, { at: text.length, length: 0, by: "" }]) {
    if (one.at < at) continue;
    while (at < one.at) {
      weight += weighInPair(text.charCodeAt(at));
      weights[++at] = weight;
    }
    weights.fill(weight, at, at + one.length);
    at += one.length;
    weight += weigh(one.by);
    weights[at] = weight;
  }
  return weights;
}

/** A pair's high half carries three of its four bytes. */
function weighInPair(unit: number): number {
  const isLow = unit >= 0xdc00 && unit <= 0xdfff;
  return isLow ? 1 : weighUnit(unit);
}

import { isAllowed, type MentionPolicy, readAngle } from "./angles.ts";
import { weigh, weighUnit } from "./characters.ts";
import type { Replacement } from "./inline.ts";
import type { SurveyLine } from "./lines.ts";
import type { MessageState } from "./message-state.ts";
import type { Scope } from "./scopes.ts";

export interface ReplacementSource {
  readonly state: MessageState;
  readonly text: string;
  readonly lines: readonly SurveyLine[];
  readonly scopes: readonly Scope[];
  readonly mentions: MentionPolicy;
}

/** All that goes out as something else than it came in, in order. */
export function collectReplacements(source: ReplacementSource): readonly Replacement[] {
  const { text, lines } = source;
  const inScopes = source.scopes.flatMap((scope) => scope.replacements);
  const inLines = lines.flatMap((line) => replaceInLine(source, line));
  const all = [...inScopes, ...inLines, ...findLoneSurrogates(text)].sort((one, other) => one.at - other.at);
  return all.filter(
    (one, index) => index === 0 || one.at >= (all[index - 1]?.at ?? 0) + (all[index - 1]?.length ?? 0),
  );
}

/** Indented code and the name behind a fence may be no code to Slack, so mentions are kept from it there as well. */
function replaceInLine(source: ReplacementSource, line: SurveyLine): readonly Replacement[] {
  const { mentions, state, text } = source;
  if (line.kind === "indented" || line.kind === "fence-open") return escapeMentions(text, line, mentions);
  const isWhole = line.start > 0 || !state.inLine;
  return line.kind === "fence-content" && isWhole && isOutdented(source, line)
    ? removeIndent(source, line)
    : [];
}

/** The lines of the fence that the message began with, up to its end. */
function isOutdented({ state, lines }: ReplacementSource, line: SurveyLine): boolean {
  return (
    state.outdent > 0 &&
    line.start < (lines.find((one) => one.kind === "fence-close")?.start ?? Number.POSITIVE_INFINITY)
  );
}

function removeIndent({ state, text }: ReplacementSource, line: SurveyLine): readonly Replacement[] {
  const indent = /^[ \t]*/.exec(text.slice(line.content, line.end))?.[0].length ?? 0;
  // Less indented, a line of nothing but fence marks would end the fence.
  const isMarks = /^[`~]{3,}$/.test(text.slice(line.content + indent, line.visible));
  const length = isMarks ? 0 : Math.min(indent, state.outdent);
  return length === 0 ? [] : [{ at: line.content, length, by: "" }];
}

/** Escapes the mentions in a range, also where it is code. */
export function escapeMentions(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  policy: MentionPolicy,
): readonly Replacement[] {
  const found: Replacement[] = [];
  for (let at = text.indexOf("<", start); at !== -1 && at < end; at = text.indexOf("<", at + 1)) {
    const angle = readAngle(text, { index: at, to: end, patience: 0 });
    const isKept =
      angle.type === "whole"
        ? isAllowed(text.slice(at, angle.end), policy)
        : // What comes next may make a mention of a last "<".
          angle.type === "none" && at < text.length - 1;
    if (!isKept) found.push({ at, length: 1, by: "&lt;" });
  }
  return found;
}

/** Half a character cannot be sent; in the middle of a text nothing will come to complete it. */
function findLoneSurrogates(text: string): readonly Replacement[] {
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

/** Size in the call of all text before each index. */
export function accumulateWeights(
  text: string,
  replacements: readonly Replacement[],
  from: number,
): Uint32Array {
  const weights = new Uint32Array(text.length + 1);
  let weight = 0;
  let at = from;
  const weighTo = (end: number) => {
    for (; at < end; at++) {
      weight += weighText(text.charCodeAt(at));
      weights[at + 1] = weight;
    }
  };
  for (const one of replacements) {
    if (one.at < at || one.at >= text.length) continue;
    weighTo(one.at);
    weights.fill(weight, at, at + one.length);
    weight += weigh(one.by);
    at += one.length;
    weights[at] = weight;
  }
  weighTo(text.length);
  return weights;
}

/** A pair's high half carries three of its four bytes. */
function weighText(unit: number): number {
  const isLow = unit >= 0xdc00 && unit <= 0xdfff;
  return isLow ? 1 : weighUnit(unit);
}

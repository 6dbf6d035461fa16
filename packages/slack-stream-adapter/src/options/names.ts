import { checkObject } from "./check.ts";

/** The names that an object of options may have. Made with `satisfies Record<keyof …, …>`, so that none is forgotten. */
export type KnownNames = Readonly<Record<string, unknown>>;

/**
 * Refuses unknown names: a mistyped option would be ignored without a word.
 *
 * @param owner the object that holds the name, such as `target`; empty for the options themselves.
 * @throws TypeError naming the unknown name and the nearest known one.
 */
export function checkNames(owner: string, given: object, known: KnownNames): void {
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(known, name)) continue;
    const full = owner === "" ? name : `${owner}.${name}`;
    throw new TypeError(`${full} is not an option; ${toHint(name, Object.keys(known))}`);
  }
}

/**
 * Checks the options of a function.
 *
 * @param what the options, for the error if they are no object.
 * @throws TypeError if they are no object, or have an unknown name.
 */
export function checkGiven(what: string, given: object, known: KnownNames): void {
  checkObject(what, given);
  checkNames("", given, known);
}

/**
 * Refuses names that are known ones in another spelling, such as `threadTs` for `thread_ts`: for objects of Slack's, which
 * have more fields than are read.
 *
 * @throws TypeError naming both.
 */
export function checkSpelling(owner: string, given: object, known: readonly string[]): void {
  for (const name of Object.keys(given)) {
    const meant = known.find((one) => one !== name && simplify(one) === simplify(name));
    if (meant !== undefined && !(meant in given))
      throw new TypeError(`${owner}.${name} is not read; did you mean ${meant}?`);
  }
}

function toHint(name: string, known: readonly string[]): string {
  const nearest = findNearest(name, known);
  if (nearest !== undefined) return `did you mean ${nearest}?`;
  return known.length <= 12 ? `known are ${known.join(", ")}` : "see StreamOptions for those that are known";
}

/** The known name that is meant most likely, or none where no guess would be better than that. */
function findNearest(name: string, known: readonly string[]): string | undefined {
  const candidates = known.map((one) => ({ one, likeness: compare(name, one) }));
  candidates.sort((a, b) => b.likeness - a.likeness);
  return candidates.find(({ likeness }) => likeness >= leastLikeness)?.one;
}

/** With one letter wrong, left out or too many, or two of them swapped, every option is still found by this much. */
const leastLikeness = 0.55;

/** How much of two names is the same, 1 for all (the Dice coefficient of their pieces). */
function compare(one: string, other: string): number {
  const pieces = toPieces(one);
  const others = toPieces(other);
  const left = [...others];
  const same = pieces.filter((piece) => {
    const at = left.indexOf(piece);
    if (at !== -1) left.splice(at, 1);
    return at !== -1;
  });
  return (2 * same.length) / (pieces.length + others.length);
}

/** The letters of a name, and those that stand side by side; its beginning and its end count as letters there. */
function toPieces(name: string): readonly string[] {
  const letters = [...simplify(name)];
  const pairs = [...letters, ""].map((letter, at) => `${letters[at - 1] ?? "^"}${letter || "$"}`);
  return [...letters, ...pairs];
}

function simplify(name: string): string {
  return name.replaceAll(/[_\s-]/g, "").toLowerCase();
}

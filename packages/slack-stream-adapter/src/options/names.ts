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
  const wanted = simplify(name);
  const candidates = known.map((one) => ({ one, distance: toDistance(wanted, simplify(one)) }));
  candidates.sort((a, b) => a.distance - b.distance);
  const [best] = candidates;
  return best !== undefined && best.distance < 1 ? best.one : undefined;
}

function simplify(name: string): string {
  return name.replaceAll(/[_\s-]/g, "").toLowerCase();
}

/** 0 for the same, below 1 for what is likely meant: a third of the letters differ, or the one is a part of the other. */
function toDistance(a: string, b: string): number {
  const edits = countEdits(a, b) / (Math.max(a.length, b.length) / 3 + 0.01);
  const isPart = Math.min(a.length, b.length) >= 4 && (a.includes(b) || b.includes(a));
  return isPart ? Math.min(edits, 0.5 + Math.abs(a.length - b.length) / 100) : edits;
}

/** Letters to add, drop, change, or swap with their neighbour (optimal string alignment). */
function countEdits(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      next[column] = Math.min(
        at(last, column) + 1,
        at(next, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
        swapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = next;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}

import { closest, distance } from "fastest-levenshtein";

/** Returns the nearest known name. Undefined if none is near. */
export function findNearest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const nearest = closest(name, known);
  const off = distance(name.toLowerCase(), nearest.toLowerCase());
  return off <= Math.max(2, Math.floor(nearest.length / 4)) && off < nearest.length ? nearest : undefined;
}

/** Returns the known name that differs from an unknown name by one or two letters. */
export function findSlip(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || known.includes(name)) return undefined;
  const nearest = closest(name, known);
  return distance(name, nearest) <= (name.length < 6 ? 1 : 2) && name.length > 2 ? nearest : undefined;
}

/** Returns the end of a sentence about an unknown name, with a suggestion. */
export function suggest(name: string, known: readonly string[]): string {
  const nearest = findNearest(name, known);
  return nearest === undefined ? `known are ${known.join(", ")}` : `did you mean ${nearest}?`;
}

/** Throws a `RangeError` if a list contains an unknown name. */
export function checkNames(place: string, names: readonly string[], known: readonly string[]): void {
  for (const name of names) {
    if (!known.includes(name))
      throw new RangeError(`${place}: unknown name ${name}; ${suggest(name, known)}`);
  }
}

/** Throws a `RangeError` for an unknown field: `createSlackEmulator: unknown option ttl; did you mean ttlMs?` */
export function checkKnownFields(
  fields: object,
  { place, what, known }: { place: string; what: string; known: readonly string[] },
): void {
  for (const name of Object.keys(fields)) {
    if (!known.includes(name))
      throw new RangeError(`${place}: unknown ${what} ${name}; ${suggest(name, known)}`);
  }
}

/** Throws a `RangeError` if a value is not one of the choices. */
export function checkChoice(name: string, value: unknown, choices: readonly string[]): void {
  if (typeof value === "string" && choices.includes(value)) return;
  const near = typeof value === "string" ? findNearest(value, choices) : undefined;
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  throw new RangeError(`${name} must be ${choices.join(", ")}, got ${String(value)}${hint}`);
}

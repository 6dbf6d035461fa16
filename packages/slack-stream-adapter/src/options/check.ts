import { readProperty } from "../slack/read-property.ts";
import type { CheckpointStore } from "../types/index.ts";

/**
 * Describes a wrong value for an error message. Shows short strings and numbers, because they are mostly mistyped options. Never shows a token.
 * For values that may be text of an answer use {@link describeKind}.
 */
export function describe(value: unknown): string {
  if (typeof value === "string" && value.length <= 40 && !looksLikeSecret(value))
    return JSON.stringify(value);
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint")
    return `${typeof value} ${value}`;
  return describeKind(value);
}

/** Describes only the kind of a value, because the value may hold text or a secret. */
export function describeKind(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "undefined";
  if (typeof value === "string")
    return value === "" ? "an empty string" : `a string of ${value.length} characters`;
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object") return describeObject(value);
  return `a ${typeof value}`;
}

/** Slack's tokens and signing headers, and long runs of letters and digits, which nobody types as an option. */
function looksLikeSecret(text: string): boolean {
  return /x(?:ox[a-z]|app)[.-]|bearer\s/i.test(text) || /(?=\S*\d)[\w-]{24,}/.test(text);
}

function describeObject(value: object): string {
  if (typeof (value as { then?: unknown }).then === "function")
    return "a promise (await it first, or give a function)";
  const name: unknown = (value as { constructor?: { name?: unknown } }).constructor?.name;
  if (value instanceof Uint8Array) return "bytes";
  if (typeof name === "string" && name !== "" && name !== "Object") return `an instance of ${name}`;
  const keys = Object.keys(value).slice(0, 5);
  return keys.length === 0 ? "an empty object" : `an object with ${keys.join(", ")}`;
}

/** @throws TypeError that says the rule, which names the option, and the value. */
export function refuse(rule: string, value: unknown): never {
  throw new TypeError(`${rule}, got ${describe(value)}`);
}

interface Bounds {
  /** The unit that is counted. */
  readonly of: string;
  readonly least: number;
  readonly most?: number;
}

/** @throws TypeError for anything but a number; RangeError for one out of bounds, or NaN. */
export function checkNumber(name: string, value: unknown, { of, least, most }: Bounds): void {
  const bounds = most === undefined ? `at least ${least}` : `from ${least} to ${most}`;
  const rule = `${name} must be a number of ${of}, ${bounds}`;
  if (typeof value !== "number") refuse(rule, value);
  if (!(value >= least) || (most !== undefined && value > most))
    throw new RangeError(`${rule}, got ${value}`);
}

/** @throws TypeError naming the option, the rule and the value; nothing given is fine. */
export function checkType(name: string, value: unknown, type: "string" | "function" | "boolean"): void {
  if (value === undefined || typeof value === type) return;
  const rule = type === "boolean" ? "true or false" : `a ${type}`;
  refuse(`${name} must be ${rule}`, value);
}

/** Arrays and functions are none. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @throws TypeError for anything but an object; arrays and functions are none. */
export function checkObject(name: string, value: unknown): asserts value is object {
  if (isRecord(value)) return;
  refuse(`${name} must be an object`, value);
}

/** @throws TypeError for anything but a number; RangeError for less than 0, or NaN. */
export function checkWait(name: string, value: unknown): void {
  checkNumber(name, value, { of: "milliseconds", least: 0 });
}

/** @throws TypeError if the value is not a clock. */
export function checkClock(clock: unknown): void {
  const { now, setTimer } = (clock ?? {}) as { now?: unknown; setTimer?: unknown };
  if (typeof now === "function" && typeof setTimer === "function") return;
  refuse("clock must have now() and setTimer(ms, fire)", clock);
}

const storeMethods: readonly (keyof CheckpointStore)[] = [
  "get",
  "set",
  "acquireLock",
  "extendLock",
  "releaseLock",
  "appendToList",
  "getList",
];

/** @throws TypeError naming what is missing. */
export function checkStore(name: string, store: unknown): void {
  checkObject(name, store);
  const missing = storeMethods.filter((method) => typeof readProperty(store, method) !== "function");
  if (missing.length > 0)
    throw new TypeError(
      `${name} must have the methods of a state adapter of the Chat SDK, such as @chat-adapter/state-redis; ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing`,
    );
}

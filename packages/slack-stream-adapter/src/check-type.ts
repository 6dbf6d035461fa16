import { describe } from "./describe.ts";

/** @throws TypeError naming the option, the rule and the value; nothing given is fine. */
export function checkType(name: string, value: unknown, type: "string" | "function"): void {
  if (value === undefined || typeof value === type) return;
  throw new TypeError(`${name} must be a ${type}, got ${describe(value)}`);
}

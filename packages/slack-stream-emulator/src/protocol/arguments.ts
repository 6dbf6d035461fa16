import type { Arguments } from "./incoming.ts";

/** Text, or undefined when absent, empty or something else. */
export function toText(args: Arguments, name: string): string | undefined {
  const value = args[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Text that may be empty: whether it was given at all matters. */
export function toGivenText(args: Arguments, name: string): string | undefined {
  const value = args[name];
  return typeof value === "string" ? value : undefined;
}

/** Forms say "true" or "1" where JSON says true. */
export function toFlag(args: Arguments, name: string): boolean | undefined {
  const value = args[name];
  if (value === undefined) return undefined;
  return value === true || value === "true" || value === "1" || value === 1;
}

export function toCount(args: Arguments, name: string): number | undefined {
  const value = args[name];
  if (value === undefined || value === "") return undefined;
  const count = typeof value === "number" ? value : Number(value);
  return Number.isInteger(count) && count > 0 ? count : undefined;
}

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

/** An object or a list, which a form carries as JSON text; undefined when it is neither. */
export function toParsed(args: Arguments, name: string): Record<string, unknown> | unknown[] | undefined {
  const value = args[name];
  const parsed = typeof value === "string" ? parse(value) : value;
  return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
}

/** Names in a list, which may come as `A,B`. */
export function toList(args: Arguments, name: string): string[] {
  const value = args[name];
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== "string") return [];
  const parsed = value.startsWith("[") ? parse(value) : value.split(",");
  return (Array.isArray(parsed) ? parsed.map(String) : [value])
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

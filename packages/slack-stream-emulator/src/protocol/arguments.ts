import type { Arguments } from "./incoming.ts";

/** Reads text. Undefined if it is missing, empty or not a string. */
export function toText(args: Arguments, name: string): string | undefined {
  const value = args[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Reads text that may be empty. Undefined only if it was not given. */
export function toGivenText(args: Arguments, name: string): string | undefined {
  const value = args[name];
  return typeof value === "string" ? value : undefined;
}

/** Reads a boolean. Forms have "true" or "1" instead of true. */
export function toFlag(args: Arguments, name: string): boolean | undefined {
  const value = args[name];
  if (value === undefined) return undefined;
  return value === true || value === "true" || value === "1" || value === 1;
}

/** Reads an object or a list. In a form it is JSON text. Undefined if it is another value. */
export function toParsed(args: Arguments, name: string): Record<string, unknown> | unknown[] | undefined {
  const value = args[name];
  const parsed = typeof value === "string" ? parse(value) : value;
  return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
}

/** Reads a list of names, which may also be `A,B`. */
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

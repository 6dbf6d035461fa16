import { readProperty, readString } from "../slack/read-property.ts";

/** Cuts a text to `most` characters, never inside a character. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text
    .slice(0, most - 1)
    .replace(/[\uD800-\uDBFF]$/, "")
    .trimEnd();
  return `${kept}…`;
}

/** Returns the title of running work with an ellipsis. A title that was cut has one already. */
export function toRunning(title: string): string {
  return /…\)?$/.test(title) ? title : `${title}…`;
}

/** The first of these fields that has a text. */
export function findText(value: unknown, names: string): string | undefined {
  return names
    .split(" ")
    .map((name) => readString(value, name))
    .find(Boolean);
}

/**
 * Escapes the marks of Markdown in a name or a title. An underscore between letters or digits is no mark, so most file names stay unchanged.
 */
export function escapeMarks(text: string): string {
  return text
    .replaceAll(/[\\`*~[\]]/g, "\\$&")
    .replaceAll(new RegExp("(?<![\\p{L}\\d])_|_(?![\\p{L}\\d])", "gu"), "\\_");
}

/** Returns a text as one line, without white space around it. */
export function toLine(text = ""): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/**
 * Returns a value of a tool in a few words: a text unchanged, the text of an MCP result, the fields of an object, or the number of items in a
 * list. Empty if there is nothing to show.
 */
export function toShortText(value: unknown): string {
  if (typeof value === "string") return value.trim();
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return `${value}`;
  if (Array.isArray(value)) return toCount(value.length, "item");
  if (typeof value !== "object" || value === null) return "";
  return mcpText(value) ?? toFields(value);
}

/** MCP: `{ content: [{ type: "text", text }] }`. */
function mcpText(value: object): string | undefined {
  const content = readProperty(value, "content");
  if (!Array.isArray(content)) return undefined;
  const texts = content.flatMap((item) => readString(item, "text") ?? []);
  return texts.length === 0 ? undefined : texts.join("\n").trim();
}

const mostFields = 8;

function toFields(value: object): string {
  const fields = Object.keys(value)
    .slice(0, mostFields)
    .flatMap((name) => {
      const text = toFieldText(readProperty(value, name));
      return text === "" ? [] : [`${name}: ${text}`];
    });
  return fields.join(", ");
}

function toFieldText(value: unknown): string {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return "…";
  return cutText(toLine(toShortText(value)), 80);
}

/** "1 item", "2 items". */
export function toCount(count: number, name: string): string {
  return count === 1 ? `1 ${name}` : `${count} ${name}s`;
}

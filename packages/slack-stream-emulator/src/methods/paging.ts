import { type Answer, refuse } from "../protocol/answer.ts";
import { toText } from "../protocol/arguments.ts";
import type { Arguments } from "../protocol/incoming.ts";

interface Page<T> {
  readonly items: readonly T[];
  /** The cursor of the next page, for `response_metadata`. Empty after the last page. */
  readonly next: string;
}

/** Returns one page of a list. Refuses an unknown `cursor` and a wrong `limit`. */
export function toPageOf<T>(
  items: readonly T[],
  { args, byDefault, max = 1_000 }: { args: Arguments; byDefault: number; max?: number },
): Page<T> | Answer {
  const start = readCursor(args.cursor);
  if (start === undefined) return refuse("invalid_cursor");
  const limit = readLimit(args.limit, byDefault);
  if (limit === undefined) return refuse("invalid_limit");
  const end = start + Math.min(limit, max);
  return { items: items.slice(start, end), next: end < items.length ? toCursor(end) : "" };
}

/** Slack's cursors are Base64 of a word and a position, so they end in `=`. */
function toCursor(offset: number): string {
  return Buffer.from(`next:${offset}`).toString("base64");
}

function readCursor(cursor: unknown): number | undefined {
  if (cursor === undefined || cursor === "") return 0;
  const match = /^next:(\d+)$/.exec(Buffer.from(String(cursor), "base64").toString("utf8"));
  return match === null ? undefined : Number(match[1]);
}

function readLimit(limit: unknown, byDefault: number): number | undefined {
  if (limit === undefined || limit === "" || limit === 0 || limit === "0") return byDefault;
  const count = Number(limit);
  return Number.isInteger(count) && count > 0 ? count : undefined;
}

/** Paging by `page` and `count`, as in the older methods. */
export function toNumberedPage<T>(items: readonly T[], args: Arguments) {
  const count = Math.min(Math.max(Number(toText(args, "count") ?? args.count ?? 20) || 20, 1), 100);
  const page = Math.max(Number(toText(args, "page") ?? args.page ?? 1) || 1, 1);
  const pages = Math.ceil(items.length / count);
  return {
    items: items.slice((page - 1) * count, page * count),
    paging: { count, total: items.length, page, pages },
  };
}

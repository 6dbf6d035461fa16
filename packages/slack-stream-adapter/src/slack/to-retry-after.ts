/**
 * What a `Retry-After` says, in milliseconds: seconds as a number or text, whole or not, or an HTTP date. Undefined where
 * it says nothing usable. A date counts from the `Date` of the same answer, so that no clock of ours is asked.
 */
export function toRetryAfterMs(value: unknown, answeredAt?: unknown): number | undefined {
  const seconds = toSeconds(value);
  if (seconds !== undefined) return Math.ceil(Math.max(0, seconds) * 1_000);
  if (typeof value !== "string" || typeof answeredAt !== "string") return undefined;
  const waitMs = Date.parse(value) - Date.parse(answeredAt);
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : undefined;
}

function toSeconds(value: unknown): number | undefined {
  const seconds =
    typeof value === "string" && value.trim() !== ""
      ? Number(value)
      : typeof value === "number"
        ? value
        : Number.NaN;
  return Number.isFinite(seconds) ? seconds : undefined;
}

/** Slack's message IDs: seconds with six decimals, all different, with ten digits before the dot. */
export interface TimestampSource {
  next(nowMs: number): string;
  /** Converts to the time of Slack's clock, which the IDs use, ms since the epoch. */
  toSlackTime(nowMs: number): number;
}

const EARLIEST_MS = 1_000_000_000_000;
const SHIFT_MS = 1_700_000_000_000;

export function createTimestampSource(startMs: number): TimestampSource {
  // Shifted, because clients do not accept timestamps of a clock that starts at zero.
  const shift = startMs < EARLIEST_MS ? SHIFT_MS : 0;
  let last = 0;
  return {
    next(nowMs) {
      last = Math.max(last + 1, Math.round((nowMs + shift) * 1_000));
      return toTimestamp(last);
    },
    toSlackTime: (nowMs) => nowMs + shift,
  };
}

export function isTimestamp(value: string): boolean {
  return /^\d{1,12}\.\d{1,6}$/.test(value);
}

function toTimestamp(microseconds: number): string {
  return `${Math.floor(microseconds / 1_000_000)}.${String(microseconds % 1_000_000).padStart(6, "0")}`;
}

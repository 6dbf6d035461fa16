import { forEachClock } from "../clock.ts";

/**
 * The time by Slack's clock. The `ts` of a message is compared with this time, because the host's clock may be wrong. It is learned from
 * the `Date` of Slack's answers, and from the `ts` of each message that is opened.
 */
export interface SlackTime {
  /** Slack's clock showed `slackMs`, or a little more, when the host's showed `hostMs`. */
  noteMessage(slackMs: number, hostMs: number): void;
  /**
   * The same, from the `Date` of a response. The `ts` of a message has priority, because a proxy or a test server may have written the
   * `Date`.
   */
  noteDate(slackMs: number, hostMs: number): void;
  /** The earliest time that Slack's clock can have shown when the host's clock showed `hostMs`. Undefined while nothing is known. */
  at(hostMs: number): number | undefined;
}

/** A host's clock may show local time as UTC, which differ by 14 hours at most. A `Date` that differs by more was not written by Slack, ms. */
const mostMs = 15 * 3_600_000;

/** Slack's time, shared by all streams with this clock. */
export const slackTimeFor = forEachClock(createSlackTime);

function createSlackTime(): SlackTime {
  let aheadMs: number | undefined;
  let isByMessage = false;
  return {
    noteMessage(slackMs, hostMs) {
      if (!(slackMs > 0)) return;
      aheadMs = slackMs - hostMs;
      isByMessage = true;
    },
    noteDate(slackMs, hostMs) {
      const ms = slackMs - hostMs;
      if (!isByMessage && Math.abs(ms) <= mostMs) aheadMs = ms;
    },
    at: (hostMs) => (aheadMs === undefined ? undefined : hostMs + aheadMs),
  };
}

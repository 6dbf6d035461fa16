import type { Clock } from "../clock.ts";

/**
 * The time by Slack's clock. The `ts` of a message is compared with this time, because the host's clock may be wrong. It is learned from
 * the `Date` of Slack's answers, and from the `ts` of each message that is opened.
 */
export interface SlackTime {
  /** Slack's clock showed `slackMs`, or a little more, when the host's showed `hostMs`. */
  noteMessage(slackMs: number, hostMs: number): void;
  /** The same, by the `Date` of an answer. A message counts more: a proxy or a test's server may have written the `Date`. */
  noteDate(slackMs: number, hostMs: number): void;
  /** The least that Slack's clock can have shown when the host's showed `hostMs`; undefined while nothing is known. */
  at(hostMs: number): number | undefined;
}

/** A `Date` that differs by more than this from the host's clock was not written by Slack, ms. */
const mostMs = 3_600_000;

/** What is known of Slack's time by all streams with this clock. */
export function slackTimeFor(clock: Clock): SlackTime {
  const known = times.get(clock) ?? createSlackTime();
  times.set(clock, known);
  return known;
}

const times = new WeakMap<Clock, SlackTime>();

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

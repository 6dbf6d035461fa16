import type { Clock } from "../clock.ts";

/**
 * What the time is in Slack: only that can be compared with the `ts` of a message, because a host's clock may be wrong. It is told by the
 * `Date` of Slack's answers and by each message that is opened.
 */
export interface SlackTime {
  /** Slack's clock showed `slackMs`, or a little more, when the host's showed `hostMs`. */
  noteMessage(slackMs: number, hostMs: number): void;
  /** The same, by the `Date` of an answer, which a proxy or a server of a test may have written. */
  noteDate(slackMs: number, hostMs: number): void;
  /** The least that Slack's clock can have shown at this time of the host's; undefined while nothing has told. */
  at(hostMs: number): number | undefined;
}

/** A host that is off by more than this has other problems: what tells of such a difference is not Slack's clock. */
const mostMs = 3_600_000;

/** The knowledge that all streams share which take their time from one clock. */
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

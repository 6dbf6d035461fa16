import type { SavedMessage, SavedOpening } from "../answer/saved.ts";
import { findSent, isUntouched } from "../answer/sent.ts";
import type { Clock } from "../clock.ts";
import type { Found } from "../slack/slack-calls.ts";
import { slackTimeFor } from "../slack/slack-time.ts";

export interface FindOpening {
  /** Reads the thread; undefined where that was given up. */
  readonly find: () => Promise<Found | undefined>;
  readonly opening: SavedOpening;
  /** Where the message before it ends. */
  readonly start: number | undefined;
  readonly clock: Clock;
}

/** The message that a dead process was opening, if Slack has made it. */
export async function findOpenedMessage({
  find,
  opening,
  start = 0,
  clock,
}: FindOpening): Promise<SavedMessage | undefined> {
  const found = await find();
  if (found?.type !== "found") return undefined;
  const time = { now: clock.now(), toSlackTime: slackTimeFor(clock).at };
  const one = findSent(found.messages, opening, time).at(-1);
  if (one === undefined) return undefined;
  const transport = opening.call === "start" ? "stream" : "edit";
  return {
    channel: one.channel,
    ts: one.ts,
    opened: transport,
    transport,
    startedAt: Number(one.ts) * 1_000,
    start,
    end: opening.end,
    surely: opening.end,
    hash: opening.hash,
    digest: opening.digest,
    // Nothing goes on in one that has ended: what streams has to be stopped, what was posted is over.
    ended: transport === "edit" ? opening.ended : undefined,
    // A process whose store has failed goes on without it: then the message holds more than its opening.
    isDifferent: transport === "stream" && (opening.ended !== undefined || !isUntouched(one, opening)),
    isRepaired: false,
    isUncertain: false,
    hasShownWork: false,
    hasGrown: false,
    keepalives: 0,
    cards: opening.holds.map((id) => ({ id, status: "in_progress" })),
  };
}

import type { SavedMessage, SavedOpening } from "../answer/saved.ts";
import { findSent, isStreaming, isUntouched } from "../answer/sent.ts";
import type { Clock } from "../clock.ts";
import type { Found } from "../slack/slack-calls.ts";
import { slackTimeFor } from "../slack/slack-time.ts";

export interface FindOpening {
  /** Reads the thread. Undefined if the library gave up. */
  readonly find: () => Promise<Found | undefined>;
  readonly opening: SavedOpening;
  /** The offset at which the message before it ends. */
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
  const transport = isStreaming(one) ? "stream" : "edit";
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
    // A message that has ended takes no more text. A streaming message has to be stopped. A posted message is complete.
    ended: transport === "edit" ? opening.ended : undefined,
    // A process goes on after its store has failed. Then the message may hold more than its opening.
    isDifferent: transport === "stream" && (opening.ended !== undefined || !isUntouched(one, opening)),
    isRepaired: false,
    isUncertain: false,
    hasShownWork: false,
    hasGrown: false,
    keepalives: 0,
    cards: opening.holds,
  };
}

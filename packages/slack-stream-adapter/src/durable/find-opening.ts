import { isLiveMessage } from "../answer/live-streams.ts";
import { hashOn, isSameHash, noHash, type SavedMessage, type SavedOpening } from "../answer/saved.ts";
import { showsCards } from "../answer/settle-open.ts";
import { limits } from "../limits.ts";
import { firstLetters } from "../markdown/compose.ts";
import type { Found, FoundMessage } from "../slack/slack-calls.ts";

export interface FindOpening {
  /** Reads the thread; undefined where that was given up. */
  readonly find: () => Promise<Found | undefined>;
  readonly opening: SavedOpening;
  /** Where the message before it ends. */
  readonly start: number | undefined;
}

/** The message that a dead process was opening, if Slack has made it. */
export async function findOpenedMessage({
  find,
  opening,
  start = 0,
}: FindOpening): Promise<SavedMessage | undefined> {
  const found = await find();
  if (found?.type !== "found") return undefined;
  const one = found.messages.find((message) => isOpening(message, opening));
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
    // Nothing goes on in a full one: what streams has to be stopped, what was posted is over.
    ended: opening.isFull && transport === "edit" ? "full" : undefined,
    differs: opening.isFull && transport === "stream",
    repaired: false,
    uncertain: false,
    keepalives: 0,
    cards: opening.cards.map((id) => ({ id, status: "in_progress" })),
  };
}

/** Slack takes no key of ours with a message (S134), so it is known by its first letters and its cards. */
function isOpening(message: FoundMessage, { call, cards, letters, since }: SavedOpening): boolean {
  if (!message.own || isLiveMessage(message)) return false;
  if (call === "start" && message.streamingState === "completed") return false;
  if (Number(message.ts) * 1_000 < since - limits.clockSkewMs) return false;
  // With neither letters nor cards nothing tells but that it holds neither.
  if (letters.count === 0 && cards.length === 0) return firstLetters(message.text, 1) === "";
  const isSame = isSameHash(hashOn(noHash, firstLetters(message.text, letters.count)), letters.hash);
  return isSame && showsCards(message, cards);
}

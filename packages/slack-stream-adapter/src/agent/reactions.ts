import { type OwnedClock, sleep } from "../clock.ts";
import type { Settings } from "../options/settings.ts";
import type { Outcome } from "../slack/outcome.ts";
import type { Reaction, SideCalls } from "../slack/side-calls.ts";
import type { StreamTarget } from "../types/index.ts";

/** Emoji on the message that is answered: one while the agent works, another when it is done. */
export interface Reactions {
  /** Call it once, when the answer is over. Never rejects. Resolves when no call is under way. */
  end(how: HowItEnded): Promise<void>;
}

/** The outcome that the reaction shows. An answer that is empty, cut off, or waits for somebody is not done. */
export type HowItEnded = "done" | "failed" | "stopped" | "waiting";

/** Adds the first reaction at once. If Slack refuses one, the answer goes on without it. Undefined if no reaction is asked for. */
export function beginReactions(
  calls: SideCalls,
  { threadTs }: StreamTarget,
  { clock, reactions }: Settings,
): Reactions | undefined {
  if (reactions === undefined) return undefined;
  const { alsoOn, messageTs, working } = reactions;
  const places = new Set([messageTs, ...(alsoOn === "thread" && threadTs !== undefined ? [threadTs] : [])]);

  const change = (call: (reaction: Reaction) => Promise<Outcome>, name: string) =>
    Promise.all([...places].map((ts) => persist(clock, () => call({ messageTs: ts, name }))));
  const add = (name: string) => change((reaction) => calls.addReaction(reaction), name);

  const begun = working === undefined ? undefined : add(working);
  return {
    async end(how) {
      await begun;
      const final = reactions[how];
      if (final === working) return;
      // The new reaction is added first, so that there is always one.
      if (final !== undefined) await add(final);
      if (working !== undefined) await change((reaction) => calls.removeReaction(reaction), working);
    },
  };
}

const longestWaitMs = 5_000;

/** Tries once more if Slack asks for a short wait, because a reaction that stays would be wrong. Makes no call after the stream is over. */
async function persist(clock: OwnedClock, call: () => Promise<Outcome>): Promise<void> {
  const outcome = await call();
  if (outcome.type !== "refused" || outcome.reason !== "rate-limited" || clock.closed) return;
  const waitMs = outcome.retryAfterMs ?? 1_000;
  if (waitMs > longestWaitMs) return;
  await sleep(clock, waitMs);
  await call();
}

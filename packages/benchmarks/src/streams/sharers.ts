import { createMemoryState } from "@chat-adapter/state-memory";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { type CheckpointStore, type SharedBudgetOptions, sharedBudget } from "slack-stream-adapter";
import type { Contestant } from "../contestants/contestant.ts";
import { createOurs } from "../contestants/ours.ts";

/** Calls in so many seconds: a little within Slack's documented limits, or at them where a window holds one call. */
export const windows = {
  "chat.startStream": [1, 3],
  "chat.appendStream": [15, 10],
  "chat.stopStream": [1, 3],
  "chat.update": [8, 10],
  "chat.postMessage": [1, 1],
} as const;

/** What processes may tell each other. Made anew for each load, because limiters and stores remember. */
export function createSharers(): readonly Contestant[] {
  return [
    createSharer("nothing shared", {}),
    createSharer("`sharedBudget`", { limiters: createLimiters() }),
    createSharer("a checkpoint store", { store: createMemoryState() }),
    createSharer("both", { limiters: createLimiters(), store: createMemoryState() }),
  ];
}

function createLimiters(): SharedBudgetOptions["limiters"] {
  return Object.fromEntries(
    Object.entries(windows).map(([method, [points, duration]]) => [
      method,
      new RateLimiterMemory({ keyPrefix: method, points, duration }),
    ]),
  );
}

interface Shared {
  readonly limiters?: SharedBudgetOptions["limiters"];
  readonly store?: CheckpointStore;
}

function createSharer(name: string, { limiters, store }: Shared): Contestant {
  return {
    name,
    prepare(bot) {
      // One for each process, over the same limiters.
      const budget = limiters && sharedBudget({ limiters, clock: bot.clock });
      return (source, thread) => {
        const checkpoint = store && { store, id: thread.threadTs };
        return createOurs({ budget, checkpoint }).prepare(bot)(source, thread);
      };
    },
  };
}

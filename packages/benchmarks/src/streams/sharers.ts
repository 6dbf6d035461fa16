import { createRequire } from "node:module";
import { createMemoryState } from "@chat-adapter/state-memory";
import { RateLimiterMemory, RateLimiterRedis } from "rate-limiter-flexible";
import {
  type CheckpointStore,
  type SharedBudgetOptions,
  type SharedLimiter,
  sharedBudget,
} from "slack-stream-adapter";
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

/** No dependency of this package: scripts/install-stores.sh installs it for the tests of the stores. */
const redisClient = "ioredis";
const requireOfStores = createRequire(new URL("../../../compat/stores/package.json", import.meta.url));

/** @throws Error if what the script installs is not there. */
export function checkRedis(): void {
  try {
    requireOfStores.resolve(redisClient);
  } catch (cause) {
    throw new Error("--redis needs redis-server and ioredis; scripts/install-stores.sh installs both", {
      cause,
    });
  }
}

/** For a process of its own, which shares its limiters with others by a Redis. */
export function createRedisSharer(url: string): Contestant {
  const { Redis } = requireOfStores(redisClient) as { readonly Redis: new (url: string) => unknown };
  const storeClient = new Redis(url);
  const limiters = createLimiters((options) => new RateLimiterRedis({ ...options, storeClient }));
  return createSharer("`sharedBudget` over Redis", { limiters });
}

interface Window {
  readonly keyPrefix: string;
  readonly points: number;
  readonly duration: number;
}

function createLimiters(
  create = (window: Window): SharedLimiter => new RateLimiterMemory(window),
): SharedBudgetOptions["limiters"] {
  return Object.fromEntries(
    Object.entries(windows).map(([method, [points, duration]]) => [
      method,
      create({ keyPrefix: method, points, duration }),
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

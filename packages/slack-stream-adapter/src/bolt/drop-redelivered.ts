import { type Clock, systemClock } from "../clock.ts";
import { readProperty, readString } from "../slack/read-property.ts";

/** Where it is kept which events came: a part of the Chat SDK's `StateAdapter`, so its Redis, Postgres and memory adapters fit. */
export interface EventStore {
  /** Called once, before the first use. */
  connect?(): Promise<void>;
  /** Resolves with `true` if the key was not there and is now, for `ttlMs` milliseconds. */
  setIfNotExists(key: string, value: unknown, ttlMs?: number): Promise<boolean>;
}

/** Settings of {@link dropRedelivered}. */
export interface DropRedeliveredOptions {
  /** Shared by all processes of the app. @default the memory of this process */
  readonly store?: EventStore | undefined;
  /** How long an event is remembered, ms. Slack tries three times more, the last some six minutes after the first. @default 3_600_000 */
  readonly ttlMs?: number | undefined;
  /** Where the time of the memory of this process comes from, for tests. @default the system's */
  readonly clock?: Pick<Clock, "now"> | undefined;
}

/** Bolt's logger, as far as it is used. */
export interface BoltLogger {
  /** Logs that something went wrong, and that the app goes on. */
  warn(...messages: unknown[]): void;
}

/** What a middleware of Bolt 3, 4 or 5 is given, as far as it is used. */
export interface BoltMiddlewareArgs {
  /** The request of Slack's. */
  readonly body: object;
  /** Goes on to the listeners. */
  readonly next: () => Promise<void>;
  /** Bolt's own. */
  readonly logger?: BoltLogger;
}

/**
 * A middleware for Bolt that lets each event through once. Slack delivers an event again when it was not acknowledged within
 * three seconds; without this the same question is answered twice. An event is known by its `event_id`; commands, actions and
 * views have none, and Slack delivers them once.
 *
 * A store that fails lets the event through and is logged: an answer too many is better than none.
 *
 * @throws TypeError if `store` has no `setIfNotExists`; RangeError if `ttlMs` is not a positive number.
 * @example
 * app.use(dropRedelivered({ store: createRedisState() }));
 */
export function dropRedelivered(
  options: DropRedeliveredOptions = {},
): (args: BoltMiddlewareArgs) => Promise<void> {
  const { clock = systemClock, ttlMs = 3_600_000 } = options;
  const { store = createMemoryStore(clock) } = options;
  if (typeof readProperty(store, "setIfNotExists") !== "function") {
    throw new TypeError("dropRedelivered(): store must have setIfNotExists(key, value, ttlMs)");
  }
  if (!(ttlMs > 0)) throw new RangeError(`dropRedelivered(): ttlMs must be above 0, got ${ttlMs}`);
  let connected: Promise<void> | undefined;

  const isNew = async (id: string) => {
    connected ??= Promise.resolve(store.connect?.());
    try {
      await connected;
    } catch (error) {
      connected = undefined; // The next event tries again.
      throw error;
    }
    return store.setIfNotExists(`slack-stream:event:${id}`, 1, ttlMs);
  };

  return async ({ body, logger, next }) => {
    const id = readString(body, "event_id");
    if (id === undefined) return next();
    const fresh = await isNew(id).catch((error: unknown) => {
      logger?.warn("dropRedelivered(): the store failed, the event is let through", error);
      return true;
    });
    if (fresh) await next();
  };
}

/** The oldest come first, so whatever has expired is at the front. */
function createMemoryStore(clock: Pick<Clock, "now">): EventStore {
  const expiresAt = new Map<string, number>();
  return {
    async setIfNotExists(key, _value, ttlMs = 0) {
      const now = clock.now();
      for (const [old, expiry] of expiresAt) {
        if (expiry > now) break;
        expiresAt.delete(old);
      }
      if (expiresAt.has(key)) return false;
      expiresAt.set(key, now + ttlMs);
      return true;
    },
  };
}

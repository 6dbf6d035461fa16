import { type Clock, systemClock } from "../clock.ts";
import { connect } from "../durable/safe-store.ts";
import { checkGiven } from "../options/names.ts";
import { readProperty, readString } from "../slack/read-property.ts";

/** Remembers which events have arrived. The Redis, Postgres and memory state adapters of the Chat SDK have these methods. */
export interface EventStore {
  /** Optional. Called once before the first use. */
  connect?(): Promise<void>;
  /** Stores a value for `ttlMs` milliseconds if the key has none. Resolves with true if it stored the value. */
  setIfNotExists(key: string, value: unknown, ttlMs?: number): Promise<boolean>;
}

/** Options of {@link dropRedelivered}. */
export interface DropRedeliveredOptions {
  /** A store that all processes of the app share. @default the memory of this process */
  readonly store?: EventStore | undefined;
  /**
   * How long an event is remembered, ms. Slack delivers an event up to three times more, the last time about six minutes after the first.
   * @default 3_600_000
   */
  readonly ttlMs?: number | undefined;
  /** Tells the time to the memory of this process. Tests give a clock that they control. @default the system's clock */
  readonly clock?: Pick<Clock, "now"> | undefined;
}

/** Bolt's logger, as far as the library uses it. */
export interface BoltLogger {
  /** Logs that the store failed. */
  warn(...messages: unknown[]): void;
}

/** The arguments of a middleware of Bolt 3, 4 or 5, as far as the library uses them. */
export interface BoltMiddlewareArgs {
  /** The body of Slack's request. */
  readonly body: object;
  /** Goes on to the next middleware and the listeners. */
  readonly next: () => Promise<void>;
  /** Bolt's logger. */
  readonly logger?: BoltLogger;
}

/**
 * Makes a middleware for Bolt that lets each event through once. Slack delivers an event again if the app does not acknowledge it within
 * three seconds. Without this middleware the app then answers the same question twice. The middleware recognises an event by its
 * `event_id`. Commands, actions and views have no `event_id`, because Slack delivers them once.
 *
 * If the store fails, the event passes, and a warning is logged.
 *
 * @throws TypeError if an option is unknown, or if `store` has no `setIfNotExists`; RangeError if `ttlMs` is not a positive number.
 * @example
 * app.use(dropRedelivered({ store: createRedisState() }));
 */
export function dropRedelivered(
  options: DropRedeliveredOptions = {},
): (args: BoltMiddlewareArgs) => Promise<void> {
  checkGiven("the argument of dropRedelivered()", options, { clock: true, store: true, ttlMs: true });
  const { clock = systemClock, ttlMs = 3_600_000 } = options;
  const { store = createMemoryStore(clock) } = options;
  if (typeof readProperty(store, "setIfNotExists") !== "function") {
    throw new TypeError("dropRedelivered(): store must have setIfNotExists(key, value, ttlMs)");
  }
  if (!(ttlMs > 0)) throw new RangeError(`dropRedelivered(): ttlMs must be above 0, got ${ttlMs}`);

  const isNew = async (id: string) => {
    await connect(store);
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

/** The map is in the order of expiry, so the expired entries are at the front. */
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

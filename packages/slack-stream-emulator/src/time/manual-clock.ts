import type { EmulatorClock } from "./clock.ts";
import { earliest, type Timer } from "./timer-list.ts";

/** A clock that moves only when the test moves it. The code under test and the emulator share it. */
export interface ManualClock extends EmulatorClock {
  /** Moves time ahead by `ms`. Due timers fire in order, and the work that each starts settles before the next fires. */
  advance(ms: number): Promise<void>;
  /**
   * Moves from timer to timer until `promise` settles, and settles in the same way. Rejects with an `Error` if no timer is
   * left, or if it takes more than `maxMs` (default 3,600,000).
   */
  runUntil<T>(promise: PromiseLike<T>, options?: { maxMs?: number | undefined }): Promise<T>;
  /** Lets microtasks and pending promise chains run without moving time. */
  settle(): Promise<void>;
  /** Timers that are set and have not fired. */
  readonly pending: number;
  /** When the next timer fires, in ms. Undefined if no timer is set. */
  readonly nextTimerAt: number | undefined;
}

// 2023-11-14, so that timestamps made from a fresh clock look like Slack's: ten digits before the dot.
const DEFAULT_START_MS = 1_700_000_000_000;
/** The two mistakes that make a test wait forever. */
const hint =
  ". Does the code under test wait by real time? Give streamToSlack() this clock (the option clock), and let your model wait by clock.setTimer()";

const DEFAULT_MAX_MS = 3_600_000;
const QUIET_TURNS = 4;

// Taken at load, so that a test runner's fake timers cannot stop the settling.
const nextTurn = setImmediate;

/**
 * A clock for an emulator and the code under test.
 *
 * @example
 * const clock = createManualClock();
 * const slack = createSlackEmulator({ clock });
 * await clock.advance(300_000);
 */
export function createManualClock(options: { startMs?: number | undefined } = {}): ManualClock {
  let now = options.startMs ?? DEFAULT_START_MS;
  let orders = 0;
  let touches = 0;
  const timers = new Set<Timer>();

  async function settle(): Promise<void> {
    // A promise chain may need several macrotasks. If a timer is set or cancelled, the chain is still running.
    for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
      const before = touches;
      await new Promise<void>((resolve) => nextTurn(resolve));
      if (touches !== before) quiet = 0;
    }
  }

  function fireNext(until: number): boolean {
    const next = earliest(timers);
    if (next === undefined || next.at > until) return false;
    timers.delete(next);
    now = Math.max(now, next.at);
    next.fire();
    return true;
  }

  return {
    now: () => now,
    setTimer(ms, fire) {
      touches += 1;
      orders += 1;
      const timer = { at: now + Math.max(0, ms), order: orders, fire };
      timers.add(timer);
      return () => {
        if (timers.delete(timer)) touches += 1;
      };
    },
    settle,
    async advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`advance: ms must be >= 0, got ${ms}`);
      const until = now + ms;
      await settle();
      while (fireNext(until)) await settle();
      now = until;
      await settle();
    },
    async runUntil(promise, { maxMs = DEFAULT_MAX_MS } = {}) {
      const until = now + maxMs;
      let settled = false;
      const mark = () => {
        settled = true;
      };
      promise.then(mark, mark);
      await settle();
      while (!settled) {
        if (!fireNext(until)) {
          throw new Error(
            timers.size === 0
              ? `runUntil: the promise is pending and no timer is left to fire${hint}`
              : `runUntil: the promise is still pending after ${maxMs} ms of this clock${hint}`,
          );
        }
        await settle();
      }
      return await promise;
    },
    get pending() {
      return timers.size;
    },
    get nextTimerAt() {
      return earliest(timers)?.at;
    },
  };
}

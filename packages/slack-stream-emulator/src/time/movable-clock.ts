import type { EmulatorClock } from "./clock.ts";
import { earliest, type Timer } from "./timer-list.ts";

/** Real time plus an offset that only grows. For people who watch, and for bots in other processes. */
export interface MovableClock extends EmulatorClock {
  /**
   * Moves time ahead by `ms` at once. Due timers fire in order. After each there is a short real pause, so that the
   * calls of a bot arrive at about the right time.
   */
  advance(ms: number): Promise<void>;
  /** When the next timer fires, in ms. Undefined if no timer is set. */
  readonly nextTimerAt: number | undefined;
}

/** Long enough for a call over the loopback interface and its answer. */
const BREATH_MS = 20;
/** The most pauses in one move, because a bot may have a timer for each word. */
const MOST_BREATHS = 100;
const SHORTEST_STEP_MS = 1_000;

/** Creates the default clock of an emulator. */
export function createMovableClock(): MovableClock {
  const timers = new Map<Timer, NodeJS.Timeout>();
  let ahead = 0;
  let orders = 0;
  let moving: Promise<void> = Promise.resolve();

  const now = () => Date.now() + ahead;

  function arm(timer: Timer): void {
    clearTimeout(timers.get(timer));
    const real = setTimeout(() => fire(timer), timer.at - now());
    timers.set(timer, real);
  }

  function disarm(timer: Timer): void {
    clearTimeout(timers.get(timer));
    timers.delete(timer);
  }

  function fire(timer: Timer): void {
    disarm(timer);
    timer.fire();
  }

  function jumpTo(moment: number): void {
    ahead += Math.max(0, moment - now());
  }

  async function move(ms: number): Promise<void> {
    const until = now() + ms;
    const stepMs = Math.max(SHORTEST_STEP_MS, ms / MOST_BREATHS);
    let nextBreath = now();
    for (let next = earliest(timers.keys()); next !== undefined && next.at <= until; ) {
      jumpTo(next.at);
      fire(next);
      await turn();
      if (next.at >= nextBreath) {
        await breathe();
        nextBreath = next.at + stepMs;
      }
      next = earliest(timers.keys());
    }
    jumpTo(until);
    // The other timers were set for the old time.
    for (const timer of timers.keys()) arm(timer);
  }

  return {
    now,
    setTimer(ms, fire) {
      orders += 1;
      const timer: Timer = { at: now() + Math.max(0, ms), order: orders, fire };
      arm(timer);
      return () => disarm(timer);
    },
    get nextTimerAt() {
      return earliest(timers.keys())?.at;
    },
    advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`advance: ms must be >= 0, got ${ms}`);
      // Two moves at once would fire the same timers in two orders.
      moving = moving.then(() => move(ms));
      return moving;
    },
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, BREATH_MS));
}

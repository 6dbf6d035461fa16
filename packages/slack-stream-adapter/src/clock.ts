/**
 * Where time comes from. Every wait of a stream goes through one of these, so that a test can hold time still.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch; never goes back. */
  now(): number;
  /** Calls `fire` once, at least `ms` milliseconds from now. Returns what cancels it; cancelling twice is fine. */
  setTimer(ms: number, fire: () => void): () => void;
}

/** The real clock: it keeps the process alive while a message is open, because somebody has to close it. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  setTimer: (ms, fire) => {
    const timer = setTimeout(fire, ms);
    return () => clearTimeout(timer);
  },
};

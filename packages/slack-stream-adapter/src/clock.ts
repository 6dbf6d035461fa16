/** Tells the time and sets timers. All waits of a stream use its clock, so a test can control the time. */
export interface Clock {
  /** Milliseconds since the Unix epoch. It never goes back. */
  now(): number;
  /**
   * Calls `fire` once, at least `ms` milliseconds from now. Returns a function that cancels the timer. This function
   * may be called twice.
   */
  setTimer(ms: number, fire: () => void): () => void;
}

/** The real clock. Its timers keep the process alive while a message is open, so that the message is closed. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  setTimer: (ms, fire) => {
    if (ms > longestTimeoutMs) {
      const fireLater = () => {
        cancel = systemClock.setTimer(ms - longestTimeoutMs, fire);
      };
      let cancel = systemClock.setTimer(longestTimeoutMs, fireLater);
      return () => cancel();
    }
    const timer = setTimeout(fire, ms);
    return () => clearTimeout(timer);
  },
};

/** setTimeout() fires at once for a longer time, because it holds the milliseconds in 32 bits. */
const longestTimeoutMs = 2 ** 31 - 1;

/** A clock for one stream. It knows its timers, so that they can be cancelled when the stream ends. */
export class OwnedClock implements Clock {
  /** The clock that other streams use too. */
  readonly shared: Clock;
  /** True when all timers are cancelled. Code that still works for the stream sees by it that the stream is over. */
  closed = false;
  /**
   * The cancel functions of the timers that have not fired. The array is copied for each change, because an array that
   * grows reserves memory for sixteen more.
   */
  #cancels: readonly (() => void)[] = [];

  constructor(shared: Clock) {
    this.shared = shared;
  }

  now(): number {
    return this.shared.now();
  }

  setTimer(ms: number, fire: () => void): () => void {
    const cancel = () => {
      this.#forget(cancel);
      cancelShared();
    };
    const cancelShared = this.shared.setTimer(ms, () => {
      this.#forget(cancel);
      fire();
    });
    this.#cancels = this.#cancels.concat(cancel);
    return cancel;
  }

  /** Cancels all timers. */
  close(): void {
    this.closed = true;
    for (const cancel of this.#cancels) cancel();
  }

  #forget(cancel: () => void): void {
    this.#cancels = this.#cancels.filter((one) => one !== cancel);
  }
}

/**
 * Calls `fire` when a response is late. If the process was frozen in the meantime, the response may have arrived but is
 * not read yet. Then the deadline starts again.
 */
function setDeadline(clock: Clock, ms: number, fire: () => void): () => void {
  let cancel = () => {};
  const arm = () => {
    const armedAt = clock.now();
    cancel = clock.setTimer(ms, () => (clock.now() - armedAt > 1.5 * ms ? arm() : fire()));
  };
  arm();
  return () => cancel();
}

/** Waits for a response, and rejects if it is late. */
export async function within<T>(
  answer: PromiseLike<T>,
  { clock, ms, who }: { readonly clock: Clock; readonly ms: number; readonly who: string },
): Promise<T> {
  let cancel = () => {};
  const late = new Promise<never>((_, reject) => {
    cancel = setDeadline(clock, ms, () => reject(new Error(`${who} did not answer within ${ms} ms`)));
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    cancel();
  }
}

/** Waits for `ms` milliseconds. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.setTimer(ms, resolve));
}

/** Shares one value between all streams with the same clock. Outside of tests these are all streams of the process. */
export function forEachClock<Value>(make: () => Value): (clock: Clock) => Value {
  const made = new WeakMap<Clock, Value>();
  return (clock) => {
    const value = made.get(clock) ?? make();
    made.set(clock, value);
    return value;
  };
}

/** Resolves in a later turn of the event loop, after the timers and network events that are due. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    // A message channel, because a timer takes at least 1 ms.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

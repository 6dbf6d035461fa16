/** Tells the time and sets timers. All waits of a stream use its clock, so a test can control the time. */
export interface Clock {
  /** Milliseconds since the Unix epoch. It never goes back. */
  now(): number;
  /** Calls `fire` once, at least `ms` milliseconds from now. Returns a function that cancels the timer. It may be called twice. */
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

/** A longer one fires at once: its milliseconds are a 32-bit number. */
const longestTimeoutMs = 2 ** 31 - 1;

/** A clock that knows the timers set by it, so that none outlives the stream that uses it. */
export class OwnedClock implements Clock {
  /** The clock behind it, which other streams use as well. */
  readonly shared: Clock;
  /** Its timers were taken back; who still works for the stream can see that it is over. */
  closed = false;
  /** Of the timers that have not fired. A copy for each change is small; an array that grows keeps room for sixteen more. */
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

  /** Takes all timers back. */
  close(): void {
    this.closed = true;
    for (const cancel of this.#cancels) cancel();
  }

  #forget(cancel: () => void): void {
    this.#cancels = this.#cancels.filter((one) => one !== cancel);
  }
}

/** Calls `fire` when an answer is late. If the process itself was frozen meanwhile, the answer may be there already, unread: it gets the time anew. */
function setDeadline(clock: Clock, ms: number, fire: () => void): () => void {
  let cancel = () => {};
  const arm = () => {
    const armedAt = clock.now();
    cancel = clock.setTimer(ms, () => (clock.now() - armedAt > 1.5 * ms ? arm() : fire()));
  };
  arm();
  return () => cancel();
}

/** Waits for somebody's answer, and rejects when it is late. */
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

/** Resolves in a later turn of the event loop: what waits for timers and for the network comes first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    // A timer takes a millisecond at least; a message takes none.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

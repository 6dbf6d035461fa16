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
    let timer: ReturnType<typeof setTimeout> | undefined;
    const arm = (left: number) => {
      const next = left > longestTimeoutMs ? () => arm(left - longestTimeoutMs) : fire;
      timer = setTimeout(next, Math.min(left, longestTimeoutMs));
    };
    arm(ms);
    return () => clearTimeout(timer);
  },
};

/** A longer one fires at once: its milliseconds are a 32-bit number. */
const longestTimeoutMs = 2 ** 31 - 1;

/** A clock that knows the timers set by it, so that none outlives the stream that uses it. */
export interface OwnedClock extends Clock {
  /** The clock behind it, which other streams use as well. */
  readonly shared: Clock;
  /** Takes all timers back; who still works for the stream can see that it is over. */
  close(): void;
  readonly closed: boolean;
}

export function ownTimers(shared: Clock): OwnedClock {
  const cancels = new Set<() => void>();
  // A getter in a literal makes V8 keep the object's fields in a hash table, which takes several times the memory.
  const clock = {
    shared,
    closed: false,
    now: () => shared.now(),
    setTimer(ms: number, fire: () => void) {
      const cancel = () => {
        cancels.delete(cancel);
        cancelShared();
      };
      const cancelShared = shared.setTimer(ms, () => {
        cancels.delete(cancel);
        fire();
      });
      cancels.add(cancel);
      return cancel;
    },
    close() {
      clock.closed = true;
      for (const cancel of [...cancels]) cancel();
    },
  };
  return clock;
}

/** Calls `fire` when an answer is late. If the process itself was frozen meanwhile, the answer may be there already, unread: it gets the time anew. */
export function setDeadline(clock: Clock, ms: number, fire: () => void): () => void {
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

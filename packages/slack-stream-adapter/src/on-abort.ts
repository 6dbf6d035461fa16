/** Those who wait for a signal; one listener of ours on it tells them all. */
interface Waiting {
  readonly calls: Set<() => void>;
  readonly tell: () => void;
}

const waitingFor = new WeakMap<AbortSignal, Waiting>();

/**
 * Calls `call` once when the signal aborts, or at once if it has aborted. All streams that share a signal share one
 * listener, because Node warns of a leak when a signal has more than ten.
 *
 * @returns a function that cancels this.
 */
export function onAbort(signal: AbortSignal | undefined, call: () => void): () => void {
  if (signal === undefined) return () => {};
  if (signal.aborted) {
    call();
    return () => {};
  }
  const waiting = waitingFor.get(signal) ?? listen(signal);
  // A new function, so that the same `call` can be registered twice.
  const own = () => call();
  waiting.calls.add(own);
  return () => {
    waiting.calls.delete(own);
    if (waiting.calls.size > 0 || waitingFor.get(signal) !== waiting) return;
    waitingFor.delete(signal);
    signal.removeEventListener("abort", waiting.tell);
  };
}

function listen(signal: AbortSignal): Waiting {
  const calls = new Set<() => void>();
  const tell = () => {
    waitingFor.delete(signal);
    // A polyfilled signal may not support `once`.
    signal.removeEventListener("abort", tell);
    for (const call of [...calls]) call();
  };
  signal.addEventListener("abort", tell, { once: true });
  const waiting = { calls, tell };
  waitingFor.set(signal, waiting);
  return waiting;
}

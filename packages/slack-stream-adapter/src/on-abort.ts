/** Those who wait for a signal; one listener of ours on it tells them all. */
interface Waiting {
  readonly calls: Set<() => void>;
  readonly tell: () => void;
}

const waitingFor = new WeakMap<AbortSignal, Waiting>();

/**
 * Calls `call` once when the signal aborts, at once if it has. However many streams share a signal, it gets one listener:
 * Node warns of a leak from the eleventh on.
 *
 * @returns what takes the call back.
 */
export function onAbort(signal: AbortSignal | undefined, call: () => void): () => void {
  if (signal === undefined) return () => {};
  if (signal.aborted) {
    call();
    return () => {};
  }
  const waiting = waitingFor.get(signal) ?? listen(signal);
  // A function of its own, so that the same one can wait twice.
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
    // A signal of another make may not know of `once`.
    signal.removeEventListener("abort", tell);
    for (const call of [...calls]) call();
  };
  signal.addEventListener("abort", tell, { once: true });
  const waiting = { calls, tell };
  waitingFor.set(signal, waiting);
  return waiting;
}

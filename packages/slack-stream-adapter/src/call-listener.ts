/** Calls what the caller gave us. An async listener's rejection is dropped too: observing can never break a stream. */
export function callListener(listener: () => unknown): void {
  try {
    void Promise.resolve(listener()).catch(() => {});
  } catch {
    // The listener's own failure.
  }
}

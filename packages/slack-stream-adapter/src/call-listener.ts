/**
 * Calls a caller's listener and drops its errors, also those of an async listener, because a listener must never break
 * a stream.
 */
export function callListener(listener: () => unknown): void {
  try {
    void Promise.resolve(listener()).catch(() => {});
  } catch {
    // Dropped.
  }
}

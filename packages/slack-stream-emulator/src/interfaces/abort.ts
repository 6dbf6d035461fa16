/** Rejects when the signal fires, and otherwise never settles, like a request that gets no response. */
export function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal === undefined) return;
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** The path and the query of an address. */
export function toPath(url: string): { path: string; query: string } {
  const match = /^(?:https?:\/\/[^/?#]*)?([^?#]*)(?:\?([^#]*))?/.exec(url);
  return { path: match?.[1] ?? "", query: match?.[2] ?? "" };
}

/** The method of an address: its last path segment after `/api/`. Undefined for any other address. */
export function toMethod(url: string): { method: string; query: string } | undefined {
  const match = /\/api\/([\w.]+)(?:\?([^#]*))?(?:#.*)?$/.exec(url);
  return match?.[1] === undefined ? undefined : { method: match[1], query: match[2] ?? "" };
}

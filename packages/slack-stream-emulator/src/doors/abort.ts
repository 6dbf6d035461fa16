/** Rejects when the signal fires, else never: what a caller sees of a request that gets no answer. */
export function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal === undefined) return;
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** The part of an address after the host, without what is asked of it. */
export function toPath(url: string): { path: string; query: string } {
  const match = /^(?:https?:\/\/[^/?#]*)?([^?#]*)(?:\?([^#]*))?/.exec(url);
  return { path: match?.[1] ?? "", query: match?.[2] ?? "" };
}

/** The method an address names: its last path segment after `/api/`; undefined for any other address. */
export function toMethod(url: string): { method: string; query: string } | undefined {
  const match = /\/api\/([\w.]+)(?:\?([^#]*))?(?:#.*)?$/.exec(url);
  return match?.[1] === undefined ? undefined : { method: match[1], query: match[2] ?? "" };
}

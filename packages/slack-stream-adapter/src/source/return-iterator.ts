/** What is needed of an iterator; `return` is missing on some. */
export interface SourceIterator {
  next(): PromiseLike<IteratorResult<unknown>> | IteratorResult<unknown>;
  return?(): unknown;
}

/**
 * Tells the source that nobody reads on. Nothing is waited for: a generator that hangs in `next()` would
 * answer `return()` only after that, and what a source throws while it is let go is nobody's failure.
 */
export function returnIterator(iterator: SourceIterator): void {
  try {
    const returned: unknown = iterator.return?.();
    void Promise.resolve(returned).catch(ignore);
  } catch {
    // A source that fails while it is let go has nothing left to lose.
  }
}

export function ignore(): void {}

/** The methods of an iterator that are used. Some iterators have no `return`. */
export interface SourceIterator {
  next(): PromiseLike<IteratorResult<unknown>> | IteratorResult<unknown>;
  return?(): unknown;
}

/**
 * Tells the source that it is read no further. Does not wait for it: a generator that hangs in `next()` answers `return()` only after
 * that. Errors of `return()` are ignored, because the stream has no more use for the source.
 */
export function returnIterator(iterator: SourceIterator): void {
  try {
    const returned: unknown = iterator.return?.();
    void Promise.resolve(returned).catch(ignore);
  } catch {
    // Ignored, as a rejection is.
  }
}

export function ignore(): void {}

/** The methods of an iterator that the library uses. Some iterators have no `return`. */
export interface SourceIterator {
  next(): PromiseLike<IteratorResult<unknown>> | IteratorResult<unknown>;
  return?(): unknown;
}

/**
 * Tells the source that reading has ended. Does not wait, because a generator that hangs in `next()` answers `return()` only after that. Errors
 * of `return()` are ignored, because the stream does not need the source any more.
 */
export function returnIterator(iterator: SourceIterator): void {
  try {
    const returned: unknown = iterator.return?.();
    void Promise.resolve(returned).catch(ignore);
  } catch {
    // An error that is thrown is ignored like a rejection.
  }
}

export function ignore(): void {}

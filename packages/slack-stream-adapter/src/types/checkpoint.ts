/**
 * Keeps an answer beyond its process. Call again with the same `id`, in this process or another, and nothing happens twice: a finished
 * answer gives its receipt again, one whose process died goes on.
 */
export interface CheckpointOptions {
  /** Where it is kept: a state adapter of the Chat SDK (memory, Redis, Postgres) as it is, or anything with these methods. */
  readonly store: CheckpointStore;
  /** Names the answer: the same for each try, and for no other answer. Slack's `event_id`, or the id of the job's step. */
  readonly id: string;
  /** How long the answer belongs to a process that says nothing, ms: 1,000 to 600,000. It is renewed at a third of that. @default 30_000 */
  readonly leaseMs?: number | undefined;
  /** How long to wait for an answer that runs elsewhere, ms; then it fails with `already-running`. @default 0 */
  readonly waitMs?: number | undefined;
  /**
   * Keep the text of the answer in the store too, for a model that can't be asked again. Otherwise the store holds no text
   * of the conversation. @default false
   */
  readonly storeText?: boolean | undefined;
}

/** What is used of a state adapter of the Chat SDK. Values are plain JSON, `ttlMs` is in milliseconds. */
export interface CheckpointStore {
  /** Called once, where it is there. */
  connect?(): PromiseLike<void>;
  /** The value, or null. */
  get(key: string): PromiseLike<unknown>;
  /** Sets a value. */
  set(key: string, value: unknown, ttlMs?: number): PromiseLike<unknown>;
  /** Sets a value where there is none; false where there is one. */
  setIfNotExists(key: string, value: unknown, ttlMs?: number): PromiseLike<boolean>;
  /** Takes a value away. */
  delete(key: string): PromiseLike<unknown>;
  /** Takes a lease; null when another process holds it. */
  acquireLock(id: string, ttlMs: number): PromiseLike<CheckpointLock | null>;
  /** Makes a lease last for `ttlMs` from now on; false where it is not held any more. */
  extendLock(lock: CheckpointLock, ttlMs: number): PromiseLike<boolean>;
  /** Gives a lease back. */
  releaseLock(lock: CheckpointLock): PromiseLike<unknown>;
  /** Adds to the end of a list. */
  appendToList(
    key: string,
    value: unknown,
    options?: { maxLength?: number; ttlMs?: number },
  ): PromiseLike<unknown>;
  /** The whole list. */
  getList(key: string): PromiseLike<readonly unknown[]>;
}

/** A lease, as the store gives it. */
export interface CheckpointLock {
  /** What it is for. */
  threadId: string;
  /** Known to its holder alone. */
  token: string;
  /** When it ends, ms since the epoch. */
  expiresAt: number;
}

/**
 * Where a source may begin: all 0 for a first try. A source that reads none of these fields is read from its start, and what is
 * in Slack already is not sent again. One that reads them has to begin at that place.
 */
export interface StreamFrom {
  /** Characters of the answer's text (UTF-16) that come before that place. */
  readonly characters: number;
  /** The same place as a number of whole items that the source gave before it … */
  readonly items: number;
  /** … and characters of the next item. */
  readonly skip: number;
}

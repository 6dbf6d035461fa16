/**
 * Keeps an answer when its process ends. A second call with the same `id`, in this process or another, sends nothing twice: it resolves
 * with the receipt of a finished answer, and goes on with one whose process died.
 */
export interface CheckpointOptions {
  /** Where it is kept: a state adapter of the Chat SDK (memory, Redis, Postgres) as it is, or anything with these methods. */
  readonly store: CheckpointStore;
  /** Names the answer: the same for each try, and for no other answer. Slack's `event_id`, or the id of the job's step. */
  readonly id: string;
  /**
   * How long another process waits before it takes over an answer whose process is silent, ms: 1,000 to 600,000. A process that lives
   * renews its lease after a third of that. @default 30_000
   */
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
  /** Called once before all others, if the store has it. */
  connect?(): PromiseLike<void>;
  /** The value, or null. */
  get(key: string): PromiseLike<unknown>;
  /** Sets a value. */
  set(key: string, value: unknown, ttlMs?: number): PromiseLike<unknown>;
  /** Sets a value where there is none; false where there is one. */
  setIfNotExists(key: string, value: unknown, ttlMs?: number): PromiseLike<boolean>;
  /** Deletes a value. */
  delete(key: string): PromiseLike<unknown>;
  /** Takes a lease; null when another process holds it. */
  acquireLock(id: string, ttlMs: number): PromiseLike<CheckpointLock | null>;
  /** Makes a lease last for `ttlMs` from now on; false where it is not held any more. */
  extendLock(lock: CheckpointLock, ttlMs: number): PromiseLike<boolean>;
  /** Ends a lease before its time. */
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
  /** Whole items that the source gave before that place. */
  readonly items: number;
  /** Characters (UTF-16) of the next item that come before that place. */
  readonly skip: number;
}

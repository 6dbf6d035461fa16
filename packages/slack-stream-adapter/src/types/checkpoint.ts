/**
 * Keeps the state of an answer in a store, so that the answer survives the end of its process. A second call with the same `id`, in this
 * process or another, sends nothing twice. If the answer is finished, the call resolves with its receipt. If the first process died, the
 * call goes on with the answer.
 */
export interface CheckpointOptions {
  /** The store: a state adapter of the Chat SDK (memory, Redis, Postgres), or any object with its methods. */
  readonly store: CheckpointStore;
  /**
   * Names the answer. Use the same id for each try of an answer, and never for another answer. You can use Slack's `event_id` or the id
   * of a job's step.
   */
  readonly id: string;
  /**
   * How long another process waits before it takes over an answer whose process gives no sign of life, ms: 1,000 to 600,000. A living
   * process gives a sign of life after each third of this time. @default 30_000
   */
  readonly leaseMs?: number | undefined;
  /** How long a call waits while another process or call streams the answer, ms. Then it rejects with `already-running`. @default 0 */
  readonly waitMs?: number | undefined;
  /**
   * Keeps the answer's text in the store too, for a model that can't be asked again. Otherwise the store holds no text of the conversation.
   * @default false
   */
  readonly storeText?: boolean | undefined;
}

/**
 * The methods that the library calls of a state adapter of the Chat SDK. Values are plain JSON. `ttlMs` is in milliseconds. A method may
 * reject: the answer then goes on without its checkpoint.
 */
export interface CheckpointStore {
  /** Optional. Called before all other methods, and called again if it rejects. */
  connect?(): PromiseLike<void>;
  /** Resolves with the value, or with null if there is none. */
  get(key: string): PromiseLike<unknown>;
  /** Stores a value for `ttlMs`. It replaces an earlier value of the key. */
  set(key: string, value: unknown, ttlMs?: number): PromiseLike<unknown>;
  /** Takes a lease for `ttlMs`. Resolves with null if another process holds it. */
  acquireLock(id: string, ttlMs: number): PromiseLike<CheckpointLock | null>;
  /** Makes a lease last for `ttlMs` from now. Resolves with false if it has ended or is held by another process. */
  extendLock(lock: CheckpointLock, ttlMs: number): PromiseLike<boolean>;
  /** Ends a lease before its time. */
  releaseLock(lock: CheckpointLock): PromiseLike<unknown>;
  /** Adds a value to the end of a list. If the list is then longer than `maxLength`, its first values are dropped. */
  appendToList(
    key: string,
    value: unknown,
    options?: { maxLength?: number; ttlMs?: number },
  ): PromiseLike<unknown>;
  /** Resolves with all values of a list, or with an empty array. */
  getList(key: string): PromiseLike<readonly unknown[]>;
}

/** A lease, as the store gives it. The library hands it back unchanged. */
export interface CheckpointLock {
  /** The id that was given to `acquireLock`. */
  threadId: string;
  /** A secret of the holder, by which the store knows who holds the lease. */
  token: string;
  /** When the lease ends, ms since the Unix epoch. */
  expiresAt: number;
}

/**
 * The place where a source may begin if an earlier process has begun the answer. All fields are 0 for a first try. If a source reads
 * none of the fields, the library reads the source from its start, and does not send again what is in Slack already. If a source reads
 * one of the fields, it has to begin at that place.
 */
export interface StreamFrom {
  /** Characters of the answer's text (UTF-16) before the place. */
  readonly characters: number;
  /** Whole items of the source before the place. */
  readonly items: number;
  /** Characters (UTF-16) of the next item before the place. */
  readonly skip: number;
}

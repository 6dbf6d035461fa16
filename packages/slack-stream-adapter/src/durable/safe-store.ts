import { type Clock, within } from "../clock.ts";
import * as limits from "../limits.ts";
import type { CheckpointStore } from "../types/index.ts";

type StoreMethod = Exclude<keyof CheckpointStore, "connect">;

/** Calls a store, but no answer depends on it. After an error or a late response the store is not called again. */
export interface SafeStore {
  /** Undefined if the store failed. From then on it is always undefined. */
  ask<Name extends StoreMethod>(
    method: Name,
    ...args: Parameters<CheckpointStore[Name]>
  ): Promise<{ readonly value: Awaited<ReturnType<CheckpointStore[Name]>> } | undefined>;
  /** Whether the store has failed. */
  readonly isOff: boolean;
}

export interface SafeStoreOptions {
  readonly clock: Clock;
  /** Called once, when the store fails. */
  readonly onOff: (method: string, error: unknown) => void;
}

const connections = new WeakMap<Connectable, Promise<unknown>>();

export function createSafeStore(store: CheckpointStore, { clock, onOff }: SafeStoreOptions): SafeStore {
  let isOff = false;
  let hasAnswered = false;
  return {
    get isOff() {
      return isOff;
    },
    async ask(method, ...args) {
      if (isOff) return undefined;
      try {
        const call = store[method] as (...given: typeof args) => ReturnType<CheckpointStore[typeof method]>;
        const answer = async () => {
          await connect(store);
          return Reflect.apply(call, store, args);
        };
        const ms = hasAnswered ? limits.storeTimeoutMs : limits.firstStoreTimeoutMs;
        const value = await within(answer(), { clock, ms, who: "the store" });
        hasAnswered = true;
        // Another call has failed meanwhile.
        return isOff ? undefined : { value };
      } catch (error) {
        if (!isOff) {
          isOff = true;
          onOff(method, error);
        }
        return undefined;
      }
    },
  };
}

export const pollMs = 500;

/** Asks at once and then every half second, until the store fails or the returned function is called. */
export function poll(
  store: SafeStore,
  clock: Clock,
  ask: (isOver: () => boolean) => Promise<void>,
): () => void {
  let isOver = false;
  let cancel = () => {};
  const again = async () => {
    await ask(() => isOver);
    if (!isOver && !store.isOff) cancel = clock.setTimer(pollMs, () => void again());
  };
  void again();
  return () => {
    isOver = true;
    cancel();
  };
}

type Connectable = Pick<CheckpointStore, "connect">;

/**
 * Connects a store before its first use, once for all that use it. The memory adapter throws before it is connected. The Postgres adapter
 * makes its tables when it connects, and fails if another process makes them at the same moment.
 */
export function connect(store: Connectable): Promise<unknown> | undefined {
  if (typeof store.connect !== "function") return undefined;
  const known = connections.get(store);
  if (known !== undefined) return known;
  const once = async () => store.connect?.();
  const made = once().catch(once);
  connections.set(store, made);
  made.catch(() => connections.delete(store));
  return made;
}

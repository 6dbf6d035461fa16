import type { Clock } from "../clock.ts";
import type { CheckpointLock } from "../types/index.ts";
import { readRecord, recordKey } from "./record.ts";
import type { SafeStore } from "./safe-store.ts";

/** An answer belongs to one process at a time. */
export interface Lease {
  /** Whether a call to Slack may be made now. Asks the store if the lease may have run out. */
  check(): Promise<boolean>;
  readonly isLost: boolean;
  release(): Promise<void>;
  /** Renews no more. */
  stop(): void;
}

export interface LeaseOptions {
  readonly store: SafeStore;
  readonly id: string;
  readonly leaseMs: number;
  readonly clock: Clock;
  /** The name by which our records are known. */
  readonly writer: string;
  readonly onLost: () => void;
}

/** @param takenAt when the lease was asked for, ms of the clock. */
export function holdLease(
  taken: CheckpointLock,
  takenAt: number,
  { store, id, leaseMs, clock, writer, onLost }: LeaseOptions,
): Lease {
  let lock = taken;
  let validUntil = takenAt + leaseMs;
  let isLost = false;
  let cancel = () => {};
  let renewing: Promise<void> | undefined;

  const lose = () => {
    isLost = true;
    cancel();
    onLost();
  };

  const renew = async () => {
    const askedAt = clock.now();
    const extended = await store.ask("extendLock", (one) => one.extendLock(lock, leaseMs));
    if (extended === undefined || isLost) return;
    if (extended.value || (await takeAgain())) {
      validUntil = askedAt + leaseMs;
    } else lose();
  };

  /** A store may have forgotten the lease, or it ran out and nobody wanted it: then it is ours still. */
  const takeAgain = async () => {
    const again = await store.ask("acquireLock", (one) => one.acquireLock(recordKey(id), leaseMs));
    if (again === undefined) return true;
    if (again.value === null) return false;
    const held = await store.ask("get", (one) => one.get(recordKey(id)));
    const read = held === undefined ? undefined : readRecord(held.value);
    const isOurs =
      read === undefined || read.type === "none" || (read.type === "known" && read.record.writer === writer);
    const fresh = again.value;
    if (isOurs) lock = fresh;
    else await store.ask("releaseLock", (one) => one.releaseLock(fresh));
    return isOurs;
  };

  const renewOnce = () => {
    renewing ??= renew().finally(() => {
      renewing = undefined;
    });
    return renewing;
  };

  const arm = () => {
    cancel = clock.setTimer(leaseMs / 3, () => {
      void renewOnce().then(() => {
        if (!isLost && !store.isOff) arm();
      });
    });
  };
  arm();

  return {
    get isLost() {
      return isLost;
    },
    async check() {
      if (isLost) return false;
      // A process that was frozen finds out here, before the timer tells.
      if (!store.isOff && clock.now() >= validUntil) await renewOnce();
      return !isLost;
    },
    stop: () => cancel(),
    async release() {
      cancel();
      await renewing;
      if (!isLost) await store.ask("releaseLock", (one) => one.releaseLock(lock));
    },
  };
}

import type { Clock } from "../clock.ts";
import type { CheckpointLock } from "../types/index.ts";
import { type AnswerRecord, readHeld, recordKey } from "./record.ts";
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
  /** Whether nobody else has written the record. */
  readonly isOurs: (record: AnswerRecord) => boolean;
  readonly onLost: () => void;
}

/** @param takenAt when the lease was asked for, ms of the clock. */
export function holdLease(
  taken: CheckpointLock,
  takenAt: number,
  { store, id, leaseMs, clock, isOurs, onLost }: LeaseOptions,
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
    const read = await readHeld(store, id);
    const stays =
      read === undefined || read.type === "none" || (read.type === "known" && isOurs(read.record));
    const fresh = again.value;
    if (stays) lock = fresh;
    else await store.ask("releaseLock", (one) => one.releaseLock(fresh));
    return stays;
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

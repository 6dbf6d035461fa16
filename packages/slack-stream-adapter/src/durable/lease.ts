import type { Clock } from "../clock.ts";
import type { CheckpointLock } from "../types/index.ts";
import { type AnswerRecord, readHeld, recordKey } from "./record.ts";
import type { SafeStore } from "./safe-store.ts";

/** The lease on an answer. Only one process at a time has it. */
export interface Lease {
  /** Whether a call to Slack may be made now. Asks the store if the lease may have run out. */
  check(): Promise<boolean>;
  release(): Promise<void>;
  /** Ends the renewal. */
  stop(): void;
}

export interface LeaseOptions {
  readonly store: SafeStore;
  readonly id: string;
  readonly leaseMs: number;
  readonly clock: Clock;
  /** Whether no other process has written the record. */
  readonly isOurs: (record: AnswerRecord) => boolean;
  readonly onLost: () => void;
}

/** @param takenAt when this process asked for the lease, ms of the clock. */
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
    const extended = await store.ask("extendLock", lock, leaseMs);
    if (extended === undefined || isLost) return;
    if (extended.value || (await takeAgain())) {
      validUntil = askedAt + leaseMs;
    } else lose();
  };

  /** The store may have lost the lease, or it expired and no process took it. Then this process takes it again. */
  const takeAgain = async () => {
    const again = await store.ask("acquireLock", recordKey(id), leaseMs);
    if (again === undefined) return true;
    if (again.value === null) return false;
    const read = await readHeld(store, id);
    const stays =
      read === undefined || read.type === "none" || (read.type === "known" && isOurs(read.record));
    const fresh = again.value;
    if (stays) lock = fresh;
    else await store.ask("releaseLock", fresh);
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
    async check() {
      if (isLost) return false;
      // A process that was frozen notices it here, before its timer fires.
      if (!store.isOff && clock.now() >= validUntil) await renewOnce();
      return !isLost;
    },
    stop: () => cancel(),
    async release() {
      cancel();
      await renewing;
      if (!isLost) await store.ask("releaseLock", lock);
    },
  };
}

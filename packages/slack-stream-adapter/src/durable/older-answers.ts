import type { Run } from "../answer/run.ts";
import { sleep } from "../clock.ts";
import * as limits from "../limits.ts";
import { readProperty, readString } from "../slack/read-property.ts";
import { type Entry, indexKey } from "./entry.ts";
import { readHeld, recordKey } from "./record.ts";
import { pollMs, type SafeStore } from "./safe-store.ts";

/**
 * Waits until the older answers of the thread have ended in the other processes, or their processes have died. It waits for the length of a
 * lease at most. A notice told them that a newer answer replaces them.
 */
export async function untilOlderEnded({ control }: Run, entry: Entry, ownId: string): Promise<void> {
  const { clock, store } = entry;
  const until = clock.now() + limits.leaseMs;
  const listed = await store.ask("getList", indexKey);
  let ids = toOlder(listed?.value ?? [], entry).filter((id) => id !== ownId);
  for (;;) {
    const running: string[] = [];
    for (const id of ids) if (await isRunning(store, id)) running.push(id);
    if (running.length === 0 || clock.now() >= until || control.stopped !== undefined) return;
    ids = running;
    await sleep(clock, pollMs);
  }
}

/** Two answers that began at the same moment do not wait for each other. */
function toOlder(listed: readonly unknown[], { takenAt, target }: Entry): readonly string[] {
  const older = listed.filter(
    (one) =>
      readString(one, "channel") === target.channel &&
      readString(one, "threadTs") === target.threadTs &&
      Number(readProperty(one, "at")) < takenAt,
  );
  return older.flatMap((one) => readString(one, "id") ?? []);
}

/** Its receipt is not written, and a process has its lease. */
async function isRunning(store: SafeStore, id: string): Promise<boolean> {
  const read = await readHeld(store, id);
  if (read === undefined || (read.type === "known" && read.record.receipt !== undefined)) return false;
  const taken = await store.ask("acquireLock", recordKey(id), pollMs);
  const lock = taken?.value;
  if (lock) await store.ask("releaseLock", lock);
  return lock === null;
}

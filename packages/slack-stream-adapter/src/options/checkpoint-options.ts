import * as limits from "../limits.ts";
import type { CheckpointOptions, CheckpointStore } from "../types/index.ts";
import { checkNumber, checkObject, checkType, checkWait, describeKind } from "./check.ts";
import { checkNames } from "./names.ts";

const names = {
  id: true,
  leaseMs: true,
  store: true,
  storeText: true,
  waitMs: true,
} as const satisfies Record<keyof CheckpointOptions, true>;

const methods: readonly (keyof CheckpointStore)[] = [
  "get",
  "set",
  "setIfNotExists",
  "delete",
  "acquireLock",
  "extendLock",
  "releaseLock",
  "appendToList",
  "getList",
];

const longestId = 256;

/** @throws TypeError | RangeError naming the option, the rule and the value. */
export function checkCheckpoint(checkpoint: CheckpointOptions | undefined): void {
  if (checkpoint === undefined) return;
  checkObject("checkpoint", checkpoint);
  checkNames("checkpoint", checkpoint, names);
  checkStore("checkpoint.store", checkpoint.store);
  const { id, leaseMs, storeText, waitMs } = checkpoint;
  if (typeof id !== "string" || id === "")
    throw new TypeError(`checkpoint.id must be a string that names the answer, got ${describeKind(id)}`);
  if (id.length > longestId)
    throw new RangeError(`checkpoint.id must have at most ${longestId} characters, got ${id.length}`);
  if (waitMs !== undefined) checkWait("checkpoint.waitMs", waitMs);
  checkType("checkpoint.storeText", storeText, "boolean");
  if (leaseMs === undefined) return;
  const [least, most] = [limits.smallestLeaseMs, limits.largestLeaseMs];
  checkNumber("checkpoint.leaseMs", leaseMs, { of: "milliseconds", least, most });
}

/** @throws TypeError naming what is missing. */
export function checkStore(name: string, store: CheckpointStore): void {
  checkObject(name, store);
  const missing = methods.filter((method) => typeof store[method] !== "function");
  if (missing.length > 0)
    throw new TypeError(
      `${name} must have the methods of a state adapter of the Chat SDK, such as @chat-adapter/state-redis; ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing`,
    );
}

import { noCounts } from "../answer/answer.ts";
import type { Delivery } from "../answer/run.ts";
import { callListener } from "../call-listener.ts";
import type { Clock } from "../clock.ts";
import { SlackStreamError } from "../errors.ts";
import * as limits from "../limits.ts";
import { onAbort } from "../on-abort.ts";
import { repairMessage } from "../repair-stream.ts";
import type { MessageRef } from "../slack/slack-calls.ts";
import type {
  CheckpointLock,
  CheckpointOptions,
  StreamFrom,
  StreamReceipt,
  StreamTarget,
} from "../types/index.ts";
import { type AnswerRecord, keptForMs, type ReadRecord, readHeld, recordKey } from "./record.ts";
import { createSafeStore, pollMs, type SafeStore } from "./safe-store.ts";
import { createFrom, fromStart } from "./source-tracker.ts";

/** This process has the lease on the answer, and has read its record. */
export interface Entry {
  readonly type: "entered";
  readonly clock: Clock;
  readonly target: StreamTarget;
  readonly store: SafeStore;
  readonly lock: CheckpointLock;
  /** When this process asked for the lease, ms of the clock. */
  readonly takenAt: number;
  readonly writer: string;
  readonly saved: AnswerRecord | undefined;
  readonly given: StreamFrom & { readonly looked: boolean };
}

export type Entered =
  | Entry
  /** The answer is final. This is its receipt. */
  | { readonly type: "replayed"; readonly receipt: StreamReceipt }
  /** The store can't be used. */
  | { readonly type: "off" };

/** Key of the list of all answers in a store. A dead process may have left any of them open. */
export const indexKey = "slack-streams";
const mostInIndex = 1_000;

/**
 * Takes the lease on an answer, and reads its record.
 *
 * @throws SlackStreamError `already-running` if another process runs it, and still did after `waitMs`.
 */
export async function enter(checkpoint: CheckpointOptions, delivery: Delivery): Promise<Entered> {
  const { settings } = delivery;
  const { id, leaseMs = limits.leaseMs, waitMs = 0 } = checkpoint;
  const { shared: clock } = settings.clock;
  const store = createSafeStore(checkpoint.store, {
    clock,
    onOff(what, error) {
      settings.warn(
        `slack-stream-adapter: the checkpoint of an answer is off, because the store failed (${what}); the answer goes on without it`,
      );
      const { onEvent } = settings;
      if (onEvent !== undefined) callListener(() => onEvent({ type: "checkpoint-off", code: what, error }));
    },
  });
  const key = recordKey(id);
  const giveUpAt = clock.now() + waitMs;
  for (;;) {
    const takenAt = clock.now();
    const lock = (await store.ask("acquireLock", key, leaseMs))?.value;
    const read = await readHeld(store, id);
    if (lock === undefined || read === undefined) return { type: "off" };
    if (lock !== null) return takeOver(read, { id, store, lock, takenAt, delivery });
    const known = read.type === "known" ? read.record : undefined;
    if (known?.receipt !== undefined) return { type: "replayed", receipt: toReplayed(known.receipt) };
    const left = giveUpAt - clock.now();
    if (left <= 0 || settings.abortSignal?.aborted) throw toRunning(id, known?.leaseMs ?? leaseMs);
    await sleepUntilAborted(Math.min(left, pollMs), { clock, abortSignal: settings.abortSignal });
  }
}

/** Called with the lease. The record decides whether the answer is final, has to be closed, or goes on here. */
async function takeOver(
  read: ReadRecord,
  {
    id,
    store,
    lock,
    takenAt,
    delivery,
  }: Pick<Entry, "store" | "lock" | "takenAt"> & { readonly id: string; readonly delivery: Delivery },
): Promise<Entered> {
  const { settings, target } = delivery;
  const saved = read.type === "known" ? read.record : undefined;
  const receipt =
    read.type === "foreign"
      ? await closeForeign(read.messages, delivery)
      : saved?.receipt && toReplayed(saved.receipt);
  if (receipt !== undefined) {
    await store.ask("releaseLock", lock);
    return { type: "replayed", receipt };
  }
  const { channel, threadTs } = target;
  if (saved === undefined) noteInIndex(store, { id, at: takenAt, channel, threadTs });
  const given = createFrom(saved?.from ?? fromStart, saved?.text);
  const { shared: clock } = settings.clock;
  return { type: "entered", clock, target, store, lock, takenAt, writer: crypto.randomUUID(), saved, given };
}

/** `settleStreams` reads this list for answers that no process goes on with, and a newer answer for those in its thread. */
function noteInIndex(
  store: SafeStore,
  entry: { readonly id: string; readonly at: number } & Pick<StreamTarget, "channel" | "threadTs">,
): void {
  const options = { maxLength: mostInIndex, ttlMs: keptForMs };
  void store.ask("appendToList", indexKey, entry, options);
}

function sleepUntilAborted(
  ms: number,
  { clock, abortSignal }: { readonly clock: Clock; readonly abortSignal: AbortSignal | undefined },
): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      unfollow();
      resolve();
    };
    const cancel = clock.setTimer(ms, end);
    const unfollow = onAbort(abortSignal, end);
  });
}

function toReplayed(receipt: Omit<StreamReceipt, "text">): StreamReceipt {
  // The store does not hold the text.
  return { ...receipt, replayed: true } as StreamReceipt;
}

function toRunning(id: string, retryAfterMs: number): SlackStreamError {
  const text = `the answer ${JSON.stringify(id.slice(0, 80))} is being streamed by another process or call; ask again in ${retryAfterMs} ms, or set checkpoint.waitMs`;
  return new SlackStreamError("already-running", text, { retryAfterMs });
}

/** Another version of the library wrote the record. This version can't go on with the answer, so it closes its messages. */
async function closeForeign(
  messages: readonly MessageRef[],
  { calls, settings }: Delivery,
): Promise<StreamReceipt> {
  const startedAt = settings.clock.now();
  for (const ref of messages) await repairMessage(calls, { ref, clock: settings.clock.shared });
  const place = { start: 0, end: 0, transport: "stream", ended: "unknown", uncertain: true } as const;
  return toReplayed({
    outcome: "aborted",
    delivered: 0,
    segments: messages.map((ref) => ({ ...ref, ...place, repaired: false, keepalivesLeft: 0 })),
    counts: { ...noCounts },
    times: { totalMs: Math.round(settings.clock.now() - startedAt) },
  });
}

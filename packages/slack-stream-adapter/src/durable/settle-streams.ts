import { type SavedLane, type SavedMessage, savedMessages } from "../answer/saved.ts";
import { type Clock, sleep, systemClock } from "../clock.ts";
import * as limits from "../limits.ts";
import { checkClock, checkStore, checkType, checkWait } from "../options/check.ts";
import { checkGiven } from "../options/names.ts";
import { toSettings } from "../options/settings.ts";
import { checkTarget } from "../options/target.ts";
import { type RepairResult, repairMessage } from "../repair-stream.ts";
import { createSlackCalls } from "../slack/create-slack-calls.ts";
import { readProperty, readString } from "../slack/read-property.ts";
import type { MessageRef, SlackCalls } from "../slack/slack-calls.ts";
import type { CheckpointStore, SlackClient, StreamTarget } from "../types/index.ts";
import { indexKey } from "./entry.ts";
import { findOpenedMessage } from "./find-opening.ts";
import { type AnswerRecord, keptForMs, readHeld, recordKey, writeRecord } from "./record.ts";
import { createSafeStore, type SafeStore } from "./safe-store.ts";

/** Options of `settleStreams`. */
export interface SettleOptions {
  /** The store of the checkpoints. */
  readonly store: CheckpointStore;
  /** Gives the client or the bot token for an answer. Undefined leaves the answer as it is. */
  readonly clientFor: (
    answer: UnsettledAnswer,
  ) => SlackClient | string | undefined | PromiseLike<SlackClient | string | undefined>;
  /** The root of the Web API for the tokens that `clientFor` gives. A client has its own. @default "https://slack.com/api/" */
  readonly slackApiUrl?: string | undefined;
  /** How long to wait for the leases of dead processes to end, ms. Until then nobody knows that they are dead. @default 60_000 */
  readonly waitMs?: number | undefined;
  /** Tells the time and sets timers. Tests give a clock that they move. @default the system's clock */
  readonly clock?: Clock | undefined;
}

const optionNames = {
  clientFor: true,
  clock: true,
  slackApiUrl: true,
  store: true,
  waitMs: true,
} as const satisfies Record<keyof SettleOptions, true>;

/** An answer that a dead process has left open. */
export interface UnsettledAnswer {
  /** The `id` of its checkpoint. */
  readonly id: string;
  /** ID of the channel or direct message. */
  readonly channel: string;
  /** `ts` of the thread's first message. Undefined if the answer is in no thread. */
  readonly threadTs: string | undefined;
  /** ID of the workspace of the person who asked, from the target. Undefined if the target had none. */
  readonly recipientTeamId: string | undefined;
}

/** What `settleStreams` did about one answer. */
export interface SettledAnswer extends UnsettledAnswer {
  /** `closed`: all its messages are closed. `failed`: Slack did not allow it for one of them, and `code` says why. */
  readonly outcome: "closed" | "failed";
  /** Only with `failed`: a code of Slack's or of the client's. */
  readonly code?: string | undefined;
}

/**
 * Closes messages that dead processes have left open. Call it when a process starts. It looks at answers with a checkpoint of the last 24
 * hours whose lease has ended and that no other call has gone on with. It stops their messages, and adds a line below. A later call with
 * the same `id` still goes on with the answer, and removes this line.
 *
 * @returns the answers that it found open. Does not reject if the store or Slack fails.
 * @throws TypeError if an argument is wrong.
 * @example
 * void settleStreams({ store, clientFor: ({ recipientTeamId }) => clients.get(recipientTeamId) });
 */
export async function settleStreams(options: SettleOptions): Promise<readonly SettledAnswer[]> {
  checkGiven("the argument of settleStreams()", options, optionNames);
  const { store: given, clientFor, slackApiUrl, waitMs = 2 * limits.leaseMs, clock = systemClock } = options;
  checkStore("store", given);
  checkType("clientFor", clientFor, "function");
  checkType("slackApiUrl", slackApiUrl, "string");
  checkWait("waitMs", waitMs);
  checkClock(clock);
  const store = createSafeStore(given, { clock, onOff() {} });
  const listed = await store.ask("getList", indexKey);
  const until = clock.now() + waitMs;
  const ids = [...toIds(listed?.value ?? [], clock.now())];
  const settled = await Promise.all(
    ids.map((id) => settleOne(store, id, { clientFor, slackApiUrl, clock, until })),
  );
  return settled.filter((one) => one !== undefined);
}

function toIds(listed: readonly unknown[], now: number): ReadonlySet<string> {
  const recent = listed.filter((entry) => Number(readProperty(entry, "at")) > now - keptForMs);
  return new Set(recent.flatMap((entry) => readString(entry, "id") ?? []));
}

interface Settling extends Pick<SettleOptions, "clientFor" | "slackApiUrl"> {
  readonly clock: Clock;
  readonly until: number;
}

async function settleOne(
  store: SafeStore,
  id: string,
  settling: Settling,
): Promise<SettledAnswer | undefined> {
  const { clock, until } = settling;
  for (;;) {
    if ((await readUnsettled(store, id)) === undefined) return undefined;
    const taken = await store.ask("acquireLock", recordKey(id), limits.leaseMs);
    if (taken === undefined) return undefined;
    const lock = taken.value;
    if (lock !== null) {
      try {
        // The answer's process may have ended it meanwhile.
        const record = await readUnsettled(store, id);
        return record && (await close(store, id, record, settling));
      } finally {
        await store.ask("releaseLock", lock);
      }
    }
    if (clock.now() >= until) return undefined;
    await sleep(clock, Math.min(1_000, until - clock.now()));
  }
}

/** The open message of an answer, or one that was being opened. */
async function readUnsettled(store: SafeStore, id: string): Promise<AnswerRecord | undefined> {
  const read = await readHeld(store, id);
  if (read?.type !== "known" || read.record.receipt !== undefined) return undefined;
  const { answer } = read.record;
  const isStray = answer.lanes.some(({ opening, strays }) => opening !== undefined || strays.open.length > 0);
  return isStray || savedMessages(answer).some(({ ended }) => ended === undefined) ? read.record : undefined;
}

async function close(
  store: SafeStore,
  id: string,
  record: AnswerRecord,
  { clientFor, slackApiUrl, clock }: Settling,
): Promise<SettledAnswer | undefined> {
  const { channel, recipientTeamId, threadTs } = record.place;
  const answer: UnsettledAnswer = { id, channel, threadTs, recipientTeamId };
  try {
    const client = await clientFor(answer);
    if (client === undefined) return undefined;
    const place = { channel, threadTs };
    const target: StreamTarget =
      typeof client === "string" ? { ...place, token: client, slackApiUrl } : { ...place, client };
    checkTarget(target);
    const calls = createSlackCalls(target, toSettings({ clock }));
    const lanes: SavedLane[] = [];
    for (const lane of record.answer.lanes) lanes.push(await closeLane(calls, lane, { clock, threadTs }));
    const saved = {
      ...record,
      // If the process was only frozen, it notices that it does not have the answer any more.
      writer: crypto.randomUUID(),
      isUnderWay: false,
      answer: { lanes },
    };
    await writeRecord(store, id, saved);
    return { ...answer, outcome: "closed" };
  } catch (error) {
    return { ...answer, outcome: "failed", code: readString(error, "code") ?? "client_failed" };
  }
}

interface ClosingPlace {
  readonly clock: Clock;
  readonly threadTs: string | undefined;
}

/** @throws an error with Slack's code, if Slack refuses. */
async function closeLane(
  calls: SlackCalls,
  lane: SavedLane,
  { clock, threadTs }: ClosingPlace,
): Promise<SavedLane> {
  const close = async (ref: MessageRef) => {
    const closed = await repairMessage(calls, { ref, clock });
    if (closed.outcome === "failed") throw Object.assign(new Error("not closed"), { code: closed.code });
    return closed;
  };
  const { opening, strays } = lane;
  const last = lane.messages.at(-1);
  const find = () => calls.find({ newerThan: last?.ts ?? threadTs, channel: last?.channel });
  const found = opening && (await findOpenedMessage({ find, opening, start: last?.end, clock }));
  const messages: SavedMessage[] = [];
  for (const message of found === undefined ? lane.messages : [...lane.messages, found])
    messages.push(message.ended === undefined ? toClosed(message, await close(message)) : message);
  for (const ref of strays.open) await close(ref);
  return { ...lane, messages, strays: { open: [], unconfirmed: [] }, opening: undefined };
}

function toClosed(message: SavedMessage, { outcome }: RepairResult): SavedMessage {
  return { ...message, ended: outcome === "deleted" ? "deleted" : "unknown", isDifferent: true };
}

import { type Clock, sleep } from "./clock.ts";
import * as limits from "./limits.ts";
import { lettersSaid } from "./markdown/plain-letters.ts";
import { describeKind, refuse } from "./options/check.ts";
import { checkGiven } from "./options/names.ts";
import { toSettings } from "./options/settings.ts";
import { checkTarget } from "./options/target.ts";
import { createSlackCalls } from "./slack/create-slack-calls.ts";
import { type Failed, mayPass, type Outcome, type RefusalReason } from "./slack/outcome.ts";
import type { Found, FoundMessage, MessageRef, SlackCalls, StopContent } from "./slack/slack-calls.ts";
import type { SlackBlock, StreamOptions, StreamTarget } from "./types/index.ts";

/** Options of `repairStream`. */
export interface RepairOptions extends Pick<StreamOptions, "callTimeoutMs" | "clock"> {
  /** `ts` of the message, from the event `segment-start`. */
  readonly ts: string;
  /**
   * Markdown that is added below the text. It can't be empty, because it also marks the message as repaired. @default "_This answer was
   * interrupted._"
   */
  readonly notice?: string | undefined;
}

/** What `repairStream` did. */
export interface RepairResult {
  /**
   * `repaired`: the message was streaming or errored. It is closed now, with the notice. `healthy`: it was closed properly, stopped by a
   * user, or repaired before. Nothing was changed. `deleted`: the message is gone. `failed`: Slack did not allow it, and `code` says why.
   * You may call again.
   */
  readonly outcome: "repaired" | "healthy" | "deleted" | "failed";
  /** Only with `failed`: a code of Slack's, such as `missing_scope`, or of the client's. */
  readonly code?: string | undefined;
}

const optionNames = {
  callTimeoutMs: true,
  clock: true,
  notice: true,
  ts: true,
} as const satisfies Record<keyof RepairOptions, true>;

const defaultNotice = "_This answer was interrupted._";

/**
 * Closes a message that a dead process has left open: reads it, stops it with a notice below, and marks its open cards as failed. You may
 * call it twice, and for a message that was closed properly. Do not call it for a message that a living process still writes. It needs the
 * history scope of the conversation, such as `channels:history`. If Slack asks to wait, it takes a minute or more.
 *
 * @param target the Slack client (or token), the channel and the thread of the message.
 * @param options the message, and the notice below it.
 * @throws TypeError if an argument is wrong. If Slack refuses a call, the outcome is `failed`.
 * @example
 * for (const { channel, ts } of await unfinished()) await repairStream({ client, channel, threadTs }, { ts });
 */
export async function repairStream(target: StreamTarget, options: RepairOptions): Promise<RepairResult> {
  checkTarget(target);
  checkGiven("the second argument of repairStream()", options, optionNames);
  const { ts, notice = defaultNotice } = options;
  if (typeof ts !== "string" || ts === "") refuse("ts must be a message's ts", ts);
  if (typeof notice !== "string" || notice.trim() === "")
    throw new TypeError(`notice must be a text that is not empty, got ${describeKind(notice)}`);
  const settings = toSettings({ callTimeoutMs: options.callTimeoutMs, clock: options.clock });
  const calls = createSlackCalls(target, settings);
  return repairMessage(calls, { ref: { channel: target.channel, ts }, notice, clock: settings.clock.shared });
}

export interface MessageToRepair {
  readonly ref: MessageRef;
  readonly notice?: string | undefined;
  readonly clock: Clock;
}

/** The same as `repairStream`, for arguments that are already checked. */
export async function repairMessage(
  calls: SlackCalls,
  { ref, notice = defaultNotice, clock }: MessageToRepair,
): Promise<RepairResult> {
  const repair: Repair = { calls, ref, notice, retry: createRetry(clock) };
  const before = await readBack(repair);
  const state = before.message?.streamingState;
  if (state === "completed" || state === "errored") return settle(repair, before);
  const { outcome, lost } = await stop(repair);
  // Without Slack's streaming the message was posted and edited. It needs no stop, but its cards may be open.
  const isOver = isRefused(outcome, "message-over", "native-unavailable");
  if (outcome.type !== "applied" && !isOver) return toResult(outcome);
  // If the message was streaming, and the response to our stop was lost, then that stop has ended the message (S108).
  const wasOpen = !isOver || (lost && state === "in_progress");
  return settle(repair, { ...(await readBack(repair)), wasOpen });
}

interface Repair {
  readonly calls: SlackCalls;
  readonly ref: MessageRef;
  readonly notice: string;
  readonly retry: Retry;
}

type Retry = <T extends Outcome | Found>(call: () => Promise<T>) => Promise<T>;

/** Retries a call. Each of these calls may be made twice without harm. */
function createRetry(clock: Clock): Retry {
  return async (call) => {
    for (let attempt = 0; ; attempt += 1) {
      const result = await call();
      const answer: Outcome | Found = result;
      const outcome = answer.type === "failed" ? answer.outcome : answer;
      if (outcome.type === "found" || attempt === limits.repairAttempts) return result;
      if (!mayPass(outcome) && !isRefused(outcome, "still-streaming")) return result;
      const asked = outcome.type === "refused" ? (outcome.retryAfterMs ?? 0) : 0;
      // No user waits for this. So a wait of a minute, as Slack asks of apps that may read once a minute (S88), is acceptable.
      if (asked > limits.retryCloseForMs) return result;
      await sleep(clock, Math.max(asked, 1_000 * 2 ** attempt));
    }
  };
}

function isRefused(outcome: Outcome, ...reasons: readonly RefusalReason[]): boolean {
  return outcome.type === "refused" && reasons.includes(outcome.reason);
}

interface ReadBack {
  readonly message?: FoundMessage | undefined;
  /** Why the message could not be read. */
  readonly code?: string | undefined;
}

async function readBack({ calls, ref, retry }: Repair): Promise<ReadBack> {
  const found = await retry(() => calls.find(ref));
  // A message that is gone, and that nobody answered, has no thread.
  if (found.type === "failed") return found.outcome.code === "thread_not_found" ? {} : found.outcome;
  return { message: found.messages.find(({ ts }) => ts === ref.ts) };
}

/**
 * Sends the notice in the stop, as a block. A block is outside of a code fence that was left open. Because the stop
 * carries the notice, a closed message without the notice was closed by another program, also if a later call fails.
 */
async function stop({ calls, ref, notice, retry }: Repair): Promise<{ outcome: Outcome; lost: boolean }> {
  let lost = false;
  const stopWith = (content: StopContent) =>
    retry(async () => {
      const outcome = await calls.stop(ref, content);
      lost ||= outcome.type === "unknown";
      return outcome;
    });
  // A notice without letters could not be recognised later, and would be added twice.
  const blocks = lettersSaid(notice) === "" ? [] : [toBlock(notice)];
  const outcome = await stopWith({ blocks });
  // Slack has answered a wrong block with an error that says nothing about the outcome (S32).
  const isTooMuch = outcome.type === "unknown" || isRefused(outcome, "decoration-refused", "message-full");
  return { outcome: isTooMuch ? await stopWith({}) : outcome, lost };
}

async function settle(
  { calls, ref, notice, retry }: Repair,
  { message, code, wasOpen = false }: ReadBack & { readonly wasOpen?: boolean },
): Promise<RepairResult> {
  if (code !== undefined) return { outcome: "failed", code };
  if (message === undefined) return { outcome: "deleted" };
  const { streamingState = "completed", blocks, metadata } = message;
  const said = isSaid(notice, blocks);
  if (!wasOpen && (said || streamingState === "completed") && !blocks.some(holdsRunning))
    return { outcome: "healthy" };
  const written = [...blocks.map(failOpenCard), ...(said ? [] : [toBlock(notice)])];
  const text = [...message.text].slice(0, limits.repairTextCharacters).join("");
  const outcome = await retry(() => calls.update(ref, { type: "blocks", blocks: written, text, metadata }));
  return outcome.type === "applied" ? { outcome: "repaired" } : toResult(outcome);
}

function toResult(outcome: Failed): RepairResult {
  if (isRefused(outcome, "message-deleted")) return { outcome: "deleted" };
  if (isRefused(outcome, "stopped-by-user")) return { outcome: "healthy" };
  return { outcome: "failed", code: outcome.code };
}

function toBlock(notice: string): SlackBlock {
  return { type: "markdown", text: notice };
}

/** Whether the message has the notice. Slack stores it as rich text, without Markdown marks and link targets. */
function isSaid(notice: string, blocks: readonly SlackBlock[]): boolean {
  const letters = lettersSaid(notice);
  let shown = "";
  JSON.stringify(blocks, (key, value: unknown) => {
    if (key === "text" && typeof value === "string") shown += value;
    return value;
  });
  return letters !== "" && lettersSaid(shown).endsWith(letters);
}

/** Whether a card runs. A pending card is not a sign of a dead process, because it may wait for a person after the answer has ended. */
function holdsRunning(block: SlackBlock): boolean {
  const { status, tasks } = block as { status?: unknown; tasks?: unknown };
  if (block.type === "plan" && Array.isArray(tasks)) return tasks.some(holdsRunning);
  return block.type === "task_card" && status === "in_progress";
}

function failOpenCard(block: SlackBlock): SlackBlock {
  const { status, tasks } = block as { status?: unknown; tasks?: unknown };
  if (block.type === "plan" && Array.isArray(tasks)) return { ...block, tasks: tasks.map(failOpenCard) };
  const isOpen = block.type === "task_card" && (status === "pending" || status === "in_progress");
  return isOpen ? { ...block, status: "error" } : block;
}

import { systemClock } from "./clock.ts";
import { describe } from "./describe.ts";
import { limits } from "./limits.ts";
import { checkTarget, toSettings } from "./options.ts";
import { createSlackCalls } from "./slack/create-slack-calls.ts";
import type { Applied, Outcome } from "./slack/outcome.ts";
import type { FoundMessage, MessageRef, SlackCalls } from "./slack/slack-calls.ts";
import type { SlackBlock, StreamOptions, StreamTarget } from "./types.ts";

/** Which message is repaired, and how. */
export interface RepairOptions extends Pick<StreamOptions, "callTimeoutMs" | "clock"> {
  /** The message, as the `segment-start` event told it. */
  readonly ts: string;
  /** Said below what the message holds. @default a short line */
  readonly notice?: string | undefined;
}

/**
 * `repaired`: it was left streaming, or red, and is closed with the notice now. `healthy`: it was closed properly, or
 * repaired before; nothing was changed. `deleted`: it is gone. `failed`: Slack did not let us; `code` says why.
 */
export interface RepairResult {
  /** What became of the message. */
  readonly outcome: "repaired" | "healthy" | "deleted" | "failed";
  /** With `failed`: Slack's code, such as `missing_scope`, or the client's. */
  readonly code?: string | undefined;
}

const defaultNotice = "_This answer was interrupted._";

/**
 * Closes what a dead process left open: stops the message, reads back what it holds, marks its open cards as failed and
 * adds a notice (S133). Safe to call twice, and on a healthy message; not on one that a living process is still writing.
 * Needs the history scope of the conversation's kind (S126). Takes a minute and more where Slack asks to wait.
 *
 * @param target the Slack client (or token), the channel, and the thread that the message is in.
 * @param options the message, and what is said below it.
 * @throws TypeError on misuse. What Slack refuses is no error, but the outcome `failed`.
 * @example
 * for (const { channel, ts } of await unfinished()) await repairStream({ client, channel, threadTs }, { ts });
 */
export async function repairStream(target: StreamTarget, options: RepairOptions): Promise<RepairResult> {
  checkTarget(target);
  const { ts, notice = defaultNotice } = options ?? {};
  if (typeof ts !== "string" || ts === "")
    throw new TypeError(`ts must be a message's ts, got ${describe(ts)}`);
  const settings = toSettings({ callTimeoutMs: options.callTimeoutMs, clock: options.clock });
  const calls = createSlackCalls(target, settings);
  const ref = { channel: target.channel, ts };
  const retry = createRetry(options.clock ?? systemClock);

  const stopped = await retry(() => calls.stop(ref, {}));
  if (stopped.type === "refused" && stopped.reason === "message-deleted") return { outcome: "deleted" };
  if (
    stopped.type === "refused" &&
    stopped.reason !== "message-over" &&
    stopped.reason !== "stopped-by-user"
  ) {
    return { outcome: "failed", code: stopped.code };
  }
  const found = await readBack(calls, ref);
  if ("code" in found) return { outcome: "failed", code: found.code };
  if (found.message === undefined) return { outcome: "deleted" };
  if (stopped.type === "refused" && isHealthy(found.message, notice)) return { outcome: "healthy" };
  return writeBack(calls, { ref, message: found.message, notice, retry });
}

type Retry = (call: () => Promise<Outcome>) => Promise<Outcome>;

/** Both calls may be made twice without harm. */
function createRetry(clock: NonNullable<RepairOptions["clock"]>): Retry {
  return async (call) => {
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await call();
      if (outcome.type === "applied" || !isTemporary(outcome) || attempt === limits.repairAttempts)
        return outcome;
      const asked = outcome.type === "refused" ? (outcome.retryAfterMs ?? 0) : 0;
      if (asked > limits.patienceMs) return outcome;
      await new Promise<void>(
        (resolve) => void clock.setTimer(Math.max(asked, 1_000 * 2 ** attempt), resolve),
      );
    }
  };
}

function isTemporary(outcome: Exclude<Outcome, Applied>): boolean {
  return (
    outcome.type === "unknown" || ["rate-limited", "unreachable", "still-streaming"].includes(outcome.reason)
  );
}

async function readBack(
  calls: SlackCalls,
  ref: MessageRef,
): Promise<{ message: FoundMessage | undefined } | { code: string }> {
  const found = await calls.find({ ts: ref.ts });
  if (found.type === "failed") return { code: found.outcome.code };
  return { message: found.messages.find((message) => message.ts === ref.ts) };
}

/** Closed by its own process, by a user, or repaired before: with no card left open, and not by Slack's hand. */
function isHealthy(message: FoundMessage, notice: string): boolean {
  if (JSON.stringify(message.blocks).includes(JSON.stringify(plain(notice)).slice(1, -1))) return true;
  const ended = message.streamingState === "completed" || message.streamingState === undefined;
  return ended && !message.blocks.some(hasOpenCard);
}

/** Slack stores the notice as rich text, without its marks. */
function plain(notice: string): string {
  return notice.replace(/^[_*~`]+|[_*~`]+$/g, "");
}

async function writeBack(
  calls: SlackCalls,
  { ref, message, notice, retry }: { ref: MessageRef; message: FoundMessage; notice: string; retry: Retry },
): Promise<RepairResult> {
  const blocks = [...message.blocks.map(failOpenCard), { type: "markdown", text: notice } as SlackBlock];
  const text = [...message.text].slice(0, limits.repairTextCharacters).join("");
  const written = await retry(() =>
    calls.update(ref, { type: "blocks", blocks, text, metadata: message.metadata }),
  );
  if (written.type === "applied") return { outcome: "repaired" };
  if (written.type === "refused" && written.reason === "message-deleted") return { outcome: "deleted" };
  return { outcome: "failed", code: written.code };
}

function hasOpenCard(block: SlackBlock): boolean {
  const { status, tasks } = block as { status?: unknown; tasks?: unknown };
  if (block.type === "plan" && Array.isArray(tasks)) return tasks.some(hasOpenCard);
  return block.type === "task_card" && (status === "pending" || status === "in_progress");
}

function failOpenCard(block: SlackBlock): SlackBlock {
  const { tasks } = block as { tasks?: unknown };
  if (block.type === "plan" && Array.isArray(tasks))
    return { ...block, tasks: tasks.map(failOpenCard) } as SlackBlock;
  return hasOpenCard(block) ? ({ ...block, status: "error" } as SlackBlock) : block;
}

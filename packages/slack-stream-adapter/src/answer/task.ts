import * as limits from "../limits.ts";
import type { Failed } from "../slack/outcome.ts";
import type { Lane, Message } from "./answer.ts";
import type { CardsAtEnd } from "./cards.ts";
import type { Batch } from "./compose-batch.ts";
import { type Content, isEmpty } from "./content.ts";
import type { Inputs } from "./inputs.ts";
import { type Sent, toLetters } from "./sent.ts";

/** When a call is made again, and until when. */
export interface Retry {
  /** How many attempts were made. */
  readonly attempt: number;
  readonly giveUpAt: number;
  /** The call is not made before this time, ms of the clock. It is made at once if the stream was told to hurry after the wait began. */
  readonly at: number;
  /** How often the stream had been told to check again when the wait began. */
  readonly nudges: number;
}

/** What is written below the text of a message when it ends: blocks, metadata and notice, or blocks and metadata, or nothing. */
export type Below = "all" | "blocks" | "nothing";

/** Opens a message with the content of the batch. */
export interface OpenTask extends Sent {
  readonly type: "open";
  readonly batch: Batch;
  /** `line`: a line about a tool, which must not stay. `request`: the request for an approval, as a message of its own. */
  readonly purpose: "text" | "line" | "request";
  /** It is posted, because a start would wait longer. */
  readonly isPostedInstead: boolean;
  readonly retry: Retry;
}

/** It is unconfirmed whether a message was opened, so the library reads the thread. */
export interface LookUpTask {
  readonly type: "look-up";
  readonly opening: OpenTask;
  readonly outcome: Failed;
  readonly isSecond: boolean;
  readonly retry: Retry;
}

/** Closes the open message. */
export interface CloseTask {
  readonly type: "close";
  readonly ended: "stopped" | "rotated" | "full";
  /** The last text, which is sent with the stop. */
  readonly tail?: Batch | undefined;
  /** What is written below the answer. Undefined if the answer goes on. */
  readonly below?: Below | undefined;
  /** The new state of the open cards. */
  readonly cards: CardsAtEnd;
  /** The stop is sent without content, because an earlier stop or an append is unconfirmed. The content is written with the whole message. */
  readonly isUnconfirmed: boolean;
  /** Slack has said once that there is no such message. */
  readonly isDenied?: boolean | undefined;
  /** After the stop the message goes on by edit, because a tool runs. */
  readonly goesOn?: boolean | undefined;
  /** The source took its text back, or the message was taken over from a dead process. It goes on by edit, or is deleted. */
  readonly isReplaced?: boolean | undefined;
  readonly retry: Retry;
}

/** Writes a message whole by `chat.update`, from its wanted content, or deletes it. */
export interface WriteTask {
  readonly type: "write";
  readonly index: number;
  /** The edit of a growing message, the repair of a closed one, or the deletion of one whose whole content was taken back. */
  readonly purpose: "edit" | "repair" | "delete";
  /** Text that belongs to the message from now on, whatever the outcome of the edit is. */
  readonly batch?: Batch | undefined;
  readonly below?: Below | undefined;
  /** The content that is written. It gets less after each refusal. */
  readonly content: Content;
  readonly prefer: "markdown" | "blocks";
  readonly patience: "none" | "text" | "close";
  /** A message that is still streaming is stopped first. */
  readonly isClosedFirst: boolean;
  readonly retry: Retry;
}

/** Slack says that the message is over. A user may have stopped it, so the library waits for the event. */
export interface AwaitStopTask {
  readonly type: "await-stop";
  readonly cause: Failed;
  /** How the message was, or would have been, closed. */
  readonly closing: CloseTask;
  readonly retry: Retry;
}

export type Task =
  | OpenTask
  | LookUpTask
  | CloseTask
  | WriteTask
  | AwaitStopTask
  /** The message is near the end of its life. It ends at the first suitable place. */
  | { readonly type: "rotate" }
  /** Other streams are before this answer in every queue. */
  | { readonly type: "pause"; readonly retry: Retry };

/**
 * How long a call is tried again, ms. A single wait is at most `each`, and a wait for a turn in the library's own budget at most `turn`. All
 * waits end after `total`.
 */
export interface Patience {
  readonly each: number;
  readonly turn: number;
  readonly total: number;
}

export const patience = {
  none: { each: 0, turn: 0, total: 0 },
  text: { each: limits.patienceMs, turn: limits.patienceMs, total: limits.retryForMs },
  start: { each: limits.patienceMs, turn: limits.startTurnMs, total: limits.retryForMs },
  close: { each: limits.retryCloseForMs, turn: limits.retryCloseForMs, total: limits.retryCloseForMs },
} as const satisfies Record<string, Patience>;

/** The first attempt, at once or after a pause. */
export function firstTry({ now, nudges }: Inputs, totalMs: number, pauseMs = 0): Retry {
  const at = now + pauseMs;
  return { attempt: 0, giveUpAt: at + totalMs, at, nudges };
}

/** The task at its next attempt, after a pause. */
export function nextTry<T extends { readonly retry: Retry }>(
  task: T,
  { now, nudges }: Inputs,
  pauseMs: number,
): T {
  const { attempt } = task.retry;
  return { ...task, retry: { ...task.retry, attempt: attempt + 1, at: now + pauseMs, nudges } };
}

export function toOpenTask(
  lane: Lane,
  opening: Pick<OpenTask, "batch" | "purpose">,
  inputs: Inputs,
): OpenTask {
  const instead = lane.transport === "stream" && isBetterPosted(lane, inputs);
  const call = lane.transport === "edit" || instead ? "post" : "start";
  const retry = firstTry(inputs, limits.retryForMs);
  // The text by which its message is found is set when the call is sent.
  const unsent = { sentAt: inputs.now, letters: toLetters(""), cards: [] };
  return { type: "open", call, ...opening, isPostedInstead: instead, ...unsent, retry };
}

/** A complete answer needs one post, or a start and a stop. With the post it leaves both to streams that need them. */
export function isBetterPosted({ allowed, isStartRateLimited }: Lane, { inbox }: Inputs): boolean {
  return isStartRateLimited && inbox.ending !== undefined && allowed === "auto";
}

/** What a stop carries below the text. Nothing, if Slack said that the message is full. */
export function carriedBelow({ below, ended }: Pick<CloseTask, "below" | "ended">): Below | undefined {
  return ended === "full" ? undefined : below;
}

export type Closing = Pick<CloseTask, "ended"> &
  Partial<Pick<CloseTask, "tail" | "below" | "cards" | "goesOn">>;

export function toCloseTask(closing: Closing, { startedAt }: Message, inputs: Inputs): CloseTask {
  const { cards = "rotated" } = closing;
  return {
    type: "close",
    isUnconfirmed: false,
    retry: firstTry(inputs, lifeLeft(startedAt, inputs)),
    ...closing,
    cards,
  };
}

/** A stop is tried for as long as the message lives. After that Slack has ended the message. */
function lifeLeft(startedAt: number, { now }: Inputs): number {
  return Math.min(limits.retryCloseForMs, Math.max(startedAt + limits.lifeMs - now, limits.patienceMs));
}

export function toWriteTask(
  writing: Pick<WriteTask, "index" | "purpose" | "content"> &
    Partial<Pick<WriteTask, "batch" | "below" | "patience">>,
  inputs: Inputs,
): WriteTask {
  const { patience: kind = "none" } = writing;
  return {
    type: "write",
    ...writing,
    prefer: "markdown",
    patience: kind,
    isClosedFirst: false,
    retry: firstTry(inputs, patience[kind].total),
  };
}

/** Writes a message whole that can't be written by streaming any more: at once, or at the answer's end for as long as that takes. */
export function toRepairTask(
  repair: Pick<WriteTask, "index" | "below">,
  { rewrite, wanted, shown }: Message,
  inputs: Inputs,
): WriteTask {
  const purpose = rewrite === "now" && isEmpty(wanted) ? "delete" : "repair";
  const quick = shown.surely === undefined && purpose === "repair" ? "none" : "text";
  const kind = repair.below === undefined ? quick : "close";
  return toWriteTask({ ...repair, purpose, content: wanted, patience: kind }, inputs);
}

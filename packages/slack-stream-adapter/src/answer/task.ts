import * as limits from "../limits.ts";
import type { Lane, Message } from "./answer.ts";
import type { CardsAtEnd } from "./cards.ts";
import type { Batch } from "./compose-batch.ts";
import { type Content, isEmpty } from "./content.ts";
import type { Failed } from "./failures.ts";
import type { Inputs } from "./inputs.ts";
import type { Sent } from "./sent.ts";

/** When a call is made again, and how long that goes on. */
export interface Retry {
  /** How often it was tried. */
  readonly attempt: number;
  readonly giveUpAt: number;
  /** Not before; at once where the stream was told to hurry since. */
  readonly at: number;
  /** How often somebody had told the stream to look up when the wait began. */
  readonly nudges: number;
}

/** What is written below the text of a message for the last time: blocks, metadata and notice; blocks and metadata; or nothing. */
export type Below = "all" | "blocks" | "nothing";

/** A message is opened with what the batch holds. */
export interface OpenTask extends Omit<Sent, "letters"> {
  readonly type: "open";
  /** The text that it sends. Only where its answer is lost the letters by which its message is known are read from it. */
  readonly said: string;
  readonly batch: Batch;
  /** `line`: a line of ours that must not stay; `request`: what asks for an approval, by itself. */
  readonly purpose: "text" | "line" | "request";
  readonly line?: string | undefined;
  /** Posted instead of a start that would wait longer. */
  readonly isPostedInstead: boolean;
  /** Slack's code, where it has refused the opening for its rate. */
  readonly refusal?: string | undefined;
  readonly retry: Retry;
}

/** Nobody knows whether a message was opened: the thread is read. */
export interface LookUpTask {
  readonly type: "look-up";
  readonly opening: OpenTask;
  readonly outcome: Failed;
  readonly isSecond: boolean;
  readonly retry: Retry;
}

/** How the open message is closed. */
export interface CloseTask {
  readonly type: "close";
  readonly ended: "stopped" | "rotated" | "full";
  /** The last of the text, sent with the stop. */
  readonly tail?: Batch | undefined;
  /** What belongs below the end of the answer; undefined where the answer goes on. */
  readonly below?: Below | undefined;
  /** The chunks sent for the open cards, and the cards' new state in the model. */
  readonly sentCards?: CardsAtEnd | undefined;
  readonly cards: CardsAtEnd;
  /** Whether the marks that close the message's last fence are sent. */
  readonly marks: "sent" | "left out";
  /** It goes out bare, and what it would carry is written with the whole message: the fate of a stop is not known, or that of an append is not. */
  readonly isUnconfirmed: boolean;
  /** The message goes on by edit, because a tool runs. */
  readonly goesOn?: boolean | undefined;
  /** The source took its text back: it goes on by edit, or is deleted. */
  readonly isTakenBack?: boolean | undefined;
  readonly attempt: number;
  readonly giveUpAt: number;
  readonly retry: Retry;
}

/** A message is written whole from what is wanted, by `chat.update`, or is deleted. */
export interface WriteTask {
  readonly type: "write";
  readonly index: number;
  /** An edit of a growing message, a repair of one that is closed, or the end of one whose content was all taken back. */
  readonly purpose: "edit" | "repair" | "delete";
  /** Text that is in the message from now on, whatever becomes of the edit. */
  readonly batch?: Batch | undefined;
  readonly below?: Below | undefined;
  /** The content that is written, less after every refusal. */
  readonly content: Content;
  readonly prefer: "markdown" | "blocks";
  readonly patience: "none" | "text" | "close";
  /** A message that is still streaming is stopped first. */
  readonly isClosedFirst: boolean;
  readonly attempt: number;
  readonly retry: Retry;
}

/** Slack says that the message is over, which may be a user's stop: its event is waited for. */
export interface AwaitStopTask {
  readonly type: "await-stop";
  /** It is old enough to have expired: no event is waited for. */
  readonly isOld: boolean;
  readonly cause: Failed;
  /** How the message was, or would have been, closed. */
  readonly closing: CloseTask;
  readonly retry: Retry;
}

/** The message is near the end of its life: it ends at the first place that will do. */
export interface RotateTask {
  readonly type: "rotate";
}

/** Others are before this answer in every queue. */
export interface PauseTask {
  readonly type: "pause";
  readonly retry: Retry;
}

export type Task = OpenTask | LookUpTask | CloseTask | WriteTask | AwaitStopTask | RotateTask | PauseTask;

/** How long a call is tried again for, ms: no wait longer than `each`, none for a turn in our own budget longer than `turn`, and none after `total`. */
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

/** A try from the start, at once or after a pause. */
export function firstTry({ now, nudges }: Inputs, totalMs: number, pauseMs = 0): Retry {
  const at = now + pauseMs;
  return { attempt: 0, giveUpAt: at + totalMs, at, nudges };
}

export function toOpenTask(
  lane: Lane,
  opening: Pick<OpenTask, "batch" | "purpose" | "line">,
  inputs: Inputs,
): OpenTask {
  const instead = lane.transport === "stream" && isBetterPosted(lane, inputs);
  const call = lane.transport === "edit" || instead ? "post" : "start";
  const retry = firstTry(inputs, limits.retryForMs);
  // How its message is known is said when it is sent.
  const unsent = { sentAt: inputs.now, said: "", cards: [] };
  return { type: "open", call, ...opening, isPostedInstead: instead, ...unsent, retry };
}

/** An answer that is complete needs one post, or a start and a stop, of which others need one more than it does. */
export function isBetterPosted({ allowed, isStartRateLimited }: Lane, { inbox }: Inputs): boolean {
  return isStartRateLimited && inbox.ending !== undefined && allowed === "auto";
}

/** What a stop carries below the text: nothing, once Slack said that the message is full. */
export function carriedBelow({ below, ended }: Pick<CloseTask, "below" | "ended">): Below | undefined {
  return ended === "full" ? undefined : below;
}

export type Closing = Pick<CloseTask, "ended"> &
  Partial<Pick<CloseTask, "tail" | "below" | "cards" | "goesOn">>;

export function toCloseTask(closing: Closing, { startedAt }: Message, inputs: Inputs): CloseTask {
  const { cards = "rotated" } = closing;
  return {
    type: "close",
    ...closing,
    cards,
    sentCards: cards,
    marks: "sent",
    isUnconfirmed: false,
    attempt: 0,
    giveUpAt: inputs.now + limits.retryCloseForMs,
    retry: firstTry(inputs, lifeLeft(startedAt, inputs)),
  };
}

/** A stop is tried for as long as the message lives: after that Slack says that it is over. */
export function lifeLeft(startedAt: number, { now }: Inputs): number {
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
    attempt: 0,
    retry: firstTry(inputs, patience[kind].total),
  };
}

/** Settles a message that can't be written by streaming any more: it is written whole, at once or, at the end, for as long as that takes. */
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

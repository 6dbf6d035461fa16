import * as limits from "../limits.ts";
import { methods } from "../slack/call-description.ts";
import type { Failed } from "../slack/outcome.ts";
import type { AnswerEvent } from "../telemetry/channels.ts";
import type { SegmentEnd, SlackBlock, StreamCounts } from "../types/index.ts";
import {
  type Confirmed,
  type Effect,
  type Lane,
  type LeftOut,
  type Message,
  openMessage,
  type Pace,
  type Repeats,
  type Shown,
  toLimits,
  toTold,
} from "./answer.ts";
import { type Card, isOpen } from "./cards.ts";
import { type Batch, countTaken } from "./compose-batch.ts";
import { type Content, nextContent, withClosedCards } from "./content.ts";
import { abandoned, type Failure } from "./failures.ts";
import type { Inputs } from "./inputs.ts";
import type { MessageCall } from "./next-actions.ts";
import { isRefused, toKey } from "./refused-blocks.ts";
import { type Below, type CloseTask, toRepairTask } from "./task.ts";
import type { Decorations } from "./whole-form.ts";

/** A copy of a lane that one step of {@link settle} may change, with what the step knows. */
export type Draft = Mutable<Omit<Lane, "messages" | "pace" | "repeats" | "counts" | "effects">> & {
  messages: MessageDraft[];
  pace: Mutable<Pace>;
  repeats: Mutable<Repeats>;
  counts: Mutable<StreamCounts>;
  effects: Effect[];
  readonly inputs: Inputs;
  /** When the call of the step was sent, ms of the clock. */
  readonly sentAt: number;
};
export type MessageDraft = Mutable<Omit<Message, "shown">> & { shown: Mutable<Shown> };
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function toDraft(lane: Lane, inputs: Inputs, sentAt = inputs.now): Draft {
  return {
    inputs,
    sentAt,
    ...lane,
    messages: lane.messages.map((message) => ({ ...message, shown: { ...message.shown } })),
    pace: { ...lane.pace },
    repeats: { ...lane.repeats },
    counts: { ...lane.counts },
    effects: [...lane.effects],
  };
}

/** The lane without what belongs to the step. */
export function toLane({ inputs, sentAt, ...lane }: Draft): Lane {
  return lane;
}

export function emit(draft: Draft, event: AnswerEvent): void {
  draft.effects.push({ type: "event", event });
}

export function tellOfOpening(draft: Draft, { opened, ref }: MessageDraft): void {
  emit(draft, { type: "segment-start", channel: ref.channel, ts: ref.ts, transport: toTold(opened, draft) });
}

/** Whether Slack has confirmed the call that carried the content. */
export type Certainty = "confirmed" | "unconfirmed";

/** Records that the message holds the batch. */
export function commit(
  draft: Draft,
  message: MessageDraft,
  batch: Batch | undefined,
  certainty: Certainty,
): void {
  const { inbox, now } = draft.inputs;
  if (batch === undefined) return;
  noteStep(draft, message, batch, inbox.stepStart);
  if (certainty === "confirmed") draft.repeats.tried = undefined;
  else if (batch.chunks.length > 0) markUnconfirmed(draft, message);
  takeFromInbox(draft, batch);
  message.wanted = batch.content;
  message.end = draft.offset;
  if (batch.chunks.length > 0) message.wroteAt = now;
  if (batch.characters > 0) message.hasShownWork = false;
  draft.pace.notBefore = 0;
}

/** The first content of a step is sent. Keeps the state to return to if the source takes the step back. */
function noteStep(draft: Draft, message: MessageDraft, batch: Batch, start: number): void {
  const { mark, offset } = draft;
  const end = offset + countTaken(batch);
  if (batch.takes.length === 0 || end < start || draft.step?.start === start) return;
  const index = draft.messages.indexOf(message);
  draft.step = { start, index, mark, offset, content: message.wanted };
}

/** Keeps the present state to return to, because the content that follows may not arrive. */
export function markUnconfirmed({ mark, offset }: Draft, message: MessageDraft): void {
  message.shown.surely ??= { mark, offset, content: message.wanted };
}

/** The library can't find out any more whether unconfirmed content arrived. */
export function forgetUnconfirmed(message: MessageDraft): void {
  message.isUncertain ||= message.shown.surely !== undefined;
  message.shown.surely = undefined;
}

/** The message is deleted. Its content is not posted again. */
export function endDeleted(draft: Draft, message: MessageDraft, cause?: Failed): void {
  const isOpen = message.ended === undefined;
  forgetUnconfirmed(message);
  message.shown.isDifferent = false;
  if (isOpen) endMessage(draft, message, "deleted", cause);
  else message.ended = "deleted";
}

export function takeFromInbox(draft: Draft, { takes, left }: Pick<Batch, "takes" | "left">): void {
  for (const count of takes) {
    if (count === 0) continue;
    draft.mark += 1;
    if (count !== "item") draft.offset += count;
  }
  if (takes.length > 0) draft.effects.push({ type: "take", takes, left });
}

/** Lets the inbox forget the items that were taken, except unconfirmed ones and those of a step that may be taken back. */
export function settleInbox(draft: Draft): void {
  const marks = [draft.step, ...draft.messages.map(({ shown }) => shown.surely)].map((kept) => kept?.mark);
  const count = Math.min(draft.mark, ...marks.filter((mark) => mark !== undefined));
  const without = <T extends Confirmed>(kept: T | undefined) => kept && { ...kept, mark: kept.mark - count };
  draft.mark -= count;
  draft.step = without(draft.step);
  for (const { shown } of draft.messages) shown.surely = without(shown.surely);
  draft.effects.push({ type: "settle", count });
}

/** Nothing can be added to this message any more. New content goes into the next message. */
export function endMessage(draft: Draft, message: MessageDraft, ended: SegmentEnd, cause?: Failed): void {
  message.ended = ended;
  startNext(draft, message.wanted);
  draft.pace.notBefore = 0;
  settleInbox(draft);
  emit(draft, {
    type: "segment-end",
    ts: message.ref.ts,
    ended,
    cause: cause && { code: cause.code, error: cause.error },
  });
}

type EndedForRepair = Pick<CloseTask, "below" | "cards"> & { readonly ended: SegmentEnd };

/** Ends a message that can't be closed with its wanted content. It is written whole later. */
export function endForRepair(draft: Draft, message: MessageDraft, end: EndedForRepair, cause?: Failed): void {
  message.wanted = withClosedCards(message.wanted, end.cards);
  endMessage(draft, message, end.ended, cause);
  repair(draft, message, end.below);
}

/** The source took back text that the message shows. The message is written whole without it, or deleted. */
export function loseTakenBack(message: MessageDraft): void {
  message.rewrite = "now";
  message.shown.isDifferent = true;
  message.shown.holdsTakenBack = true;
}

/** Lets the next call write the message whole. */
export function repair(draft: Draft, message: MessageDraft, below: Below | undefined): void {
  const index = draft.messages.indexOf(message);
  draft.task = toRepairTask({ index, below }, message, draft.inputs);
}

/** Sets the place from which the next message goes on. */
export function startNext(draft: Draft, content: Content): void {
  const { settings } = draft.inputs;
  draft.next = nextContent(content, toLimits(settings, draft.maxBytes));
}

/**
 * The lane can't go on. Messages that are open, or may be, are stopped without content; a failure of this stop changes nothing. If the main
 * lane fails, the answer fails. Without the lane for cards, the main lane goes on.
 */
export function fail(draft: Draft, failure: Failure): void {
  draft.task = undefined;
  if (draft.stage === "failing") {
    endFailed(draft);
    return;
  }
  draft.stage = "failing";
  draft.failure = failure;
  const open = openMessage(draft);
  const perhapsOpen = draft.messages.filter((one) => one.rewrite === "later" && one.opened === "stream");
  const refs = [...(open?.transport === "stream" ? [open] : []), ...perhapsOpen].map(({ ref }) => ref);
  draft.strays = { ...draft.strays, open: [...refs, ...draft.strays.open] };
  if (draft.kind === "main")
    draft.effects.push({ type: "abort-source" }, { type: "hurry" }, { type: "stop-reading" });
  else if (draft.inputs.inbox.ending?.type !== "failed")
    noteNoStreaming(draft, failure.type === "call" ? failure.outcome : undefined);
}

/** Native streaming is not available. From now on the answer goes on by post and edit, unless the caller ruled this out. */
export function fallBack(draft: Draft, call: MessageCall, cause: Failed): void {
  if (draft.allowed === "stream") {
    failCall(draft, methods[call], cause);
    return;
  }
  draft.transport = "edit";
  noteNoStreaming(draft, cause);
}

/** Records that native streaming is not available for this target. */
function noteNoStreaming(draft: Draft, cause: Failed | undefined): void {
  const code = cause?.code ?? "unknown";
  noteFallBack(draft, code);
  const lasting = cause?.type === "refused" && cause.isLasting === true;
  draft.effects.push({ type: "fall-back", code, lasting });
}

export function failCall(draft: Draft, what: string, outcome: Failed): void {
  fail(draft, { type: "call", what, outcome });
}

/** Something was added to the message after its opening, so counting begins again. */
export function noteGrowth(draft: Draft, message: MessageDraft): void {
  message.hasGrown = true;
  draft.withoutGrowth = { count: 0, since: 0 };
}

/** Slack refused to add to the message. If this happens to a few messages in a row, the answer goes on by post and edit. */
export function noteRefusal(draft: Draft, message: MessageDraft, code: string): void {
  const { now } = draft.inputs;
  if (message.hasGrown) return;
  const count = draft.withoutGrowth.count + 1;
  draft.withoutGrowth = { count, since: now };
  if (count < limits.messagesWithoutGrowth || draft.transport === "edit" || draft.allowed !== "auto") return;
  draft.transport = "edit";
  noteFallBack(draft, code);
}

/** Slack refused a call because the user had stopped the stream. */
export function noteUserStop(draft: Draft): void {
  draft.task = undefined;
  draft.effects.push({ type: "stopped-by-user" });
}

/**
 * Ends the open message. The receipt says `unknown` of each message that is not written as it should be. A card that waits is right only in
 * an answer that is complete.
 */
export function endInTheMiddle(draft: Draft, isComplete: boolean): void {
  const open = openMessage(draft);
  if (open !== undefined) endMessage(draft, open, "unknown");
  const isLeft = (card: Card) => (isComplete ? card.goesOn === true : isOpen(card) && !card.isAsked);
  for (const message of draft.messages) {
    const { ended, rewrite, shown, wanted } = message;
    const isUnwritten = rewrite !== undefined || shown.isDifferent || shown.surely !== undefined;
    const isOver = ended === "deleted" || ended === "user-stop";
    if (!isOver && (isUnwritten || wanted.cards.some(isLeft))) message.ended = "unknown";
  }
}

export function endFailed(draft: Draft): void {
  endInTheMiddle(draft, false);
  end(draft, "failed");
}

export function end(draft: Draft, outcome: NonNullable<Lane["outcome"]>): void {
  draft.outcome = outcome;
  draft.stage = "over";
}

/** Makes messages smaller than the size that Slack refused. Returns false if they can't be made smaller. */
export function learnSize(draft: Draft, refusedBytes: number): boolean {
  const least = limits.smallestLearntBytes;
  if (draft.maxBytes <= least) return false;
  draft.maxBytes = Math.max(least, Math.min(Math.floor(draft.maxBytes * 0.75), refusedBytes - 1));
  if (openMessage(draft) === undefined) startNext(draft, draft.next);
  return true;
}

/** Slack counts blocks too, and a refusal doesn't say whether size or blocks were too much (S71). */
export function learnSizeOfGrown(draft: Draft, refusedBytes: number): void {
  if (refusedBytes >= limits.leastFullBytes) learnSize(draft, refusedBytes);
}

/** What a call carried that Slack may refuse: blocks between texts, and other parts in the order in which they are left out. */
export interface Carried {
  readonly blocks?: readonly SlackBlock[];
  readonly parts: readonly LeftOut[];
}

/**
 * Leaves out one thing that Slack refused in a call, from now on: blocks between texts, else one of the parts. It is the part that Slack
 * names, or the first one that is not left out yet. Returns false if nothing is left to leave out.
 */
export function leaveOut(draft: Draft, { blocks = [], parts }: Carried, cause: Failed): boolean {
  if (leaveOutBlocks(draft, blocks, cause)) return true;
  const suspect = cause.type === "refused" ? cause.suspect : undefined;
  const left = parts.filter((part) => !draft.refused.includes(part));
  const part = left.find((name) => name === suspect) ?? left[0];
  if (part === undefined) return false;
  draft.refused = [...draft.refused, part];
  // `TargetCalls` leaves out name and icon together with the display mode.
  const decoration = part === "display-mode" ? (suspect ?? part) : part;
  emit(draft, { type: "decoration-dropped", decoration, code: cause.code });
  return true;
}

function leaveOutBlocks(draft: Draft, suspects: readonly SlackBlock[], { code }: Failed): boolean {
  const refused = suspects.filter((block) => !isRefused(draft.refusedBlocks, block));
  if (refused.length === 0) return false;
  draft.refusedBlocks = [...new Set([...draft.refusedBlocks, ...refused.map(toKey)])];
  for (const decoration of new Set(refused.map(({ type }) => type)))
    emit(draft, { type: "decoration-dropped", decoration, code });
  return true;
}

/** The parts below the text that a call carries. */
export function toPartsBelow({ metadata, stopBlocks }: Decorations): readonly LeftOut[] {
  return [
    ...(stopBlocks === undefined ? [] : ["blocks" as const]),
    ...(metadata === undefined ? [] : ["metadata" as const]),
    "session-status",
  ];
}

function noteFallBack(draft: Draft, code: string): void {
  draft.fallbackReason ??= code;
  emit(draft, { type: "fallback", reason: code });
}

/**
 * Text may be missing in a message that can't be repaired. Sends it again in the next message, because text that is shown twice is better than
 * lost text. Stops this after the longest wait for a rate limit. Returns whether the wanted content of the message has changed.
 */
export function requeueUnconfirmed(draft: Draft, message: MessageDraft): boolean {
  const { surely } = message.shown;
  if (surely === undefined) return false;
  const { since, attempts } = draft.repeats.tried ?? { since: draft.inputs.now, attempts: 0 };
  draft.repeats.tried = { since, attempts: attempts + 1 };
  // One call that hangs takes as long.
  if (draft.inputs.now - since > limits.retryForMs && attempts >= limits.repeats) {
    failCall(draft, "chat.update", abandoned);
    return false;
  }
  const isOther = surely.mark !== draft.mark || surely.content.cards.some(isOpen);
  draft.effects.push({ type: "rewind", mark: surely.mark });
  draft.mark = surely.mark;
  draft.offset = surely.offset;
  // Repeated text goes into another message.
  if (draft.step !== undefined && surely.mark <= draft.step.mark) draft.step = undefined;
  message.isUncertain = true;
  draft.repeats.until = Math.max(draft.repeats.until, message.end);
  draft.repeats.isInNext = true;
  message.end = surely.offset;
  message.wanted = withClosedCards(surely.content, "rotated");
  message.shown.surely = undefined;
  startNext(draft, message.wanted);
  return isOther;
}

/** How long to wait before the same call, ms: the time that Slack asked for, but at least a pause that grows with each attempt. */
export function toWait(outcome: Failed, attempt: number): number {
  const pauseMs = Math.min(1_000 * 2 ** attempt, 15_000);
  return outcome.type === "refused" ? Math.max(outcome.retryAfterMs ?? 0, pauseMs) : pauseMs;
}

import * as limits from "../limits.ts";
import type { Settings } from "../options/settings.ts";
import { type Lane, type Message, openMessage } from "./answer.ts";
import type { Inputs } from "./inputs.ts";

/** What waits to be shown. Times in ms of the clock. */
export interface WaitingContent {
  /** Something is there that may go out now. */
  readonly isPending: boolean;
  /** Until when what is there waits, because it is the first text of its message. */
  readonly heldUntil?: number | undefined;
  /** When it is to be said what is done beside the text. */
  readonly progressDueAt?: number | undefined;
}

/** How hard a rotation presses: not yet; at a line end; at a word; wherever the text is. */
export type RotationStage = "none" | "line" | "word" | "now";

export type Move =
  | { readonly type: "wait"; readonly until: number }
  | { readonly type: "write" }
  | { readonly type: "release" }
  | { readonly type: "progress" }
  | { readonly type: "keepalive" }
  | { readonly type: "rotate"; readonly stage: Exclude<RotationStage, "none"> }
  | { readonly type: "source-timeout" }
  | { readonly type: "finish" };

/** The next thing to do, and if there is nothing, until when. Closing and rotating go before text, text before keepalive. */
export function nextMove(lane: Lane, waiting: WaitingContent, inputs: Inputs): Move {
  const { inbox, now, settings } = inputs;
  if (inbox.ending !== undefined) return { type: "finish" };
  const message = openMessage(lane);
  const stage = rotationStage(message, settings, now);
  if (stage !== "none" && stage !== message?.rotation) return { type: "rotate", stage };
  const due = dueTimes(lane, message, waiting, inputs);
  if (now >= due.write) return { type: "write" };
  if (now >= due.release) return { type: "release" };
  if (now >= due.progress) return { type: "progress" };
  if (now >= due.keepalive) return { type: due.release === never ? "keepalive" : "release" };
  if (now >= due.sourceTimeout) return { type: "source-timeout" };
  const until = Math.min(...Object.values(due), waiting.heldUntil ?? never, nextStageAt(message, settings));
  return { type: "wait", until };
}

const never = Number.POSITIVE_INFINITY;

function dueTimes(
  lane: Lane,
  message: Message | undefined,
  { isPending, progressDueAt = never }: WaitingContent,
  { inbox, settings }: Inputs,
) {
  const { allowed, pace } = lane;
  const isStreaming = message?.transport === "stream";
  // An edit that Slack has not confirmed is made again.
  const isDirty = message?.transport === "edit" && message.shown.surely !== undefined;
  const quietSince = message === undefined ? never : Math.max(message.wroteAt, message.keepaliveTriedAt);
  // A message that is posted whole holds nothing back before the source's end.
  const heldSince = allowed === "post" ? never : (inbox.heldSince ?? never);
  return {
    write: isPending || isDirty ? writeAt(lane, message, settings) : never,
    release: heldSince + limits.holdBackMs,
    keepalive: isStreaming && (!isPending || pace.isHeld) ? quietSince + settings.keepaliveMs : never,
    progress: isPending ? never : progressDueAt,
    sourceTimeout: inbox.lastReadAt + settings.sourceTimeoutMs,
  };
}

/** When the interval and Slack's rate limits let text through. An opening waits for no interval, but after a message that took nothing it waits. */
function writeAt(lane: Lane, message: Message | undefined, settings: Settings): number {
  const { firstCallAt = 0, notBefore } = lane.pace;
  if (message === undefined) return Math.max(notBefore, toOpeningTime(lane));
  return Math.max(notBefore, message.wroteAt + interval(message, settings, firstCallAt));
}

/** Prevents a flood of messages: after a message that took nothing, the next one waits, each time twice as long. */
function toOpeningTime({ withoutGrowth: { count, since } }: Lane): number {
  return count === 0 ? 0 : since + limits.waitWithoutGrowthMs * 2 ** (count - 1);
}

function interval(message: Message, settings: Settings, firstCallAt: number): number {
  if (settings.minIntervalMs !== undefined) return settings.minIntervalMs;
  if (message.transport === "edit") {
    return message.wroteAt === message.startedAt ? limits.firstEditIntervalMs : limits.editIntervalMs;
  }
  return message.wroteAt - firstCallAt >= limits.settledAfterMs
    ? limits.settledIntervalMs
    : limits.minIntervalMs;
}

function rotationStage(message: Message | undefined, settings: Settings, now: number): RotationStage {
  if (message === undefined || message.transport === "edit") return "none";
  const stages = stageTimes(message, settings);
  if (now >= stages.now) return "now";
  if (now >= stages.word) return "word";
  return now >= stages.line ? "line" : "none";
}

function stageTimes({ startedAt }: Message, { rotateAfterMs }: Settings) {
  if (rotateAfterMs === never) return { line: never, word: never, now: never };
  const last = startedAt + limits.lastRotationMs;
  const line = Math.min(startedAt + rotateAfterMs, last);
  return { line, word: Math.min(line + limits.rotateGraceMs, last), now: last };
}

function nextStageAt(message: Message | undefined, settings: Settings): number {
  if (message === undefined || message.transport === "edit") return never;
  const { line, word, now } = stageTimes(message, settings);
  return { none: line, line: word, word: now, now: never }[message.rotation];
}

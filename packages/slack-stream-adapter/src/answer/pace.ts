import * as limits from "../limits.ts";
import type { Settings } from "../options/settings.ts";
import type { Message } from "./answer.ts";

/** The inputs of the pacer. Times in ms of the clock. */
export interface PaceView {
  readonly isSourceEnded: boolean;
  /** Something is there that may go out now. */
  readonly isPending: boolean;
  /** Until when what is there waits, because it is the first text of its message. */
  readonly heldUntil?: number | undefined;
  /** The pending text can't be shown before more comes, such as the opening line of a fence: the message is silent. */
  readonly isStuck?: boolean | undefined;
  readonly heldSince: number | undefined;
  readonly lastReadAt: number;
  readonly firstCallAt: number | undefined;
  /** A rate limit lets no text through before. */
  readonly notBefore: number;
  readonly message: PacedMessage | undefined;
  /** When it is to be said what is done beside the text. */
  readonly progressDueAt?: number | undefined;
}

export interface PacedMessage
  extends Pick<Message, "transport" | "startedAt" | "wroteAt" | "rotation" | "keepaliveTriedAt"> {
  /** An edit that has to be made again. */
  readonly isDirty: boolean;
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
export function nextMove(view: PaceView, settings: Settings, now: number): Move {
  if (view.isSourceEnded) return { type: "finish" };
  const stage = rotationStage(view.message, settings, now);
  if (stage !== "none" && stage !== view.message?.rotation) return { type: "rotate", stage };
  const due = dueTimes(view, settings);
  if (now >= due.write) return { type: "write" };
  if (now >= due.release) return { type: "release" };
  if (now >= due.progress) return { type: "progress" };
  if (now >= due.keepalive) return { type: view.heldSince === undefined ? "keepalive" : "release" };
  if (now >= due.sourceTimeout) return { type: "source-timeout" };
  return {
    type: "wait",
    until: Math.min(...Object.values(due), view.heldUntil ?? never, nextStageAt(view.message, settings)),
  };
}

const never = Number.POSITIVE_INFINITY;

function dueTimes(view: PaceView, settings: Settings) {
  const { message } = view;
  const somethingToWrite = view.isPending || message?.isDirty === true;
  const streaming = message?.transport === "stream";
  const quietSince = message === undefined ? never : Math.max(message.wroteAt, message.keepaliveTriedAt);
  return {
    write: somethingToWrite ? Math.max(view.notBefore, paceAt(view, settings)) : never,
    release: view.heldSince === undefined ? never : view.heldSince + limits.holdBackMs,
    keepalive: streaming && (!view.isPending || view.isStuck) ? quietSince + settings.keepaliveMs : never,
    progress: view.isPending ? never : (view.progressDueAt ?? never),
    sourceTimeout: view.lastReadAt + settings.sourceTimeoutMs,
  };
}

/** When the interval lets text through; an opening waits for none. */
function paceAt({ firstCallAt, message }: PaceView, settings: Settings): number {
  return message === undefined ? 0 : message.wroteAt + interval(message, settings, firstCallAt ?? 0);
}

function interval(message: PacedMessage, settings: Settings, firstCallAt: number): number {
  if (settings.minIntervalMs !== undefined) return settings.minIntervalMs;
  if (message.transport === "edit") {
    return message.wroteAt === message.startedAt ? limits.firstEditIntervalMs : limits.editIntervalMs;
  }
  return message.wroteAt - firstCallAt >= limits.settledAfterMs
    ? limits.settledIntervalMs
    : limits.minIntervalMs;
}

function rotationStage(message: PacedMessage | undefined, settings: Settings, now: number): RotationStage {
  if (message === undefined || message.transport === "edit") return "none";
  const stages = stageTimes(message, settings);
  if (now >= stages.now) return "now";
  if (now >= stages.word) return "word";
  return now >= stages.line ? "line" : "none";
}

function stageTimes({ startedAt }: PacedMessage, { rotateAfterMs }: Settings) {
  if (rotateAfterMs === never) return { line: never, word: never, now: never };
  const last = startedAt + limits.lastRotationMs;
  const line = Math.min(startedAt + rotateAfterMs, last);
  return { line, word: Math.min(line + limits.rotateGraceMs, last), now: last };
}

function nextStageAt(message: PacedMessage | undefined, settings: Settings): number {
  if (message === undefined || message.transport === "edit") return never;
  const { line, word, now } = stageTimes(message, settings);
  return { none: line, line: word, word: now, now: never }[message.rotation];
}

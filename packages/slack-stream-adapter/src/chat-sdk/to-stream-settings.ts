import { callListener } from "../call-listener.ts";
import * as limits from "../limits.ts";
import { type Settings, toSettings } from "../options/settings.ts";
import type { SlackBlock, StreamReceipt } from "../types/index.ts";
import { createEventLog } from "./event-log.ts";
import type { Reply } from "./stream-reply.ts";

/** The settings of one reply: from the options of `chat`, the adapter's configuration and our own options. */
export function toStreamSettings(reply: Reply, onFinish: (receipt: StreamReceipt) => void): Settings {
  const { options } = reply;
  const { durable, ...streaming } = reply.streaming;
  const log = createEventLog(reply);
  const settings = toSettings({
    ...streaming,
    mentions: streaming.mentions ?? "all",
    firstTextMs: streaming.firstTextMs ?? 0,
    rotateAfterMs: streaming.rotateAfterMs ?? toRotateAfterMs(reply.maxAgeMs),
    abortSignal: options.signal,
    taskDisplayMode: options.taskDisplayMode,
    stopBlocks: toStopBlocks(reply),
    sessionStatus: options.sessionStatus ?? "active",
    onEvent: (event) => {
      log(event);
      return streaming.onEvent?.(event);
    },
    onFinish,
    // `chat` has no ID that a second try would have too. So the next process closes the answer and does not continue it.
    ...(durable && reply.store !== undefined
      ? { checkpoint: { store: reply.store, id: `${reply.threadId}:${crypto.randomUUID()}` } }
      : {}),
  });
  const inAdaptersWay = {
    ...settings,
    firstLine: "whole",
    lonelyNotices: "left out",
    finishNotice: false,
    warn: (text: string) => callListener(() => reply.logger.warn(text)),
  } as const;
  // `chat` turns Slack's stop event into an abort. Without an agent view it never gets one, so there is nothing to wait for.
  return reply.agentView
    ? { ...inAdaptersWay, abortMayBeStop: true }
    : { ...inAdaptersWay, stopEventGraceMs: 0 };
}

/** Limits the age, because Slack ends a message after 300 s. */
function toRotateAfterMs(maxAgeMs: number): number | false {
  return maxAgeMs === Number.POSITIVE_INFINITY ? false : Math.min(maxAgeMs, limits.lastRotationMs);
}

/** The caller's blocks, and then the buttons for feedback. */
export function toStopBlocks({ options, feedbackBlock }: Reply): readonly SlackBlock[] | undefined {
  const own = (options.stopBlocks ?? []) as readonly SlackBlock[];
  const isFull = own.length >= limits.stopBlocks;
  const blocks = feedbackBlock === undefined || isFull ? own : [...own, feedbackBlock];
  return blocks.length > 0 ? blocks : undefined;
}

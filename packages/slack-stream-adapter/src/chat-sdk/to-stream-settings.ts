import { callListener } from "../call-listener.ts";
import * as limits from "../limits.ts";
import { type Settings, toSettings } from "../options/settings.ts";
import type { SlackBlock, StreamReceipt } from "../types/index.ts";
import { createEventLog } from "./event-log.ts";
import type { Reply } from "./stream-reply.ts";

/** The settings of one reply: what `chat` asks for, what the adapter is configured with, and our own options. */
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
    // `chat` gives no id that a second try would have too: the answer is closed by the next process, and not gone on with.
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
  // `chat` turns Slack's stop event into an abort; without an agent view it never gets one, and there is nothing to wait for.
  return reply.agentView
    ? { ...inAdaptersWay, abortMayBeStop: true }
    : { ...inAdaptersWay, stopEventGraceMs: 0 };
}

/** Slack ends a message after 300 s: an age above what can be kept is an age that Slack would not keep either. */
function toRotateAfterMs(maxAgeMs: number): number | false {
  return maxAgeMs === Number.POSITIVE_INFINITY ? false : Math.min(maxAgeMs, limits.lastRotationMs);
}

/** The caller's, then the buttons for feedback. */
export function toStopBlocks({ options, feedbackBlock }: Reply): readonly SlackBlock[] | undefined {
  const own = (options.stopBlocks ?? []) as readonly SlackBlock[];
  const isFull = own.length >= limits.stopBlocks;
  const blocks = feedbackBlock === undefined || isFull ? own : [...own, feedbackBlock];
  return blocks.length > 0 ? blocks : undefined;
}

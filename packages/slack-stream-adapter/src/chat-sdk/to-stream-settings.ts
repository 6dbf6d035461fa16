import { callListener } from "../call-listener.ts";
import * as limits from "../limits.ts";
import { type Settings, toSettings } from "../options/settings.ts";
import type { SlackBlock, StreamEvent, StreamReceipt } from "../types/index.ts";
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
      ? {
          checkpoint: {
            store: reply.store,
            id: `${reply.installation}:${reply.threadId}:${crypto.randomUUID()}`,
          },
        }
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

/** The level and the text of each event in the log. */
const entries: Readonly<Record<StreamEvent["type"], readonly ["debug" | "warn", string]>> = {
  "segment-start": ["debug", "Slack: stream message opened"],
  append: ["debug", "Slack: stream text sent"],
  keepalive: ["debug", "Slack: stream kept alive"],
  "segment-end": ["debug", "Slack: stream message ended"],
  repair: ["debug", "Slack: stream message written whole"],
  retry: ["warn", "Slack: call refused, trying again"],
  unconfirmed: ["warn", "Slack: a call is unconfirmed"],
  "decoration-dropped": ["warn", "Slack: sent without what was refused"],
  fallback: ["warn", "Slack: going on by post and edit"],
  "checkpoint-off": ["warn", "Slack: the store failed, going on without a checkpoint"],
  stop: ["debug", "Slack: stream stopped"],
};

/** Writes the events of a reply to the adapter's logger. */
function createEventLog({ logger, channel, threadTs }: Reply): (event: StreamEvent) => void {
  return (event) => {
    const { type, ...details } = event;
    const [level, text] = entries[type];
    logger[level](text, { channel, threadTs, ...details });
  };
}

import type { StreamEvent } from "../types/index.ts";
import type { Reply } from "./stream-reply.ts";

type Level = "debug" | "warn";

const levels: Readonly<Record<StreamEvent["type"], Level>> = {
  "segment-start": "debug",
  append: "debug",
  keepalive: "debug",
  "segment-end": "debug",
  repair: "debug",
  retry: "warn",
  unconfirmed: "warn",
  "decoration-dropped": "warn",
  fallback: "warn",
  "checkpoint-off": "warn",
  stop: "debug",
};

const messages: Readonly<Record<StreamEvent["type"], string>> = {
  "segment-start": "Slack: stream message opened",
  append: "Slack: stream text sent",
  keepalive: "Slack: stream kept alive",
  "segment-end": "Slack: stream message ended",
  repair: "Slack: stream message written whole",
  retry: "Slack: call refused, trying again",
  unconfirmed: "Slack: a call is unconfirmed",
  "decoration-dropped": "Slack: sent without what was refused",
  fallback: "Slack: going on by post and edit",
  "checkpoint-off": "Slack: the store failed, going on without a checkpoint",
  stop: "Slack: stream stopped",
};

/** Writes the events of a reply to the adapter's logger. */
export function createEventLog({ logger, channel, threadTs }: Reply): (event: StreamEvent) => void {
  return (event) => {
    const { type, ...details } = event;
    logger[levels[type]](messages[type], { channel, threadTs, ...details });
  };
}

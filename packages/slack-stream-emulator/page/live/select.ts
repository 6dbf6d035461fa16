import type { MessageView, ThreadView } from "../../src/page/wire.ts";
import type { Slack } from "./store.ts";

export interface Place {
  readonly channel: string;
  readonly threadTs: string;
}

/** What stands in the channel itself. */
export function selectChannel({ messages }: Slack, channel: string): MessageView[] {
  return messages.filter(
    (message) =>
      message.channel === channel &&
      message.state !== "deleted" &&
      (isParent(message) || message.broadcast || !hasParent(messages, message)),
  );
}

/** A thread, its parent first where there is one. */
export function selectThread({ messages }: Slack, { channel, threadTs }: Place): MessageView[] {
  return messages.filter(
    (message) =>
      message.channel === channel &&
      message.state !== "deleted" &&
      (message.ts === threadTs || message.threadTs === threadTs),
  );
}

export function selectReplies(slack: Slack, message: MessageView): MessageView[] {
  return selectThread(slack, toPlace(message)).filter((reply) => reply.ts !== message.ts);
}

export function findStatus({ threads }: Slack, place: Place): ThreadView | undefined {
  return threads.find(({ channel, threadTs }) => channel === place.channel && threadTs === place.threadTs);
}

/** Where a message's thread is. */
export function toPlace(message: Pick<MessageView, "channel" | "ts" | "threadTs">): Place {
  return { channel: message.channel, threadTs: message.threadTs ?? message.ts };
}

/** Whether there is something for the stop button to stop (S136). */
export function isStoppable(slack: Slack, place: Place): boolean {
  const isOpen = selectThread(slack, place).some((message) => message.state === "open");
  return isOpen || findStatus(slack, place)?.session === "processing";
}

function isParent(message: MessageView): boolean {
  return message.threadTs === undefined || message.threadTs === message.ts;
}

/** A bot may answer in a thread whose question was never posted here. */
function hasParent(messages: readonly MessageView[], reply: MessageView): boolean {
  return messages.some((message) => message.channel === reply.channel && message.ts === reply.threadTs);
}

import { type Answer, accept, refuse } from "../protocol/answer.ts";
import { toFlag, toText } from "../protocol/arguments.ts";
import { createMessageReader } from "../view/read-message.ts";
import type { StoredMessage } from "../workspace/message.ts";
import { isTimestamp } from "../workspace/timestamps.ts";
import { findChannel, isMember } from "./checks.ts";
import type { Method, MethodContext } from "./method.ts";
import { toPageOf } from "./paging.ts";

const DEFAULT_LIMITS = { replies: 1_000, history: 100 } as const;
const MAX_LIMIT = 1_000;

/**
 * Returns a thread, oldest first, with its parent always first. For the `ts` of a reply it returns only this reply
 * (S126).
 */
export const conversationsReplies: Method = (context) => {
  const { args, workspace } = context;
  const place = findReadable(context);
  if ("ok" in place) return place;
  const ts = toText(args, "ts");
  if (ts === undefined || !isTimestamp(ts)) return refuse("invalid_ts");
  const target = workspace.find(place.id, ts);
  const visible = target === undefined || target.state === "deleted" ? undefined : target;
  const replies = workspace.messages.filter(
    (message) => message.channel === place.id && message.threadTs === ts && message.state !== "deleted",
  );
  if (visible === undefined && replies.length === 0) return refuse("thread_not_found");
  const rest =
    visible !== undefined && visible.threadTs !== undefined && visible.threadTs !== ts ? [] : replies;
  const inRange = rest.filter((message) => message !== visible).filter(toRange(args));
  const head = visible === undefined ? [] : [visible];
  return toPage(context, { messages: [...head, ...inRange.sort(byTime)], byDefault: DEFAULT_LIMITS.replies });
};

/** Returns the messages of the channel itself, newest first. */
export const conversationsHistory: Method = (context) => {
  const { args, workspace } = context;
  const place = findReadable(context);
  if ("ok" in place) return place;
  const messages = workspace.messages
    .filter((message) => message.channel === place.id && message.state !== "deleted")
    .filter(
      (message) => message.threadTs === undefined || message.threadTs === message.ts || message.broadcast,
    )
    .filter(toRange(args))
    .sort((one, other) => byTime(other, one));
  return toPage(context, { messages, byDefault: DEFAULT_LIMITS.history });
};

function findReadable(context: MethodContext): { id: string } | Answer {
  if (context.settings.readBack.access === "forbidden")
    return refuse("missing_scope", { needed: "channels:history", provided: context.scopes.join(",") });
  const channel = findChannel(context);
  if (typeof channel === "string") return refuse(channel);
  return isMember(context, channel) ? { id: channel.id } : refuse("not_in_channel");
}

function toRange(args: MethodContext["args"]): (message: StoredMessage) => boolean {
  const oldest = Number(toText(args, "oldest") ?? 0);
  const latest = Number(toText(args, "latest") ?? Number.POSITIVE_INFINITY);
  const inclusive = toFlag(args, "inclusive") ?? false;
  return ({ ts }) => {
    const at = Number(ts);
    return inclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
  };
}

function toPage(
  context: MethodContext,
  { messages, byDefault }: { messages: StoredMessage[]; byDefault: number },
): Answer {
  const { args, workspace, settings } = context;
  const page = toPageOf(messages, { args, byDefault, max: MAX_LIMIT });
  if ("ok" in page) return page;
  const withMetadata = toFlag(args, "include_all_metadata") ?? false;
  const read = createMessageReader({ workspace, settings });
  return accept({
    messages: page.items.map((message) => ({
      ...read(message),
      ...(withMetadata && message.metadata !== undefined ? { metadata: message.metadata } : {}),
    })),
    has_more: page.next !== "",
    ...(page.next === "" ? {} : { response_metadata: { next_cursor: page.next } }),
  });
}

function byTime(one: StoredMessage, other: StoredMessage): number {
  return Number(one.ts) - Number(other.ts);
}

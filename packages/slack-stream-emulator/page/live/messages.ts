import type { MessageView } from "../../src/page/wire.ts";

export interface Place {
  readonly channel: string;
  readonly threadTs: string;
}

/** The messages of a page by where they stand. It changes in place, so that an update costs what changed. */
export interface Messages {
  readonly byTs: Map<string, MessageView>;
  /** By channel and thread: the parent and its replies, by time. */
  readonly threads: Map<string, MessageView[]>;
  /** By channel: what stands in the channel itself, by time. */
  readonly channels: Map<string, MessageView[]>;
  /** Ids of the streams that grow, by channel. */
  readonly open: Map<string, Set<string>>;
  newest: MessageView | undefined;
  /** Whether a bot has written any. */
  hasBot: boolean;
}

export function createMessages(messages: readonly MessageView[]): Messages {
  const all: Messages = {
    byTs: new Map(),
    threads: new Map(),
    channels: new Map(),
    open: new Map(),
    newest: undefined,
    hasBot: false,
  };
  for (const message of messages) putMessage(all, message);
  return all;
}

/** Adds a message, or puts it in the place of what it was before. */
export function putMessage(all: Messages, message: MessageView): void {
  const { channel, ts } = message;
  const place = toPlace(message);
  const thread = take(all.threads, toKey(place), () => []);
  const inChannel = take(all.channels, channel, () => []);
  const open = take(all.open, channel, () => new Set<string>());
  const isNew = !all.byTs.has(ts);
  all.byTs.set(ts, message);
  putByTime(thread, message);
  if (isNew && isParent(message)) {
    // What was written before its parent was known goes below it.
    for (const reply of thread) if (!isParent(reply) && !reply.broadcast) drop(inChannel, reply.ts);
  }
  // A bot may answer in a thread whose question was never posted here.
  if (isParent(message) || message.broadcast || !all.byTs.has(place.threadTs)) putByTime(inChannel, message);
  if (message.state === "open") open.add(ts);
  else open.delete(ts);
  if (all.newest === undefined || Number(ts) >= Number(all.newest.ts)) all.newest = message;
  all.hasBot ||= message.isBot;
}

/** What stands in the channel itself. */
export function selectChannel({ channels }: Messages, channel: string): readonly MessageView[] {
  return (channels.get(channel) ?? []).filter(isThere);
}

/** A thread, its parent first where there is one. */
export function selectThread({ threads }: Messages, place: Place): readonly MessageView[] {
  return (threads.get(toKey(place)) ?? []).filter(isThere);
}

export function selectReplies(all: Messages, message: MessageView): readonly MessageView[] {
  return selectThread(all, toPlace(message)).filter((reply) => reply.ts !== message.ts);
}

/** Where a message's thread is. */
export function toPlace({ channel, ts, threadTs }: Pick<MessageView, "channel" | "ts" | "threadTs">): Place {
  return { channel, threadTs: threadTs ?? ts };
}

export function toKey({ channel, threadTs }: Place): string {
  return `${channel} ${threadTs}`;
}

function isThere({ state }: MessageView): boolean {
  return state !== "deleted";
}

function isParent({ ts, threadTs }: MessageView): boolean {
  return threadTs === undefined || threadTs === ts;
}

function take<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Nearly always the last one, or one of the last. */
function putByTime(list: MessageView[], message: MessageView): void {
  let index = list.length;
  while (index > 0 && Number(list[index - 1]?.ts) > Number(message.ts)) index -= 1;
  const isKnown = list[index - 1]?.ts === message.ts;
  list.splice(isKnown ? index - 1 : index, isKnown ? 1 : 0, message);
}

function drop(list: MessageView[], ts: string): void {
  const index = list.findIndex((one) => one.ts === ts);
  if (index >= 0) list.splice(index, 1);
}

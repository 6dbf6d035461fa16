import * as limits from "../limits.ts";
import type { MessageRef } from "../slack/slack-calls.ts";
import type { AgentSessionStoppedEvent, StreamTarget } from "../types/index.ts";
import type { Control } from "./control.ts";

/** A running stream of this process, and how other code can act on it. */
export class LiveStream {
  readonly channel: string;
  readonly threadTs: string | undefined;
  /** `channel/ts` of the messages it owns. */
  messages: readonly string[] = [];
  /** When it began, ms of Slack's clock. Until a message tells how the clocks differ, ms of the host's clock. */
  beganAt: number;
  /** A call that opens a message is under way or unconfirmed. So the stream may own a message that it does not know. */
  isOpening = false;
  /** The `ts` of the messages that Slack has stopped, from its events. Undefined until an event came. */
  stoppedMessages: ReadonlySet<string> | undefined;
  readonly control: Control;
  #tellEnd = () => {};
  /** Resolves when the stream has ended, with any outcome. */
  readonly ended = new Promise<void>((resolve) => {
    this.#tellEnd = resolve;
  });

  constructor({ channel, threadTs }: StreamTarget, control: Control, nowMs: number) {
    this.channel = channel;
    this.threadTs = threadTs;
    this.beganAt = nowMs;
    this.control = control;
  }

  addStopped(messages: readonly string[]): void {
    this.stoppedMessages = new Set([...(this.stoppedMessages ?? []), ...messages]);
  }

  /** Removes the stream. Nobody can act on it any more. */
  leave(): void {
    liveStreams().delete(this);
    this.#tellEnd();
  }
}

/** Kept under a well-known symbol, so that the ESM and the CommonJS copy of the package share their streams. */
const registry = Symbol.for("slack-stream-adapter.live-streams");

export function liveStreams(): Set<LiveStream> {
  const holder = globalThis as { [registry]?: Set<LiveStream> };
  holder[registry] ??= new Set();
  return holder[registry];
}

/** Stops the other streams in the same thread, and resolves when they are closed, after their `closeTimeoutMs` at the latest. */
export async function stopOlder({ channel, threadTs }: LiveStream): Promise<void> {
  if (threadTs === undefined) return;
  const older = [...liveStreams()].filter((one) => one.channel === channel && one.threadTs === threadTs);
  for (const { control } of older) stopForNewer(control);
  await Promise.all(older.map(({ ended }) => ended));
}

/** Stops an answer because a newer one streams into the same thread. */
export function stopForNewer(control: Control): void {
  control.stop("newer-answer", new DOMException("a newer answer takes its place", "AbortError"));
}

/** @param sentAt when the call that opened it was sent, ms of the host's clock. */
export function addLiveMessage(stream: LiveStream, { channel, ts }: MessageRef, sentAt: number): void {
  // The first message tells how Slack's clock differs from ours.
  if (stream.messages.length === 0 && Number(ts) > 0) stream.beganAt += Number(ts) * 1_000 - sentAt;
  stream.messages = stream.messages.concat(`${channel}/${ts}`);
}

export function isLiveMessage({ channel, ts }: MessageRef): boolean {
  for (const stream of liveStreams()) if (stream.messages.includes(`${channel}/${ts}`)) return true;
  return false;
}

/** Ends the streams of this process that a user's stop concerns. Returns how many. */
export function stopLiveStreams(event: AgentSessionStoppedEvent): number {
  return [...liveStreams()].filter((stream) => stopIfMeant(event, stream)).length;
}

/** Ends the stream if the event concerns it. */
export function stopIfMeant(event: AgentSessionStoppedEvent, stream: LiveStream): boolean {
  if (!concerns(event, stream)) return false;
  stream.addStopped(event.streaming_message_ts ?? []);
  stream.control.stop("user", new DOMException("the user pressed stop", "AbortError"));
  return true;
}

function concerns(event: AgentSessionStoppedEvent, stream: LiveStream): boolean {
  const { channel, streaming_message_ts: named = [] } = event;
  if (named.some((ts) => stream.messages.includes(`${channel}/${ts}`))) return true;
  if (stream.channel !== channel || stream.threadTs !== event.thread_ts) return false;
  // Slack delivers an event again after minutes (S197). An event that is older than the stream concerns another stream.
  const pressedAt = Number(event.event_ts) * 1_000;
  if (pressedAt < stream.beganAt - limits.clockSkewMs) return false;
  // An unknown message may be the one that is being opened, because the event can come before the response to the start.
  return named.length === 0 || (stream.isOpening && named.some((ts) => !isLiveMessage({ channel, ts })));
}

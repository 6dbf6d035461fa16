import type { Settings } from "../options.ts";
import { createInbox, type Inbox } from "../pacing/inbox.ts";
import { createWakeup, type Wakeup } from "../pacing/wakeup.ts";
import type { Applied, Outcome } from "../slack/outcome.ts";
import type { SlackCalls } from "../slack/slack-calls.ts";
import type { StreamTarget } from "../types.ts";
import { type Content, type ContentLimits, startContent, weighStopBlocks } from "./content.ts";
import { type Control, createControl } from "./control.ts";
import { toFailure } from "./failures.ts";
import { createLiveStream, type LiveStream } from "./live-streams.ts";
import type { Message } from "./message.ts";
import { createObserver, type Observer } from "./observer.ts";

/** One answer's delivery: what its parts share. Only the writing loop changes it. */
export interface Session {
  readonly target: StreamTarget;
  readonly settings: Settings;
  readonly calls: SlackCalls;
  readonly inbox: Inbox;
  readonly control: Control;
  readonly wakeup: Wakeup;
  readonly observer: Observer;
  /** How others in this process may act on the stream. */
  readonly live: LiveStream;
  readonly startedAt: number;
  sourceEndedAt: number | undefined;
  /** All messages so far, the last one open or not. */
  readonly messages: Message[];
  /** The open message. */
  message: Message | undefined;
  /** What the next message starts from; while one is open, its own content counts. */
  next: Content;
  transport: "stream" | "edit";
  fallbackReason: string | undefined;
  /** A start's fate is unknown: its text may be there twice. */
  uncertainNext: boolean;
  /** Since when nothing could be opened and nobody knows why, and how often it was tried. */
  lost: { readonly since: number; attempts: number } | undefined;
  cards: "shown" | "refused";
  /** Decorations that Slack refused. */
  readonly refused: Set<Decoration>;
  /** Weighted bytes of one message, less than the setting once Slack said that it was too much. */
  maxBytes: number;
  /** Text may not be sent before: the interval, or what a rate limit asked for. */
  notBefore: number;
  firstCallAt: number | undefined;
  /** Messages whose repair was put off. */
  readonly owed: Set<Message>;
}

export type Decoration = "blocks" | "metadata" | "session-status" | "display-mode";

export function createSession(target: StreamTarget, settings: Settings, calls: SlackCalls): Session {
  const { clock } = settings;
  const wakeup = createWakeup(clock);
  const control = createControl(clock, { wake: wakeup.wake, closeTimeoutMs: settings.closeTimeoutMs });
  const content = startContent(limitsFor(settings, settings.maxMessageBytes));
  return {
    target,
    settings,
    calls,
    inbox: createInbox(clock.now, wakeup.wake),
    control,
    wakeup,
    observer: createObserver(settings.onEvent),
    live: createLiveStream(target, control),
    startedAt: clock.now(),
    sourceEndedAt: undefined,
    messages: [],
    message: undefined,
    next: content,
    transport: settings.transport === "edit" ? "edit" : "stream",
    fallbackReason: undefined,
    uncertainNext: false,
    lost: undefined,
    cards: "shown",
    refused: new Set(),
    maxBytes: settings.maxMessageBytes,
    notBefore: 0,
    firstCallAt: undefined,
    owed: new Set(),
  };
}

export function limitsFor(settings: Settings, maxBytes: number): ContentLimits {
  return { maxBytes, stopReserve: weighStopBlocks(settings.stopBlocks, maxBytes) };
}

/** Native streaming can't serve this target: from now on it is post and edit, unless that was ruled out. */
export function fallBack(session: Session, refused: Exclude<Outcome, Applied>): void {
  if (session.settings.transport === "stream") throw toFailure("chat.startStream", refused);
  session.transport = "edit";
  session.fallbackReason ??= refused.code;
  session.observer.emit({ type: "fallback", reason: refused.code });
}

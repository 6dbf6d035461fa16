import { type Agent, createAgent } from "../agent/agent.ts";
import { createSideEffects } from "../agent/create-side-effects.ts";
import type { Settings } from "../options/settings.ts";
import { Inbox } from "../pacing/inbox.ts";
import { createWakeup, type Wakeup } from "../pacing/wakeup.ts";
import type { Decoration, Outcome } from "../slack/outcome.ts";
import { budgetFor } from "../slack/rate-budget.ts";
import type { SideCalls } from "../slack/side-calls.ts";
import type { MessageRef, SlackCalls } from "../slack/slack-calls.ts";
import { toAccountKey } from "../slack/workspace-key.ts";
import type { RateBudget, SessionStatus, StreamTarget } from "../types/index.ts";
import { type Content, type ContentLimits, startContent, weighStopBlocks } from "./content.ts";
import { type Control, createControl } from "./control.ts";
import { recallFallback } from "./fall-back.ts";
import { createLateEdits, type LateEdits } from "./late-edits.ts";
import { createLiveStream, type LiveStream } from "./live-streams.ts";
import type { Message } from "./message.ts";
import { toMentionPolicy } from "./neutralise-mentions.ts";
import { createObserver, type Observer } from "./observer.ts";

/** One answer's delivery: what its parts share. Only the writing loop changes it. */
export interface Session {
  readonly target: StreamTarget;
  readonly settings: Settings;
  readonly calls: SlackCalls;
  readonly inbox: Inbox;
  /** Stands between the source and the inbox, and knows what an agent does beside its text. */
  readonly agent: Agent;
  readonly control: Control;
  readonly wakeup: Wakeup;
  readonly budget: RateBudget | undefined;
  /** What limits are counted by, without a secret in it. */
  readonly workspace: string;
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
  /** Text up to this offset was said in a message before that could not be repaired. */
  uncertainUntil: number;
  /** A start had to wait for those of other streams. */
  crowded: boolean;
  /** A start that is under way, or that nobody waited for to be answered. */
  starting: Promise<Outcome> | undefined;
  /** Messages whose opening was answered after its deadline. */
  readonly late: LateMessage[];
  /** Edits that were given up, and may still land over those after them. */
  readonly lateEdits: LateEdits;
  /** Since when nothing could be opened and nobody knows why, and how often it was tried. */
  lost: { readonly since: number; attempts: number } | undefined;
  cards: "shown" | "refused";
  /** Decorations that Slack refused. */
  readonly refused: Set<Decoration>;
  /** Weighted bytes of one message, less than the setting once Slack said that it was too much. */
  maxBytes: number;
  /** Text may not be sent before: the interval, or what a rate limit asked for. */
  notBefore: number;
  /** Since when nothing that was sent is certain, and was said again. */
  unsettledSince: number | undefined;
  /** What is pending can't be shown before more comes. */
  stuck: boolean;
  firstCallAt: number | undefined;
  /** Since when the budget has let nothing through. */
  heldSince: number | undefined;
  /** Messages whose repair was put off. */
  readonly owed: Set<Message>;
}

/** A message whose opening was answered after its deadline. */
export interface LateMessage extends MessageRef {
  /** When that opening was sent, ms of the clock. */
  readonly sentAt: number;
}

/** Where a stream goes, after all checks, and how Slack is called. */
export interface Delivery {
  readonly target: StreamTarget;
  readonly settings: Settings;
  readonly calls: SlackCalls;
  /** Statuses and reactions; where somebody else sees to them, none. */
  readonly side?: SideCalls | undefined;
  /** Filled by `calls` with messages whose opening was answered after its deadline. */
  readonly late: LateMessage[];
}

export function createSession(delivery: Delivery): Session {
  const { target, settings, calls } = delivery;
  const { clock } = settings;
  const wakeup = createWakeup(clock);
  const control = createControl(clock, { wake: wakeup.wake, closeTimeoutMs: settings.closeTimeoutMs });
  const remembered = settings.transport === "auto" ? recallFallback(target, clock.shared) : undefined;
  const inbox = new Inbox({
    now: clock.now,
    wake: wakeup.wake,
    sourceTimeoutMs: settings.sourceTimeoutMs,
  });
  const content = startContent(
    limitsFor(settings, settings.maxMessageBytes),
    toMentionPolicy(settings.mentions),
  );
  return {
    target,
    settings,
    calls,
    inbox,
    agent: createAgent(inbox, settings, createSideEffects(delivery.side, target, settings)),
    control,
    wakeup,
    budget: settings.budget === false ? undefined : (settings.budget ?? budgetFor(clock.shared)),
    workspace: toAccountKey(target),
    observer: createObserver(settings.onEvent),
    live: createLiveStream(target, control),
    startedAt: clock.now(),
    sourceEndedAt: undefined,
    messages: [],
    message: undefined,
    next: content,
    transport: settings.transport === "edit" || remembered !== undefined ? "edit" : "stream",
    fallbackReason: remembered,
    uncertainNext: false,
    uncertainUntil: 0,
    crowded: false,
    starting: undefined,
    late: delivery.late,
    lateEdits: createLateEdits(),
    lost: undefined,
    cards: "shown",
    refused: new Set(),
    maxBytes: settings.maxMessageBytes,
    notBefore: 0,
    unsettledSince: undefined,
    stuck: false,
    firstCallAt: undefined,
    heldSince: undefined,
    owed: new Set(),
  };
}

export function limitsFor(settings: Settings, maxBytes: number): ContentLimits {
  return { maxBytes, stopReserve: weighStopBlocks(settings.stopBlocks, maxBytes) };
}

/** What becomes of the agent session: an answer that waits for a person's approval is suspended. */
export function statusAtEnd({ agent, control, inbox, settings }: Session): SessionStatus | undefined {
  const isDone = inbox.ending?.type === "done" && control.stopped === undefined;
  return settings.sessionStatus ?? (isDone && agent.waiting.approvals > 0 ? "suspended" : undefined);
}

import * as limits from "../limits.ts";
import type { Settings } from "../options/settings.ts";
import type { Decoration } from "../slack/outcome.ts";
import type { MessageRef } from "../slack/slack-calls.ts";
import type { AnswerEvent } from "../telemetry/channels.ts";
import type { SegmentEnd, StreamCounts, StreamOutcome } from "../types/index.ts";
import { type Card, findCard } from "./cards.ts";
import type { Batch } from "./compose-batch.ts";
import { type Content, type ContentLimits, startContent, weighStopBlocks } from "./content.ts";
import type { Failure } from "./failures.ts";
import type { Inputs } from "./inputs.ts";
import type { RotationStage } from "./pace.ts";
import type { Sent } from "./sent.ts";
import type { Task } from "./task.ts";

/**
 * One answer as plain data: it goes through JSON and back without a change. The loop keeps functions, signals and errors beside it.
 */
export interface Answer {
  /** The main lane comes first. */
  readonly lanes: readonly [Lane, ...Lane[]];
  /** The lane whose step comes first: the lane after the one that made the last call. */
  readonly turn: number;
}

/**
 * Messages that follow each other. At most one of them is open. An answer has one lane, and two in a shared channel. These take turns with
 * their calls and end together.
 */
export interface Lane {
  /** The main lane ends last. The blocks and notices below the answer are written in it. A second lane may show the cards of tools. */
  readonly kind: "main" | "cards";
  /** By which calls its messages may be opened. */
  readonly allowed: Allowed;
  /** The last message is open until it has `ended`. */
  readonly messages: readonly Message[];
  /** The content that the next message starts from. While a message is open, its own content counts. */
  readonly next: Content;
  /** How the next message is opened. */
  readonly transport: "stream" | "edit";
  readonly fallbackReason?: string | undefined;
  /** Parts that Slack refused. They are left out from now on. */
  readonly refused: readonly LeftOut[];
  /** The types or hashes of blocks between texts that Slack refused. */
  readonly refusedBlocks: readonly string[];
  /** The largest size of a message, in weighted bytes. It is smaller than the setting after Slack refused a message as too large. */
  readonly maxBytes: number;
  /** How many pieces were taken from the inbox and may still be put back, and how many characters were taken in all. */
  readonly mark: number;
  readonly offset: number;
  /** The state to return to if the source takes back its present step. */
  readonly step?: StepStart | undefined;
  readonly pace: Pace;
  readonly repeats: Repeats;
  /** How many messages in a row took nothing after their opening, and when the last of them ended. */
  readonly withoutGrowth: { readonly count: number; readonly since: number };
  /** Time spent waiting for rate limits, ms. Deadlines do not count it. */
  readonly rateLimitWaitsMs: number;
  /** The last call that Slack did not apply. */
  readonly lastFailed?: Extract<Failure, { type: "call" }> | undefined;
  /** A start had to wait for the starts of other streams. */
  readonly isStartRateLimited: boolean;
  /** Since when openings are unconfirmed, and how many were made. */
  readonly unconfirmedOpening?: { readonly since: number; readonly attempts: number } | undefined;
  /** A call that the lane has to make before anything else. */
  readonly task?: Task | undefined;
  readonly stage: Stage;
  /** How the source ended. Undefined while the library still reads it. */
  readonly ending?: "completed" | "failed" | "aborted" | undefined;
  /** Why the stream failed, if the cause is not the source. */
  readonly failure?: Failure | undefined;
  readonly outcome?: StreamOutcome | "failed" | undefined;
  readonly strays: Strays;
  /** The request for an approval was posted as a message of its own. */
  readonly isRequestPosted: boolean;
  readonly counts: StreamCounts;
  /** Effects outside of the value. The loop carries them out before the next step. */
  readonly effects: readonly Effect[];
}

/** Messages that Slack has, or may have, and that the answer does not use. The library stops each of them, because Slack would mark it as errored (S93). */
export interface Strays {
  /** The known ones. They are stopped one after the other. */
  readonly open: readonly MessageRef[];
  /** Starts that were made again although Slack may have carried them out. The library looks for their messages. */
  readonly unconfirmed: readonly Sent[];
  /** How many late responses to openings were handled. */
  readonly lateCount: number;
  /** How often in a row a call for them failed, and when the next call is due. */
  readonly failures: number;
  readonly at: number;
}

/** The stage of the answer. From `text` on the source is over, and each stage comes once. */
export type Stage =
  | "running"
  | "text"
  | "below"
  | "repairs"
  | "strays"
  | "session-status"
  | "done"
  | "failing"
  | "stopped"
  | "stopped-start"
  | "over";

/** One Slack message of an answer, from its opening to its last repair. */
export interface Message {
  readonly ref: MessageRef;
  /** The call that opened it. */
  readonly opened: "stream" | "edit";
  /** How it is written now. A streamed message may go on by edit after Slack has ended it. */
  readonly transport: "stream" | "edit";
  /** When the call that opened it was sent, and when something was last added to it. */
  readonly startedAt: number;
  readonly wroteAt: number;
  /** Offsets in the source's text: its first character, and the first character after it. */
  readonly start: number;
  readonly end: number;
  /** The content that it should hold. */
  readonly wanted: Content;
  readonly shown: Shown;
  /** Nothing can be added to it any more. */
  readonly ended?: SegmentEnd | undefined;
  /** A line about a tool stood below its last text, or the message went on by edit while a tool ran. */
  readonly hasShownWork: boolean;
  /** Something was added to it after its opening. */
  readonly hasGrown: boolean;
  readonly isRepaired: boolean;
  /** Text may be missing in it or stand there twice, and the library can't find out any more. */
  readonly isUncertain: boolean;
  /** The message has to be written whole, or deleted if none of its content is wanted: `now` if the source took text back, `later` at the answer's end. */
  readonly rewrite?: "now" | "later" | undefined;
  /** How urgent its rotation is, and when a keepalive was last tried. */
  readonly rotation: RotationStage;
  readonly keepaliveTriedAt: number;
}

/** The difference between the content that Slack shows and the content that the message should have. */
export interface Shown {
  /** The content that it certainly holds. Undefined while it certainly holds all wanted content. */
  readonly surely?: Confirmed | undefined;
  /** The message has to be written whole: Slack shows it as errored, or it shows content that is not wanted. */
  readonly isDifferent: boolean;
  /** It shows text that the source took back. Nothing is left of it after an edit or a deletion. */
  readonly holdsTakenBack?: boolean | undefined;
  /** How many keepalive characters it holds. */
  readonly keepalives: number;
  /** The library's line below the text, which says what a tool does now. It must not stay. */
  readonly line?: string | undefined;
  /** The notices and blocks below the answer were written in it, except those that Slack refused. */
  readonly hasBelow: boolean;
  /** Slack has accepted cards in it. */
  readonly hasTakenCards: boolean;
}

/** The confirmed content of a message: the state to return to if the rest can't be confirmed. */
export interface Confirmed {
  readonly mark: number;
  readonly offset: number;
  readonly content: Content;
}

/** The answer before the first text or card of a step was sent. */
export interface StepStart extends Confirmed {
  /** Offset in the source's text where the step begins. It is not before `offset`. */
  readonly start: number;
  /** The message that it was written to. */
  readonly index: number;
}

export interface Pace {
  /** Text may not be sent before this time: because of the interval, or because a rate limit asked for it. */
  readonly notBefore: number;
  /** The budget holds the text back. It has a reserve for keepalives. */
  readonly isHeld: boolean;
  readonly firstCallAt?: number | undefined;
}

/** Text that may be shown twice, because a call is unconfirmed. */
export interface Repeats {
  /** The next message repeats text, and so do all messages that begin before this offset. */
  readonly isInNext: boolean;
  readonly until: number;
  /** Since when text has been sent again without a confirmation, ms of the clock, and how often. */
  readonly tried?: { readonly since: number; readonly attempts: number } | undefined;
}

/** Something that the loop does outside of the value. */
export type Effect =
  | { readonly type: "take"; readonly takes: Batch["takes"]; readonly left: Batch["left"] }
  | { readonly type: "rewind" | "forget-taken-back"; readonly mark: number }
  | { readonly type: "settle"; readonly count: number }
  | { readonly type: "event"; readonly event: AnswerEvent }
  /** Native streaming is not available for this target. */
  | { readonly type: "fall-back"; readonly code: string; readonly lasting: boolean }
  /** Slack refused a call because the user had stopped the stream. */
  | { readonly type: "stopped-by-user" }
  | {
      readonly type: "stop-reading" | "abort-inbox" | "abort-source" | "hurry" | "release" | "source-timeout";
    };

export type LeftOut = Decoration | "cards";

export type Allowed = Exclude<Settings["transport"], "shared">;

/** The answer before its first call. */
export const noCounts: StreamCounts = {
  calls: 0,
  appends: 0,
  keepalives: 0,
  rotations: 0,
  repairs: 0,
  rateLimited: 0,
  unknownOutcomes: 0,
};

export function createLane(
  settings: Settings,
  { kind, allowed, fallbackReason }: Pick<Lane, "kind" | "allowed" | "fallbackReason">,
): Lane {
  const { maxMessageBytes: maxBytes } = settings;
  const isEdited = allowed === "edit" || allowed === "post" || fallbackReason !== undefined;
  return {
    kind,
    allowed,
    messages: [],
    next: startContent(toLimits(settings, maxBytes)),
    transport: isEdited ? "edit" : "stream",
    fallbackReason,
    refused: [],
    refusedBlocks: [],
    maxBytes,
    mark: 0,
    offset: 0,
    pace: { notBefore: 0, isHeld: false },
    repeats: { isInNext: false, until: 0 },
    withoutGrowth: { count: 0, since: 0 },
    rateLimitWaitsMs: 0,
    isStartRateLimited: false,
    stage: "running",
    strays: { open: [], unconfirmed: [], lateCount: 0, failures: 0, at: 0 },
    isRequestPosted: false,
    counts: noCounts,
    effects: [],
  };
}

export function messagesOf({ lanes }: Answer): readonly Message[] {
  return lanes.flatMap(({ messages }) => messages);
}

export function laneOf({ lanes }: Answer, index: number): Lane {
  return lanes[index] ?? lanes[0];
}

export function withLanes(answer: Answer, to: (lane: Lane, index: number) => Lane): Answer {
  const [main, ...beside] = answer.lanes;
  return { ...answer, lanes: [to(main, 0), ...beside.map((lane, index) => to(lane, index + 1))] };
}

/** The counts of all lanes together. */
export function countsOf({ lanes: [main, ...beside] }: Answer): StreamCounts {
  const counts = { ...main.counts };
  const names = Object.keys(counts) as (keyof StreamCounts)[];
  for (const lane of beside) for (const name of names) counts[name] += lane.counts[name];
  return counts;
}

/** When the library gives up the answer, ms of the clock. Never while the source goes on. */
export function giveUpAt(lane: Lane, { beside, inbox, settings }: Inputs): number {
  if (inbox.endedAt === undefined) return Number.POSITIVE_INFINITY;
  const waitsMs = Math.max(...[lane, ...beside].map(({ rateLimitWaitsMs }) => rateLimitWaitsMs));
  return inbox.endedAt + settings.deliveryTimeoutMs + Math.min(waitsMs, limits.rateLimitWaitsMs);
}

/** When writing ends, ms of the clock. */
export function writesUntil(lane: Lane, inputs: Inputs): number {
  return Math.min(inputs.deadline, giveUpAt(lane, inputs));
}

/** The time that is left to deliver when a given-up call is over, ms. Without such a call it is unlimited. */
export function leftBehind(lane: Lane, inputs: Inputs): number {
  const { underWay } = inputs;
  if (underWay === undefined) return Number.POSITIVE_INFINITY;
  return writesUntil(lane, inputs) - underWay.sentAt - limits.callLifeMs;
}

/**
 * Whether the answer waits for an opening that hangs, until its message is found. It does not wait if no time would be left for another
 * opening. A stream with a deadline makes no other opening, so it waits.
 */
export function isHeldByOpening(lane: Lane, inputs: Inputs): boolean {
  const opening = inputs.underWay?.step;
  if (opening?.type !== "start" && opening?.type !== "post") return false;
  const messages = [lane, ...inputs.beside].flatMap((one) => one.messages);
  if (messages.some(({ startedAt }) => startedAt === opening.task.sentAt)) return false;
  return inputs.deadline !== Number.POSITIVE_INFINITY || leftBehind(lane, inputs) > limits.repairReserveMs;
}

/** Of a lane, or of a draft of a lane. */
export function lastMessage<M>(lane: { readonly messages: readonly M[] }): M | undefined {
  return lane.messages.at(-1);
}

export function openMessage<M extends Message>(lane: { readonly messages: readonly M[] }): M | undefined {
  const last = lastMessage(lane);
  return last?.ended === undefined ? last : undefined;
}

/** Slack may show other content in it than the wanted one. */
export function differs({ rewrite, shown }: Pick<Message, "rewrite" | "shown">): boolean {
  const { isDifferent, line, surely } = shown;
  return rewrite !== undefined || isDifferent || line !== undefined || surely !== undefined;
}

/** Text may be missing in it or stand there twice, or it shows text that is not wanted. */
export function isUnsure({ ended, isUncertain, shown }: Message): boolean {
  const isTextLeft = shown.holdsTakenBack === true && ended !== "deleted";
  return isUncertain || shown.surely !== undefined || isTextLeft;
}

/** The content to which the next call adds. */
export function currentContent(lane: Lane): Content {
  return openMessage(lane)?.wanted ?? lane.next;
}

export function isKnown(lane: Lane, { ts }: MessageRef): boolean {
  return lane.messages.some((message) => message.ref.ts === ts);
}

/** The card in the messages behind that one. */
export function laterCards({ messages }: Lane, index: number, id: string): readonly Card[] {
  return messages.slice(index + 1).flatMap(({ wanted }) => findCard(wanted.cards, id) ?? []);
}

/** The transport, as events and the receipt name it. */
export function toTold(transport: "stream" | "edit", { allowed }: Lane): "stream" | "edit" | "post" {
  return allowed === "post" ? "post" : transport;
}

export function takesCards({ refused }: Pick<Lane, "refused">): boolean {
  return !refused.includes("cards");
}

export function toLimits(settings: Settings, maxBytes: number): ContentLimits {
  return { maxBytes, stopReserve: weighStopBlocks(settings.stopBlocks, maxBytes) };
}

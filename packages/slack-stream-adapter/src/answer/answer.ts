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
 * One answer. Plain data, which goes through JSON and back without a change. Functions, signals and errors are beside it, in
 * the loop.
 */
export interface Answer {
  /** The main one comes first. */
  readonly lanes: readonly [Lane, ...Lane[]];
  /** The lane whose step comes first: the one after that which made the last call. */
  readonly turn: number;
}

/**
 * Messages that follow each other, of which at most one is open. An answer has one lane. In a shared channel it has two, which take turns
 * with their calls and end together.
 */
export interface Lane {
  /** The main lane ends last, and has what belongs below the answer. Beside it there may be one for the cards of tools. */
  readonly kind: "main" | "cards";
  /** How its messages may be opened. */
  readonly allowed: Allowed;
  /** The last one is open while it has no end. */
  readonly messages: readonly Message[];
  /** The content that the next message starts from; while one is open, its own content counts. */
  readonly next: Content;
  /** How the next message is opened. */
  readonly transport: "stream" | "edit";
  readonly fallbackReason?: string | undefined;
  /** What Slack refused, and is left out from now on. */
  readonly refused: readonly LeftOut[];
  /** Blocks between texts that Slack refused: by their type, or by a hash. */
  readonly refusedBlocks: readonly string[];
  /** Weighted bytes of one message, less than the setting once Slack said that it was too much. */
  readonly maxBytes: number;
  /** How many pieces that may still come back were taken from the inbox, and how many characters in all. */
  readonly mark: number;
  readonly offset: number;
  /** Where to go back to when the source takes back the step that it is in. */
  readonly step?: StepStart | undefined;
  readonly pace: Pace;
  readonly repeats: Repeats;
  /** Messages in a row that took nothing but what they were opened with, and when the last of them ended. */
  readonly withoutGrowth: { readonly count: number; readonly since: number };
  /** Time spent waiting for rate limits, ms: deadlines do not count it. */
  readonly rateLimitWaitsMs: number;
  /** The last call that was not applied. */
  readonly lastFailed?: Extract<Failure, { type: "call" }> | undefined;
  /** A start had to wait for those of other streams. */
  readonly isStartRateLimited: boolean;
  /** Since when there are openings whose fate nobody knows, and how many were made. */
  readonly unconfirmedOpening?: { readonly since: number; readonly attempts: number } | undefined;
  /** A call that has to be made again, or what follows from it. Nothing else is done before. */
  readonly task?: Task | undefined;
  readonly stage: Stage;
  /** How the source ended, once nothing more is read. */
  readonly ending?: "completed" | "failed" | "aborted" | undefined;
  /** Why the stream failed, if the source did not. */
  readonly failure?: Failure | undefined;
  readonly outcome?: StreamOutcome | "failed" | undefined;
  readonly strays: Strays;
  /** The request for an approval was posted by itself. */
  readonly isRequestPosted: boolean;
  readonly counts: StreamCounts;
  /** Effects outside of the value that the loop still has to carry out, before the next step. */
  readonly effects: readonly Effect[];
}

/** Messages that Slack has, or may have, and that the answer does not write to. Each is stopped, or it turns into an error (S93). */
export interface Strays {
  /** Those that are known, to be stopped one after the other. */
  readonly open: readonly MessageRef[];
  /** Starts that were made again, and may have been carried out: their messages are looked for. */
  readonly unconfirmed: readonly Sent[];
  /** How many of the late answers to openings were dealt with. */
  readonly lateCount: number;
  /** How often in a row a call for them failed, and when the next one is due. */
  readonly failures: number;
  readonly at: number;
}

/** How far the answer is. From `text` on the source is over, and each stage comes once. */
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
  /** How it was opened. */
  readonly opened: "stream" | "edit";
  /** How it is written now: a streamed message may go on by edit after its life. */
  readonly transport: "stream" | "edit";
  /** When the call that opened it was sent, and when it last got something. */
  readonly startedAt: number;
  readonly wroteAt: number;
  /** Offset in the source's text of its first character, and of the first after it. */
  readonly start: number;
  readonly end: number;
  /** Offset up to which an edit has written it. */
  readonly editedTo: number;
  /** The content that it should hold. */
  readonly wanted: Content;
  readonly shown: Shown;
  /** Nothing can be added any more. */
  readonly ended?: SegmentEnd | undefined;
  /** A line about a tool was below its last text, or it went on by edit while a tool ran. */
  readonly hasShownWork: boolean;
  /** It took something after it was opened. */
  readonly hasGrown: boolean;
  readonly isRepaired: boolean;
  /** Something may be in it twice, or be missing, and nobody can tell any more. */
  readonly isUncertain: boolean;
  /** It is written whole, or deleted if nothing of it is wanted: `now` where the source took back what it shows, `later` at the answer's end. */
  readonly rewrite?: "now" | "later" | undefined;
  /** How far its rotation has been pressed, and when a keepalive was last tried. */
  readonly rotation: RotationStage;
  readonly keepaliveTriedAt: number;
}

/** The content that Slack shows of a message, as far as it differs from the wanted content. */
export interface Shown {
  /** The content that it certainly holds; undefined while it certainly holds all wanted content. */
  readonly surely?: Confirmed | undefined;
  /** It has to be written whole: Slack shows it as errored, or something that is not wanted. */
  readonly isDifferent: boolean;
  /** Keepalive characters in it. */
  readonly keepalives: number;
  /** The line of ours below the text that says what is done now: it must not stay. */
  readonly line?: string | undefined;
  /** The notices and blocks that belong below the answer were written in it, as far as Slack took them. */
  readonly hasBelow: boolean;
  /** Slack has taken cards in it. */
  readonly hasTakenCards: boolean;
}

/** The certain content of a message: the state to return to if the rest can't be made certain. */
export interface Confirmed {
  readonly mark: number;
  readonly offset: number;
  readonly content: Content;
}

/** The answer as it was before the first of a step's text or cards was sent. */
export interface StepStart extends Confirmed {
  /** Offset in the source's text where the step begins: not before `offset`. */
  readonly start: number;
  /** Which message it was written to. */
  readonly index: number;
}

export interface Pace {
  /** Text may not be sent before: the interval, or what a rate limit asked for. */
  readonly notBefore: number;
  /** The pending text can't be shown before more comes. */
  readonly isStuck: boolean;
  readonly firstCallAt?: number | undefined;
}

/** Text that may be shown twice, because nobody knows whether Slack carried out a call. */
export interface Repeats {
  /** The next message repeats something, and all that begin before this offset. */
  readonly isInNext: boolean;
  readonly until: number;
  /** Since when text was sent again and again without becoming certain. */
  readonly since?: number | undefined;
}

/** An effect of a step outside of the value. */
export type Effect =
  | { readonly type: "take"; readonly takes: Batch["takes"]; readonly left: Batch["left"] }
  | { readonly type: "rewind" | "forget-taken-back"; readonly mark: number }
  | { readonly type: "settle"; readonly count: number }
  | { readonly type: "event"; readonly event: AnswerEvent }
  /** Native streaming can't serve this target. */
  | { readonly type: "fall-back"; readonly code: string; readonly lasting: boolean }
  /** Slack refused a call because the user had stopped the stream. */
  | { readonly type: "stopped-by-user" }
  | {
      readonly type: "stop-reading" | "abort-inbox" | "abort-source" | "hurry" | "release" | "source-timeout";
    };

export type LeftOut = Decoration | "cards";

export type Allowed = Exclude<Settings["transport"], "shared">;

/** Before the first call. */
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
    pace: { notBefore: 0, isStuck: false },
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

/** A lane, or the draft of one. */
interface HasMessages<M> {
  readonly messages: readonly M[];
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

/** What all lanes took. */
export function countsOf({ lanes: [main, ...beside] }: Answer): StreamCounts {
  const counts = { ...main.counts };
  const names = Object.keys(counts) as (keyof StreamCounts)[];
  for (const lane of beside) for (const name of names) counts[name] += lane.counts[name];
  return counts;
}

/** When the answer is given up, ms of the clock: never, while the source goes on. */
export function giveUpAt(lane: Lane, { beside, inbox, settings }: Inputs): number {
  if (inbox.endedAt === undefined) return Number.POSITIVE_INFINITY;
  const waitsMs = Math.max(...[lane, ...beside].map(({ rateLimitWaitsMs }) => rateLimitWaitsMs));
  return inbox.endedAt + settings.deliveryTimeoutMs + Math.min(waitsMs, limits.rateLimitWaitsMs);
}

/** When writing ends, ms of the clock. */
export function writesUntil(lane: Lane, inputs: Inputs): number {
  return Math.min(inputs.deadline, giveUpAt(lane, inputs));
}

/** The time left to deliver after a call that was given up is over, ms: all the time while no such call is under way. */
export function leftBehind(lane: Lane, inputs: Inputs): number {
  const { underWay } = inputs;
  if (underWay === undefined) return Number.POSITIVE_INFINITY;
  return writesUntil(lane, inputs) - underWay.sentAt - limits.callLifeMs;
}

/**
 * Whether the answer waits for an opening that hangs, until its message is found. It does not where that would leave no time for another
 * opening. A stream with a deadline makes no other opening, so it waits.
 */
export function isHeldByOpening(lane: Lane, inputs: Inputs): boolean {
  const opening = inputs.underWay?.step;
  if (opening?.type !== "start" && opening?.type !== "post") return false;
  const messages = [lane, ...inputs.beside].flatMap((one) => one.messages);
  if (messages.some(({ startedAt }) => startedAt === opening.task.sentAt)) return false;
  return inputs.deadline !== Number.POSITIVE_INFINITY || leftBehind(lane, inputs) > limits.repairReserveMs;
}

export function lastMessage<M>(lane: HasMessages<M>): M | undefined {
  return lane.messages.at(-1);
}

export function openMessage<M extends Message>(lane: HasMessages<M>): M | undefined {
  const last = lastMessage(lane);
  return last?.ended === undefined ? last : undefined;
}

/** Slack may show something else in it than what is wanted. */
export function differs({ rewrite, shown }: Pick<Message, "rewrite" | "shown">): boolean {
  const { isDifferent, line, surely } = shown;
  return rewrite !== undefined || isDifferent || line !== undefined || surely !== undefined;
}

/** The content that the next call adds to. */
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

/** How a message is opened, as it is told. */
export function toTold(transport: "stream" | "edit", { allowed }: Lane): "stream" | "edit" | "post" {
  return allowed === "post" ? "post" : transport;
}

export function takesCards({ refused }: Pick<Lane, "refused">): boolean {
  return !refused.includes("cards");
}

export function toLimits(settings: Settings, maxBytes: number): ContentLimits {
  return { maxBytes, stopReserve: weighStopBlocks(settings.stopBlocks, maxBytes) };
}

import { callListener } from "../call-listener.ts";
import { OwnedClock, systemClock } from "../clock.ts";
import * as limits from "../limits.ts";
import type { RateBudget, SlackBlock, SlackMetadata, StreamOptions } from "../types/index.ts";
import { checkAgentOptions } from "./agent-options.ts";
import { checkClock, checkNumber, checkObject, checkType, refuse } from "./check.ts";
import { checkCheckpoint } from "./checkpoint-options.ts";
import { checkNames } from "./names.ts";

/** The options after defaults and checks: what the rest of the code works with. */
export interface Settings extends Omit<StreamOptions, "clock" | "budget" | "maxTasks"> {
  readonly clock: OwnedClock;
  readonly keepaliveMs: number;
  readonly rotateAfterMs: number;
  readonly continuation: "message" | "edit";
  readonly transport: NonNullable<StreamOptions["transport"]>;
  readonly firstTextMs: number;
  readonly callTimeoutMs: number;
  readonly closeTimeoutMs: number;
  readonly deliveryTimeoutMs: number;
  readonly sourceTimeoutMs: number;
  readonly maxPendingBytes: number;
  readonly whenPendingFull: "pause" | "fail";
  readonly maxMessageBytes: number;
  readonly maxTasks: number;
  /** The notice if no text is shown: posted alone, or left out if the caller posts one. */
  readonly lonelyNotices: "posted" | "left out";
  readonly budget: RateBudget | false | undefined;
  /** How long a refusal that may be a user's stop waits for the event that tells. */
  readonly stopEventGraceMs: number;
  /** Is the caller's abort a user's stop when Slack ended the message already? For callers that turn the one into the other. */
  readonly abortMayBeStop: boolean;
  /** Whole lines of prose in an answer's first call keep their last line break. For callers whose readers count on it. */
  readonly firstLine?: "whole" | undefined;
  /** Logs what is missing, for the developer. Never throws. */
  readonly warn: (text: string) => void;
}

const optionNames = {
  abortSignal: true,
  approvalBlocks: true,
  budget: true,
  callTimeoutMs: true,
  checkpoint: true,
  clock: true,
  closeTimeoutMs: true,
  continuation: true,
  deliveryTimeoutMs: true,
  failureNotice: true,
  finishNotice: true,
  firstTextMs: true,
  iconEmoji: true,
  iconUrl: true,
  keepaliveMs: true,
  maxMessageBytes: true,
  maxPendingBytes: true,
  maxTasks: true,
  mentions: true,
  metadata: true,
  minIntervalMs: true,
  onEvent: true,
  onFinish: true,
  plan: true,
  reactions: true,
  reasoning: true,
  rotateAfterMs: true,
  sessionStatus: true,
  silentReplies: true,
  sources: true,
  sourceTimeoutMs: true,
  status: true,
  stopNotice: true,
  stopBlocks: true,
  supersede: true,
  taskDisplayMode: true,
  tasks: true,
  transport: true,
  username: true,
  whenPendingFull: true,
} as const satisfies Record<keyof StreamOptions, true>;

/**
 * Applies the defaults and checks every option.
 *
 * @throws TypeError | RangeError naming the option, the rule and the value.
 */
export function toSettings(options: StreamOptions = {}): Settings {
  checkObject("options", options);
  checkNames("", options, optionNames);
  const {
    callTimeoutMs,
    clock,
    closeTimeoutMs,
    continuation,
    deliveryTimeoutMs,
    firstTextMs,
    keepaliveMs,
    maxMessageBytes,
    maxPendingBytes,
    maxTasks,
    rotateAfterMs,
    sources,
    sourceTimeoutMs,
    transport,
    whenPendingFull,
    ...others
  } = options;
  const settings: Settings = {
    clock: new OwnedClock(clock ?? systemClock),
    keepaliveMs: orNever(keepaliveMs ?? limits.keepaliveMs),
    rotateAfterMs: orNever(rotateAfterMs ?? limits.rotateAfterMs),
    continuation: continuation ?? "message",
    transport: transport ?? "auto",
    // A line has no place for links.
    sources: sources ?? (transport === "post" ? "footnotes" : undefined),
    firstTextMs: firstTextMs ?? limits.firstTextMs,
    callTimeoutMs: callTimeoutMs ?? limits.callTimeoutMs,
    closeTimeoutMs: closeTimeoutMs ?? limits.closeTimeoutMs,
    deliveryTimeoutMs: deliveryTimeoutMs ?? limits.deliveryTimeoutMs,
    sourceTimeoutMs: orNever(sourceTimeoutMs ?? false),
    // With `post` the whole answer waits until it is posted.
    maxPendingBytes: orNever(
      transport === "post" && whenPendingFull !== "fail"
        ? false
        : (maxPendingBytes ?? limits.maxPendingBytes),
    ),
    whenPendingFull: whenPendingFull ?? "pause",
    maxMessageBytes: maxMessageBytes ?? limits.maxMessageBytes,
    maxTasks: orNever(maxTasks ?? limits.maxTasks),
    lonelyNotices: "posted",
    budget: undefined,
    stopEventGraceMs: limits.stopEventGraceMs,
    abortMayBeStop: false,
    warn,
    // Behind the others: an object that begins as a copy gets a shape of its own in V8, which takes a kilobyte.
    ...others,
  };
  checkDurations(options, settings);
  checkChoices(settings);
  checkObjects(settings);
  checkDecorations(settings);
  checkAgentOptions(settings);
  checkCheckpoint(settings.checkpoint);
  return settings;
}

/** `console` is looked up at each call: a logger may have taken its place since. */
function warn(text: string): void {
  callListener(() => console.warn(text));
}

function orNever(duration: number | false): number {
  return duration === false ? Number.POSITIVE_INFINITY : duration;
}

const durations = [
  ["keepaliveMs", 1],
  ["rotateAfterMs", 1],
  ["minIntervalMs", 0],
  ["firstTextMs", 0],
  ["callTimeoutMs", 1],
  ["closeTimeoutMs", 1],
  ["deliveryTimeoutMs", 1],
  ["sourceTimeoutMs", 1],
] as const;

function checkDurations(options: StreamOptions, settings: Settings): void {
  for (const [name, least] of durations) {
    const given: unknown = options[name];
    if (given === undefined || (given === false && settings[name] === Number.POSITIVE_INFINITY)) continue;
    checkNumber(name, given, { of: "milliseconds", least });
    if (given === Number.POSITIVE_INFINITY)
      throw new RangeError(`${name} must be a finite number, got Infinity`);
  }
  if (settings.rotateAfterMs !== Number.POSITIVE_INFINITY && settings.rotateAfterMs > limits.lastRotationMs) {
    throw new RangeError(
      `rotateAfterMs must be at most ${limits.lastRotationMs} (Slack ends a message after 300 s), got ${settings.rotateAfterMs}`,
    );
  }
  const of = "bytes";
  checkNumber("maxPendingBytes", settings.maxPendingBytes, { of: "bytes or false", least: 1 });
  const [least, most] = [limits.smallestMessageBytes, limits.largestMessageBytes];
  checkNumber("maxMessageBytes", settings.maxMessageBytes, { of, least, most });
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

function checkObjects(settings: Settings): void {
  const { abortSignal, budget, failureNotice } = settings;
  if (abortSignal !== undefined && typeof abortSignal?.addEventListener !== "function") {
    refuse("abortSignal must be an AbortSignal", abortSignal);
  }
  checkClock(settings.clock.shared);
  const isBudget = typeof budget === "object" && [budget?.take, budget?.refused].every(isFunction);
  if (budget !== undefined && budget !== false && !isBudget) {
    refuse("budget must have take(call) and refused(call, retryAfterMs), or be false", budget);
  }
  const isNotice = failureNotice === undefined || failureNotice === false;
  if (!isNotice && !["string", "function"].includes(typeof failureNotice)) {
    refuse("failureNotice must be a string, false or a function", failureNotice);
  }
  for (const name of ["onEvent", "onFinish"] as const) checkType(name, settings[name], "function");
  checkType("supersede", settings.supersede, "boolean");
}

const choices = {
  whenPendingFull: ["pause", "fail"],
  continuation: ["message", "edit"],
  transport: ["auto", "stream", "edit", "post", "shared"],
  taskDisplayMode: ["timeline", "plan"],
  sessionStatus: ["active", "processing", "suspended", "closed"],
  mentions: ["users", "all", "none"],
  reasoning: ["hide", "card", "status"],
  sources: ["card", "footnotes", "hide"],
} as const;

/** @throws TypeError naming the option, what it may be, and the value. */
export function checkChoices(options: StreamOptions): void {
  for (const [name, allowed] of Object.entries(choices)) {
    const value: unknown = options[name as keyof typeof choices];
    if (value === undefined || (name === "mentions" && typeof value === "function")) continue;
    if ((allowed as readonly unknown[]).includes(value)) continue;
    refuse(`${name} must be one of ${allowed.join(", ")}`, value);
  }
}

/**
 * Checks what belongs to a message beside its text: known in advance, or only when the answer ends.
 *
 * @throws TypeError | RangeError naming the option, the rule and the value.
 */
export function checkDecorations(options: StreamOptions): void {
  const { stopBlocks = [], metadata } = options;
  if (!Array.isArray(stopBlocks)) refuse("stopBlocks must be an array of blocks", stopBlocks);
  if (stopBlocks.length > limits.stopBlocks)
    throw new RangeError(`stopBlocks must be at most ${limits.stopBlocks}, got ${stopBlocks.length}`);
  for (const block of stopBlocks as readonly (SlackBlock | undefined)[]) {
    if (typeof block?.type !== "string") refuse("stopBlocks must be blocks, each with a type", block);
  }
  if (metadata !== undefined && !isMetadata(metadata)) {
    refuse("metadata must have event_type, a string, and event_payload, an object", metadata);
  }
  for (const name of ["username", "iconEmoji", "iconUrl"] as const) checkType(name, options[name], "string");
}

function isMetadata(value: Partial<SlackMetadata> | null): boolean {
  const payload = value?.event_payload;
  return typeof value?.event_type === "string" && typeof payload === "object" && payload !== null;
}

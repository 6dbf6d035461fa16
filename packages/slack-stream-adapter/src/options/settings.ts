import { callListener } from "../call-listener.ts";
import { OwnedClock, systemClock } from "../clock.ts";
import * as limits from "../limits.ts";
import type { RateBudget, StreamOptions } from "../types/index.ts";
import { checkGiven } from "./names.ts";
import { checkOptions, optionRules } from "./option-rules.ts";

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

/**
 * Applies the defaults and checks every option.
 *
 * @throws TypeError | RangeError naming the option, the rule and the value.
 */
export function toSettings(options: StreamOptions = {}): Settings {
  checkGiven("options", options, optionRules);
  checkOptions(options);
  const {
    callTimeoutMs = limits.callTimeoutMs,
    clock = systemClock,
    closeTimeoutMs = limits.closeTimeoutMs,
    continuation = "message",
    deliveryTimeoutMs = limits.deliveryTimeoutMs,
    firstTextMs = limits.firstTextMs,
    keepaliveMs = limits.keepaliveMs,
    maxMessageBytes = limits.maxMessageBytes,
    maxPendingBytes = limits.maxPendingBytes,
    maxTasks = limits.maxTasks,
    rotateAfterMs = limits.rotateAfterMs,
    transport = "auto",
    // A line has no place for links.
    sources = transport === "post" ? "footnotes" : undefined,
    sourceTimeoutMs = false,
    whenPendingFull = "pause",
    ...others
  } = options;
  return {
    clock: new OwnedClock(clock),
    keepaliveMs: orNever(keepaliveMs),
    rotateAfterMs: orNever(rotateAfterMs),
    continuation,
    transport,
    sources,
    firstTextMs,
    callTimeoutMs,
    closeTimeoutMs,
    deliveryTimeoutMs,
    sourceTimeoutMs: orNever(sourceTimeoutMs),
    // With `post` the whole answer waits until it is posted.
    maxPendingBytes: orNever(transport === "post" && whenPendingFull === "pause" ? false : maxPendingBytes),
    whenPendingFull,
    maxMessageBytes,
    maxTasks: orNever(maxTasks),
    lonelyNotices: "posted",
    budget: undefined,
    stopEventGraceMs: limits.stopEventGraceMs,
    abortMayBeStop: false,
    warn,
    // Behind the others: an object that begins as a copy gets a shape of its own in V8, which takes a kilobyte.
    ...others,
  };
}

/** `console` is looked up at each call: a logger may have taken its place since. */
function warn(text: string): void {
  callListener(() => console.warn(text));
}

function orNever(duration: number | false): number {
  return duration === false ? Number.POSITIVE_INFINITY : duration;
}

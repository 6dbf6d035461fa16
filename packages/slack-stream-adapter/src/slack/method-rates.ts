import * as limits from "../limits.ts";
import type { RateBudgetCall } from "../types/index.ts";

/** What is known beforehand of a method's rate limit. */
export interface MethodRate {
  /** Calls a minute that Slack documents as a floor: it may let more through. */
  readonly perMinute: number;
  /** After a refusal text leaves so many places to keepalives and closing. */
  readonly reserve: number;
  /**
   * The pace of text before any refusal, for methods that close answers too: the burst and a minute's pace together stay
   * within what Slack documents. Undefined: nothing is held back before a refusal.
   */
  readonly text?:
    | { readonly perMinute: number; readonly burst: number; readonly growth?: number }
    | undefined;
  /**
   * The pace of a stream that is alone in its workspace: as fast as it likes while the minute has room for more than
   * `settledCalls`, then so far apart. Undefined: a stream alone is as any other.
   */
  readonly alone?: { readonly settledCalls: number; readonly settledGapMs: number } | undefined;
  /** What Slack counts by: the workspace, or each channel. */
  readonly per: "workspace" | "channel";
  /** Longer waits reserve no slot, ms: the caller takes another way, or asks again. */
  readonly promisedMs: number;
}

const forWorkspace = { per: "workspace", promisedMs: Number.POSITIVE_INFINITY } as const;

/** By Slack's documented floors. What is not named here is not held back. */
export const methodRates: Readonly<Record<string, MethodRate>> = {
  "chat.startStream": { ...forWorkspace, perMinute: 20, reserve: 0, promisedMs: limits.startTurnMs }, // S83
  "chat.appendStream": {
    ...forWorkspace,
    perMinute: 100,
    reserve: 2,
    alone: { settledCalls: 77, settledGapMs: limits.settledIntervalMs },
  }, // S84
  "chat.stopStream": { ...forWorkspace, perMinute: 20, reserve: 0 }, // S85
  "chat.update": { ...forWorkspace, perMinute: 50, text: { perMinute: 40, burst: 10 }, reserve: 1 }, // S86
  "chat.postMessage": {
    per: "channel",
    promisedMs: limits.patienceMs,
    perMinute: 60,
    text: { perMinute: 120, burst: 1, growth: 1.25 },
    reserve: 0,
  }, // S87
};

/** What Slack counts a call by: two calls of one method with the same scope share a limit. */
export function toLimitScope({ per }: MethodRate, { channel, workspace }: RateBudgetCall): string {
  return per === "channel" ? `${workspace}/${channel}` : workspace;
}

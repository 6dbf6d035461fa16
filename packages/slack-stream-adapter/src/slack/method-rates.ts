import * as limits from "../limits.ts";
import type { RateBudgetCall } from "../types/index.ts";

/** A method's rate limit, as Slack documents it. */
export interface MethodRate {
  /** Calls a minute that Slack documents as the minimum. It may let more through. */
  readonly perMinute: number;
  /** After a refusal, so many calls are reserved for keepalives and for closing. */
  readonly reserve: number;
  /**
   * The pace of text before any refusal, for methods that also close answers. The burst and the calls of a minute
   * together stay within the documented limit. Undefined: no text waits before a refusal.
   */
  readonly text?:
    | { readonly perMinute: number; readonly burst: number; readonly growth?: number }
    | undefined;
  /**
   * The pace of a stream that is alone in its workspace. It waits for nothing while the minute has room for more
   * than `settledCalls`. After that its calls are `settledGapMs` apart. Undefined: no special pace.
   */
  readonly alone?: { readonly settledCalls: number; readonly settledGapMs: number } | undefined;
  /** Whether Slack counts calls by workspace or by channel. */
  readonly per: "workspace" | "channel";
  /** The longest wait that reserves a place, ms. After a longer one the caller takes another way, or asks again. */
  readonly promisedMs: number;
}

const forWorkspace = { per: "workspace", promisedMs: Number.POSITIVE_INFINITY } as const;

/** Slack's documented minimum rates. Methods that are not in this table never wait. */
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

/** Names the limit of a call. Two calls of one method with the same scope share a limit. */
export function toLimitScope({ per }: MethodRate, { channel, workspace }: RateBudgetCall): string {
  return per === "channel" ? `${workspace}/${channel}` : workspace;
}

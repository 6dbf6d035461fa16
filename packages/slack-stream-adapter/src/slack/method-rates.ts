import { limits } from "../limits.ts";

/** How many calls of a method a workspace may make, inside what Slack documents. */
export interface MethodRate {
  /** In any minute: the refill together with a full bucket stays within it. */
  readonly perMinute: number;
  /** Calls that may follow each other at once. */
  readonly burst: number;
  /** What of the burst text leaves to keepalives. */
  readonly reserve: number;
  /** What shares a bucket: one for the workspace, or one for each channel. */
  readonly per: "workspace" | "channel";
  /** Who would have to wait longer is promised no moment: it takes another way, or asks again. */
  readonly promisedMs: number;
  /** `always`, or not before Slack has really refused one. */
  readonly held: "always" | "after-refusal";
}

const gentle = { per: "workspace", held: "always", promisedMs: Number.POSITIVE_INFINITY } as const;
// Scarce on paper, and each the first or last that users see of an answer: not worth a wait that Slack may not ask for.
const sparing = { ...gentle, perMinute: 20, burst: 5, reserve: 0, held: "after-refusal" } as const;

/** By Slack's documented floors. What is not named here is not held back. */
export const methodRates: Readonly<Record<string, MethodRate>> = {
  "chat.startStream": { ...sparing, promisedMs: limits.startTurnMs }, // S83
  "chat.appendStream": { ...gentle, perMinute: 100, burst: 20, reserve: 2 }, // S84
  "chat.stopStream": sparing, // S85
  "chat.update": { ...gentle, perMinute: 50, burst: 10, reserve: 1 }, // S86
  "chat.postMessage": {
    ...gentle,
    promisedMs: limits.patienceMs,
    per: "channel",
    perMinute: 60,
    burst: 1,
    reserve: 0,
  }, // S87
};

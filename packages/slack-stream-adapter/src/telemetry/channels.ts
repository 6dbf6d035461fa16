import { callListener } from "../call-listener.ts";
import { SlackStreamError } from "../errors.ts";
import type { Outcome } from "../slack/outcome.ts";
import type { CallObserver } from "../slack/perform-call.ts";
import type {
  CallEnded,
  CallMessage,
  ObservedCall,
  ObservedEvent,
  ObservedStream,
  StreamEvent,
  StreamMessage,
  StreamReceipt,
  StreamStarted,
  StreamTarget,
} from "../types/index.ts";

export const streamChannelName = "slack-stream-adapter:stream";
export const callChannelName = "slack-stream-adapter:call";

/** An event of the answer itself. The event `checkpoint-off` comes from the store. */
export type AnswerEvent = Exclude<StreamEvent, { readonly type: "checkpoint-off" }>;

/** The members of Node's `Channel` that the library uses. */
export interface Channel {
  readonly hasSubscribers: boolean;
  publish(message: unknown): void;
}

/** Publishes the messages about one stream. A stream without subscribers has no observer. */
export interface Observer extends CallObserver {
  /** Runs the stream in the context that a subscriber gives it. */
  around<Result>(work: () => Result): Result;
  /** A step is about to call Slack. `textSince` is the time since which its oldest text waits. */
  sends(step: { readonly textSince: number | undefined; readonly isKeepalive: boolean }): void;
  /** The budget does not let a call through yet. */
  holds(kind: string): void;
  happens(event: AnswerEvent): void;
  ends(receipt: StreamReceipt, error?: unknown): void;
}

/**
 * Checks once for each stream whether Node's diagnostics channels have subscribers. A stream without subscribers does no work for
 * them. The module is not imported, because it is missing outside of Node and in Node before 20.16.
 */
export function createObserver(
  { channel, threadTs }: Pick<StreamTarget, "channel" | "threadTs">,
  now: () => number,
): Observer | undefined {
  const diagnostics = findDiagnostics();
  if (diagnostics === undefined) return undefined;
  const streams = diagnostics.channel(streamChannelName);
  const calls = diagnostics.channel(callChannelName);
  if (!streams.hasSubscribers && !calls.hasSubscribers) return undefined;
  observed += 1;
  return observe({ streams, calls, now, stream: { id: String(observed), channel, threadTs } });
}

let observed = 0;

interface Observing {
  readonly streams: Channel;
  readonly calls: Channel;
  readonly now: () => number;
  readonly stream: ObservedStream;
}

function observe({ streams, calls, now, stream }: Observing): Observer {
  // Node reports an error of a subscriber. An error of the channel itself must not fail the answer.
  const tell = (message: StreamMessage) => callListener(() => streams.publish(message));
  const tellCall = (message: CallMessage) => callListener(() => calls.publish(message));
  const startedAt = now();
  const start: StreamStarted = { type: "start", stream, atMs: startedAt };
  tell(start);
  let sentAt = startedAt;
  let oldest: number | undefined;
  let isKeepalive = false;
  let isPainted = false;
  /** The time since which calls of each kind wait. */
  const waiting = new Map<string, number>();

  const shows = () => {
    if (oldest === undefined) return;
    const lagMs = Math.max(0, sentAt - oldest);
    const firstPaint = isPainted ? {} : { firstPaintMs: sentAt - startedAt };
    tell({ type: "shown", stream, atMs: sentAt, lagMs, ...firstPaint });
    isPainted = true;
    oldest = undefined;
  };

  return {
    around: (work) => (start.around === undefined ? work() : start.around(work)),
    sends(step) {
      oldest = step.textSince;
      isKeepalive = step.isKeepalive;
      sentAt = now();
    },
    holds(kind) {
      if (!waiting.has(kind)) waiting.set(kind, now());
    },
    calls({ method, kind }) {
      const atMs = now();
      const isCosmetic = kind === "status" || (kind === "append" && isKeepalive);
      const waitedMs = atMs - (waiting.get(kind) ?? atMs);
      const call: ObservedCall = { method, purpose: isCosmetic ? "cosmetic" : "message", waitedMs };
      waiting.delete(kind);
      tellCall({ type: "start", stream, call, atMs });
      return (outcome) => {
        if (outcome.type === "refused" && outcome.reason === "rate-limited") waiting.set(kind, now());
        tellCall({ type: "end", stream, call, atMs: now(), outcome: outcome.type, ...toTrouble(outcome) });
      };
    },
    happens(event) {
      tell({ type: "event", stream, atMs: now(), event: toObserved(event) });
      if (event.type === "segment-start" || event.type === "append" || event.type === "segment-end") shows();
    },
    ends({ checkpoint, counts, fallbackReason, outcome, segments, times }, error) {
      tell({
        type: "end",
        stream,
        atMs: now(),
        outcome,
        ...(outcome === "failed" ? { error: toName(error) } : {}),
        segments: segments.map(({ ended }) => ended),
        counts,
        times,
        ...(fallbackReason === undefined ? {} : { fallbackReason }),
        ...(checkpoint === undefined ? {} : { checkpoint }),
      });
    },
  };
}

function toTrouble(outcome: Outcome): Pick<CallEnded, "code" | "reason"> {
  if (outcome.type === "applied") return {};
  return { code: outcome.code, ...(outcome.type === "refused" ? { reason: outcome.reason } : {}) };
}

/** Only the name, because the message of an error may hold text of the answer. */
function toName(error: unknown): string {
  if (SlackStreamError.isInstance(error)) return error.code;
  return error instanceof Error ? error.name : typeof error;
}

function toObserved(event: AnswerEvent): ObservedEvent {
  if (event.type !== "segment-end") return event;
  const { type, ts, ended, cause } = event;
  return { type, ts, ended, ...(cause === undefined ? {} : { cause: { code: cause.code } }) };
}

/** The members of Node's module that the library uses. */
export interface Diagnostics {
  channel(name: string): Channel;
  subscribe(name: string, listener: (message: unknown) => void): void;
  unsubscribe(name: string, listener: (message: unknown) => void): void;
}

/** Node's `diagnostics_channel`, or undefined if the runtime has none. */
export function findDiagnostics(): Diagnostics | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  try {
    // A runtime may have the function and lack the module.
    const known = process?.getBuiltinModule?.("node:diagnostics_channel") as Partial<Diagnostics> | undefined;
    return typeof known?.channel === "function" && typeof known.subscribe === "function"
      ? (known as Diagnostics)
      : undefined;
  } catch {
    return undefined;
  }
}

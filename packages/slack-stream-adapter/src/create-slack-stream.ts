import { createDelivery, type Delivery } from "./answer/run.ts";
import { runShared } from "./answer/run-shared.ts";
import { runDurably } from "./durable/run-durably.ts";
import { onAbort } from "./on-abort.ts";
import { describeKind } from "./options/check.ts";
import { checkNames } from "./options/names.ts";
import { checkChoices, checkDecorations, type Settings, toSettings } from "./options/settings.ts";
import { type BoltArgs, readTarget } from "./options/slack-target.ts";
import { checkTarget } from "./options/target.ts";
import { createPushSource } from "./source/push-source.ts";
import { beginning, type OpenSource } from "./source/read-source.ts";
import { ignore } from "./source/return-iterator.ts";
import type {
  CheckpointOptions,
  ReplayedReceipt,
  SegmentEnd,
  SlackChunk,
  StreamEvent,
  StreamFrom,
  StreamOptions,
  StreamReceipt,
  StreamTarget,
} from "./types/index.ts";

/** A stream that your code writes to. With a `checkpoint` its receipt may be that of an answer which was finished before. */
export interface SlackStream<Receipt extends StreamReceipt | ReplayedReceipt = StreamReceipt> {
  /**
   * Adds text or a chunk, and returns at once. Items are sent in the order of the calls. What is added after Slack or the user ended
   * the stream is ignored.
   *
   * @throws TypeError on anything else than a string or a chunk; Error after {@link SlackStream.stop} or abort.
   */
  append(item: string | SlackChunk): void;
  /**
   * Ends the answer; calling it again gives the same receipt. Rejects as `streamToSlack` does, except for a source's own
   * error; on misuse of `extra` nothing is ended.
   */
  stop(extra?: StopExtra): Promise<Receipt>;
  /** Stops, sends what was added so far and closes what is open, within `closeTimeoutMs`; resolves with outcome `aborted`. */
  abort(reason?: unknown): Promise<Receipt>;
  /**
   * With a `checkpoint`: resolves when the store has said how far the answer is, with the place from which to push its text. Code that
   * does not wait for it, or reads none of its fields, has to push the answer from its start. For an answer that is finished already,
   * {@link SlackStream.signal} has aborted by then. Rejects as {@link SlackStream.stop} does, for example where another process streams the
   * answer. Without a `checkpoint` it resolves at once, with the start.
   */
  readonly ready: Promise<StreamFrom>;
  /** Aborts when no more text is needed: the user pressed stop, Slack refused for good, or the stream was aborted. */
  readonly signal: AbortSignal;
  /** When the open message was started, ms since the epoch; undefined while none is open. */
  readonly startedAt: number | undefined;
  /** Age of the open message, ms. */
  readonly ageMs: number | undefined;
  /** The messages so far. */
  readonly segments: readonly OpenedSegment[];
  /** For `pipeTo`: closing it calls `stop()`, aborting it calls `abort()`. */
  readonly writable: WritableStream<string | SlackChunk>;
}

/** What ends an answer: a last text, and what belongs below it. */
export interface StopExtra extends Pick<StreamOptions, "stopBlocks" | "metadata" | "sessionStatus"> {
  /** Added to the end, as by `append`. */
  readonly text?: string | undefined;
}

/** One Slack message of a stream that is written to. */
export interface OpenedSegment {
  /** Where it is. */
  readonly channel: string;
  /** The message. */
  readonly ts: string;
  /** Native streaming, post and edit, or a post that is never edited. */
  readonly transport: "stream" | "edit" | "post";
  /** When it was there, ms since the epoch. */
  readonly startedAt: number;
  /** How it ended; undefined while it is open. */
  readonly ended: SegmentEnd | undefined;
}

/**
 * Opens a stream that your code writes to: from callbacks, events, or another stream's `pipeTo`. It delivers as `streamToSlack` does.
 * Nothing is sent before there is something to show.
 *
 * @param target the Slack client (or token), the channel, and the thread; or what a Bolt listener is given, as it is.
 * @param options as those of `streamToSlack`.
 * @throws TypeError or RangeError on misuse.
 * @example
 * const stream = createSlackStream({ client, channel, threadTs, recipientUserId, recipientTeamId });
 * agent.on("text", (text) => stream.append(text));
 * agent.on("end", () => void stream.stop());
 */
export function createSlackStream(
  target: StreamTarget | BoltArgs,
  options: StreamOptions & { readonly checkpoint: CheckpointOptions },
): SlackStream<StreamReceipt | ReplayedReceipt>;
export function createSlackStream(target: StreamTarget | BoltArgs, options?: StreamOptions): SlackStream;
export function createSlackStream(target: StreamTarget | BoltArgs, options: StreamOptions = {}): SlackStream {
  const place = readTarget(target);
  checkTarget(place);
  const segments: OpenedSegment[] = [];
  const aborter = new AbortController();
  const settings: Mutable<Settings> = toSettings(options);
  const { abortSignal } = settings;
  // Beside `abort()`; the receipt lets go of it.
  const unfollow = onAbort(abortSignal, () => aborter.abort(abortSignal?.reason));
  settings.abortSignal = aborter.signal;
  const { clock } = settings;
  settings.onEvent = (event) => {
    noteSegment(segments, event, clock.now());
    // Handed back, so that an async listener is let fail as well.
    return options.onEvent?.(event);
  };

  const source = createPushSource();
  let signal = aborter.signal;
  const open: OpenSource = (given, sink, room) => {
    signal = given;
    return source.open(given, sink, room);
  };
  const { ready, receipt } = startPushed(open, createDelivery(place, settings), aborter);
  void receipt.catch(ignore).then(unfollow); // Whoever calls stop() or abort() is told.
  let closed: string | undefined;

  const append = (item: string | SlackChunk) => {
    if (closed !== undefined) throw new Error(`append() after ${closed}: the stream has ended`);
    if (typeof item !== "string" && typeof item?.type !== "string") {
      throw new TypeError(`append() takes a string or a Slack chunk, got ${describeKind(item)}`);
    }
    if (!signal.aborted) source.push(item);
  };

  const stop = (extra: StopExtra = {}): Promise<StreamReceipt> => {
    if (closed !== undefined) return receipt;
    try {
      checkExtra(extra);
    } catch (error) {
      return Promise.reject(error);
    }
    const { text, stopBlocks, metadata, sessionStatus } = extra;
    if (text !== undefined) append(text);
    Object.assign(settings, definedOnly({ stopBlocks, metadata, sessionStatus }));
    closed = "stop()";
    source.end();
    return receipt;
  };

  const abort = (reason?: unknown): Promise<StreamReceipt> => {
    closed ??= "abort()";
    aborter.abort(reason);
    return receipt;
  };

  return {
    append,
    stop,
    abort,
    ready,
    get signal() {
      return signal;
    },
    get startedAt() {
      return openSegment(segments)?.startedAt;
    },
    get ageMs() {
      const startedAt = openSegment(segments)?.startedAt;
      return startedAt === undefined ? undefined : clock.now() - startedAt;
    },
    get segments() {
      return segments;
    },
    writable: new WritableStream({
      write: append,
      close: async () => void (await stop()),
      abort: async (reason) => void (await abort(reason)),
    }),
  };
}

/** With a checkpoint the source is opened once the store has said where the answer stands. */
function startPushed(
  open: OpenSource,
  delivery: Delivery,
  aborter: AbortController,
): { readonly ready: Promise<StreamFrom>; readonly receipt: Promise<StreamReceipt> } {
  const { checkpoint } = delivery.settings;
  if (checkpoint === undefined) {
    return { ready: Promise.resolve(beginning), receipt: runShared(open, delivery) };
  }
  let begin: (from: StreamFrom) => void = () => {};
  const begun = new Promise<StreamFrom>((resolve) => {
    begin = resolve;
  });
  const openFrom = (from: StreamFrom): OpenSource => {
    begin(from);
    return open;
  };
  const receipt = runDurably(openFrom, delivery, checkpoint);
  const over = receipt.then(({ replayed }) => {
    if (replayed) aborter.abort();
    return beginning;
  });
  const ready = Promise.race([begun, over]);
  ready.catch(ignore);
  return { ready, receipt };
}

const extraNames = {
  metadata: true,
  sessionStatus: true,
  stopBlocks: true,
  text: true,
} as const satisfies Record<keyof StopExtra, true>;

function checkExtra(extra: StopExtra): void {
  if (typeof extra !== "object" || extra === null)
    throw new TypeError(`stop() takes an object, got ${describeKind(extra)}`);
  checkNames("", extra, extraNames);
  if (extra.text !== undefined && typeof extra.text !== "string")
    throw new TypeError(`text must be a string, got ${describeKind(extra.text)}`);
  checkChoices(extra);
  checkDecorations(extra);
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function openSegment(segments: readonly OpenedSegment[]): OpenedSegment | undefined {
  return segments.find((segment) => segment.ended === undefined);
}

function noteSegment(segments: OpenedSegment[], event: StreamEvent, startedAt: number): void {
  if (event.type === "segment-start") {
    const { channel, ts, transport } = event;
    segments.push({ channel, ts, transport, startedAt, ended: undefined });
  } else if (event.type === "segment-end") {
    const index = segments.findLastIndex((segment) => segment.ts === event.ts);
    const segment = segments[index];
    if (segment !== undefined) segments[index] = { ...segment, ended: event.ended };
  }
}

function definedOnly<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

import { createDelivery, type Delivery, runStream } from "./answer/run.ts";
import { runDurably } from "./durable/run-durably.ts";
import { onAbort } from "./on-abort.ts";
import { describeKind } from "./options/check.ts";
import { checkNames } from "./options/names.ts";
import { checkOptions } from "./options/option-rules.ts";
import { type Settings, toSettings } from "./options/settings.ts";
import { type BoltArgs, readTarget } from "./options/slack-target.ts";
import { checkTarget } from "./options/target.ts";
import { definedOnly } from "./slack/read-property.ts";
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

/** A stream that your code writes to. With a `checkpoint` its receipt may be the receipt of an earlier call. */
export interface SlackStream<Receipt extends StreamReceipt | ReplayedReceipt = StreamReceipt> {
  /**
   * Adds text or a chunk, and returns at once. Items are sent in the order of the calls. An item that comes after the user pressed stop, or
   * after Slack refused for good, is ignored.
   *
   * @throws TypeError if the item is neither a string nor a chunk; Error after {@link SlackStream.stop} or {@link SlackStream.abort}.
   */
  append(item: string | SlackChunk): void;
  /**
   * Ends the answer, and resolves with its receipt when the whole text is delivered. A second call gives the same receipt. Rejects
   * with a `SlackStreamError` if the answer could not be delivered. Rejects with a TypeError if `extra` is wrong. In that case the
   * stream goes on.
   */
  stop(extra?: StopExtra): Promise<Receipt>;
  /**
   * Ends the answer early: sends the text that was added so far, and closes the message within `closeTimeoutMs`. The outcome is `aborted`.
   * `reason` becomes the reason of {@link SlackStream.signal}.
   */
  abort(reason?: unknown): Promise<Receipt>;
  /**
   * Useful only with a `checkpoint`: resolves with the place from which your code can push the answer. If your code does not wait for it,
   * or reads none of its fields, push the answer from its start. If an earlier call has finished the answer, {@link SlackStream.signal} has
   * fired before this promise resolves. Rejects as {@link SlackStream.stop} does, for example if another process streams the answer.
   * Without a `checkpoint` it resolves at once, and all fields are 0.
   */
  readonly ready: Promise<StreamFrom>;
  /** Fires when your code should stop pushing: the user pressed stop, Slack refused for good, or the stream was aborted. */
  readonly signal: AbortSignal;
  /** When the open message was started, ms since the Unix epoch. Undefined if no message is open. */
  readonly startedAt: number | undefined;
  /** Age of the open message, ms. Undefined if no message is open. */
  readonly ageMs: number | undefined;
  /** The messages of the answer so far. */
  readonly segments: readonly OpenedSegment[];
  /** For `pipeTo`. Takes strings and chunks. Closing it calls `stop()`, and aborting it calls `abort()`. */
  readonly writable: WritableStream<string | SlackChunk>;
}

/** What `stop()` may add to the end of an answer. The other options are those of `streamToSlack`. */
export interface StopExtra extends Pick<StreamOptions, "stopBlocks" | "metadata" | "sessionStatus"> {
  /** Text that is added to the end of the answer. */
  readonly text?: string | undefined;
}

/** One Slack message of a stream that your code writes to. */
export interface OpenedSegment {
  /** ID of the channel or direct message. */
  readonly channel: string;
  /** `ts` of the message. */
  readonly ts: string;
  /** How it was opened: by Slack's streaming (`stream`), by a post that is edited (`edit`), or by a post that is not edited (`post`). */
  readonly transport: "stream" | "edit" | "post";
  /** When it was opened, ms since the Unix epoch. */
  readonly startedAt: number;
  /** How it ended. Undefined while it is open. */
  readonly ended: SegmentEnd | undefined;
}

/**
 * Opens a stream that your code writes to, from callbacks, events or another stream's `pipeTo`. Its text gets to Slack in the same way as
 * with `streamToSlack`. No message is posted before there is something to show.
 *
 * @param target the Slack client (or token), the channel and the thread; or the arguments of a Bolt listener, unchanged.
 * @param options the same as those of `streamToSlack`.
 * @throws TypeError or RangeError if an argument is wrong.
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
  // `abortSignal` works in the same way as `abort()`. The listener is removed when the receipt settles.
  const unfollow = onAbort(abortSignal, () => aborter.abort(abortSignal?.reason));
  settings.abortSignal = aborter.signal;
  const { clock } = settings;
  settings.onEvent = (event) => {
    noteSegment(segments, event, clock.now());
    // Returned, so that a rejection of an async listener is dropped too.
    return options.onEvent?.(event);
  };

  const source = createPushSource();
  let { signal } = aborter;
  const open: OpenSource = (control, sink, room) => {
    signal = control.signal;
    return source.open(control, sink, room);
  };
  const { ready, receipt } = startPushed(open, createDelivery(place, settings), aborter);
  void receipt.catch(ignore).then(unfollow); // The promise of stop() or abort() reports the error.
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

/** With a checkpoint the source is opened when the store has said how far the answer got. */
function startPushed(
  open: OpenSource,
  delivery: Delivery,
  aborter: AbortController,
): { readonly ready: Promise<StreamFrom>; readonly receipt: Promise<StreamReceipt> } {
  const { checkpoint } = delivery.settings;
  if (checkpoint === undefined) {
    return { ready: Promise.resolve(beginning), receipt: runStream(open, delivery) };
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
  checkOptions(extra);
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

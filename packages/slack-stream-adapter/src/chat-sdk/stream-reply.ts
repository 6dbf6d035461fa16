import type {
  AdapterPostableMessage,
  AgentSessionStatus,
  Logger,
  RawMessage,
  StateAdapter,
  StreamOptions,
} from "chat";
import { runStream } from "../answer/run.ts";
import { callListener } from "../call-listener.ts";
import { runDurably } from "../durable/run-durably.ts";
import { SlackStreamError } from "../errors.ts";
import type { Settings } from "../options/settings.ts";
import { readSource } from "../source/read-source.ts";
import type { SlackBlock, SlackClient, StreamReceipt, StreamSource, StreamTarget } from "../types/index.ts";
import { AdapterCalls } from "./adapter-calls.ts";
import { createEmptyReplyId } from "./empty-replies.ts";
import { mapItems, type ReplyItem, type ToItems } from "./map-items.ts";
import { createMentionText } from "./mention-text.ts";
import { keepReceipt } from "./receipts.ts";
import type { SlackStreamingOptions } from "./streaming-options.ts";
import { toStopBlocks, toStreamSettings } from "./to-stream-settings.ts";
import { readCarried } from "./with-cards.ts";

/** One reply to one thread, with the parts of the adapter that it needs. */
export interface Reply {
  readonly threadId: string;
  /** Names the installation that answers, and whether it is of one workspace or of an organisation. It begins the id of a durable answer. */
  readonly installation: string;
  readonly channel: string;
  readonly threadTs: string | undefined;
  readonly token: string;
  readonly options: StreamOptions;
  readonly streaming: SlackStreamingOptions;
  /** The state that all processes of the bot share. Undefined if the adapter belongs to no `Chat`. */
  readonly store: StateAdapter | undefined;
  /** Age at which the reply goes on in another message. `Infinity` for never. */
  readonly maxAgeMs: number;
  /** True if Slack shows the state of sessions. Then this library sets it. */
  readonly agentView: boolean;
  readonly feedbackBlock: SlackBlock | undefined;
  readonly logger: Logger;
  readonly readClient: () => SlackClient;
  readonly resolveMentions: ((text: string) => Promise<string>) | undefined;
  readonly post: (message: AdapterPostableMessage) => Promise<RawMessage<unknown>>;
  readonly edit: (id: string, message: AdapterPostableMessage) => Promise<RawMessage<unknown>>;
  readonly postBlocks: (blocks: readonly SlackBlock[]) => Promise<SlackMessageAnswer>;
  readonly settle: (status: AgentSessionStatus) => Promise<void>;
  /** Called if native streaming is not available here and will not be later. */
  readonly latch: () => void;
}

/** Slack's response to a post. */
export interface SlackMessageAnswer {
  readonly ts?: string | undefined;
  readonly channel?: string | undefined;
}

/** Streams a reply to its end, through its adapter. */
export async function streamReply(
  textStream: AsyncIterable<ReplyItem>,
  reply: Reply,
): Promise<RawMessage<unknown>> {
  let finished: StreamReceipt | undefined;
  const settings = toStreamSettings(reply, (receipt) => {
    finished = receipt;
  });
  const target = toTarget(reply);
  const calls = new AdapterCalls(reply, target, settings);
  const shown = mapItems(textStream, toShown(calls, reply, settings));
  const source = resolveMentions(shown, reply.resolveMentions);
  const { onFinish } = reply.streaming;
  const tell = (error?: unknown) => {
    const receipt = finished;
    if (receipt === undefined || onFinish === undefined) return;
    callListener(() => (error === undefined ? onFinish(receipt) : onFinish(receipt, error)));
  };
  try {
    const delivery = { target, settings, calls };
    const open = readSource(source as StreamSource);
    const { checkpoint } = settings;
    const receipt = await (checkpoint === undefined
      ? runStream(open, delivery)
      : runDurably(() => open, delivery, checkpoint));
    const result = (await showBlocksAlone(reply, receipt)) ?? toResult(reply, receipt, calls);
    finished = result.receipt;
    await settleSession(reply, result.receipt, { calls, settings });
    keepReceipt(result.message, result.receipt);
    tell();
    return result.message;
  } catch (error) {
    const thrown = toThrown(error, calls);
    if (typeof thrown === "object" && thrown !== null) keepReceipt(thrown, finished);
    tell(error);
    throw thrown;
  }
}

interface Result {
  readonly message: RawMessage<unknown>;
  readonly receipt: StreamReceipt;
}

/** Posts the blocks of `endWith` as their own message if the reply has no text. */
async function showBlocksAlone(reply: Reply, receipt: StreamReceipt): Promise<Result | undefined> {
  const blocks = toStopBlocks(reply);
  const asked = reply.options.stopBlocks?.length ?? 0;
  const isEmpty = receipt.outcome === "silent" && receipt.text.trim() === "" && receipt.segments.length === 0;
  if (blocks === undefined || asked === 0 || !isEmpty) return undefined;
  const answer = await reply.postBlocks(blocks);
  const { ts = "", channel = reply.channel } = answer;
  const place = {
    ts,
    channel,
    start: 0,
    end: receipt.text.length,
    transport: "edit",
    ended: "stopped",
  } as const;
  const segment = { ...place, repaired: false, uncertain: false, keepalivesLeft: 0 };
  return {
    message: { id: ts, threadId: reply.threadId, raw: answer },
    receipt: { ...receipt, outcome: "completed", segments: [segment] },
  };
}

/** Post-and-edit through the adapter shows only text. Cards are left out, as in `chat`. */
function toShown(calls: AdapterCalls, { options }: Reply, settings: Mutable<Settings>): ToItems {
  return (step) => {
    if (step.done === true) return [];
    const item = step.value;
    const { blocks, sessionStatus, part } = readCarried(item) ?? {};
    if (part !== undefined) return [part as unknown as ReplyItem];
    if (sessionStatus !== undefined) settings.sessionStatus = options.sessionStatus ?? sessionStatus;
    // Slack has a chunk for blocks, and `chat` has none.
    if (blocks !== undefined)
      return calls.fellBack ? [] : [{ type: "blocks", blocks } as unknown as ReplyItem];
    const isText = typeof item === "string" || item?.type === "markdown_text";
    return isText || !calls.fellBack ? [item] : [];
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function toTarget({ channel, threadTs, token, options, readClient }: Reply): StreamTarget {
  const { recipientTeamId, recipientUserId } = options;
  return { client: readClient(), token, channel, threadTs, recipientUserId, recipientTeamId };
}

/** Sets the session's status, unless the stop of a streamed message has set it. */
async function settleSession(
  reply: Reply,
  receipt: StreamReceipt,
  { calls, settings }: { readonly calls: AdapterCalls; readonly settings: Settings },
): Promise<void> {
  const last = receipt.segments.at(-1);
  const said = calls.isSettled || last?.transport === "stream" || receipt.outcome === "stopped-by-user";
  if (!said) await reply.settle(settings.sessionStatus ?? "active");
}

function toResult({ threadId }: Reply, receipt: StreamReceipt, calls: AdapterCalls): Result {
  const last = receipt.segments.at(-1);
  const message = {
    id: last?.ts || createEmptyReplyId(),
    threadId,
    raw: calls.lastAnswer ?? { ok: true, channel: last?.channel, ts: last?.ts },
  };
  return { message, receipt };
}

/**
 * If Slack refused, the error of Slack's client is thrown, because existing handlers of bots expect it. Failures without
 * such an error throw ours.
 */
function toThrown(error: unknown, calls: AdapterCalls): unknown {
  return SlackStreamError.isInstance(error) ? (calls.thrownFor(error.cause) ?? error) : error;
}

/**
 * The same stream, with `@name` replaced if the adapter knows the person. Only text that may be part of a mention
 * waits. A chunk that is not text releases it, so the order of the source stays.
 */
export function resolveMentions(
  source: AsyncIterable<ReplyItem>,
  resolve: ((text: string) => Promise<string>) | undefined,
): AsyncIterable<ReplyItem> {
  return resolve === undefined ? source : mapItems(source, toResolved(resolve));
}

function toResolved(resolve: (text: string) => Promise<string>): ToItems {
  const mentions = createMentionText(resolve);
  return function* (step) {
    const text = step.done === true ? undefined : toText(step.value);
    if (text === undefined) {
      yield filled(mentions.end());
      if (step.done !== true) yield step.value;
    } else if (mentions.isPlain(text)) yield mentions.pass(text);
    else for (const line of text.split(lineEnds)) yield filled(mentions.push(line));
  };
}

/** The blank lines after a line stay with it, because they end its paragraph. */
const lineEnds = /(?<=\n)(?=[^\r\n])/;

async function filled(text: Promise<string>): Promise<string | undefined> {
  return (await text) || undefined;
}

function toText(item: ReplyItem): string | undefined {
  if (typeof item === "string") return item;
  return item?.type === "markdown_text" ? item.text : undefined;
}

import type { AdapterPostableMessage, AgentSessionStatus, Logger, RawMessage, StreamOptions } from "chat";
import { runStream } from "../delivery/run-stream.ts";
import { SlackStreamError } from "../errors.ts";
import { readSource } from "../source/read-source.ts";
import type { SlackBlock, SlackClient, StreamReceipt, StreamSource, StreamTarget } from "../types.ts";
import { createAdapterCalls, type Wire } from "./adapter-calls.ts";
import { type Item, mapItems, type ToItems } from "./map-items.ts";
import { keepReceipt } from "./receipts.ts";
import { resolveMentions } from "./resolve-mentions.ts";
import type { SlackStreamingOptions } from "./streaming-options.ts";
import { toStreamSettings } from "./to-stream-settings.ts";

/** One reply to one thread, and what is needed of the adapter for it. */
export interface Reply {
  readonly threadId: string;
  readonly channel: string;
  readonly threadTs: string | undefined;
  readonly token: string;
  readonly options: StreamOptions;
  readonly streaming: SlackStreamingOptions;
  /** Age at which a message is continued in another one; `Infinity` for never. */
  readonly maxAgeMs: number;
  /** Sessions have a state that Slack shows, and it is ours to settle. */
  readonly agentView: boolean;
  readonly feedbackBlock: SlackBlock | undefined;
  readonly logger: Logger;
  readonly readClient: () => SlackClient;
  readonly resolveMentions: ((text: string) => Promise<string>) | undefined;
  readonly post: (message: AdapterPostableMessage) => Promise<RawMessage<unknown>>;
  readonly edit: (id: string, message: AdapterPostableMessage) => Promise<RawMessage<unknown>>;
  readonly settle: (status: AgentSessionStatus) => Promise<void>;
  /** Native streaming is not to be had here, now or later. */
  readonly latch: () => void;
}

/** Streams a reply to its end, through the adapter it was asked of. */
export async function streamReply(
  textStream: AsyncIterable<Item>,
  reply: Reply,
): Promise<RawMessage<unknown>> {
  let finished: StreamReceipt | undefined;
  const settings = toStreamSettings(reply, (receipt) => {
    finished = receipt;
  });
  const target = toTarget(reply);
  const wire = createAdapterCalls(reply, target, settings);
  const shown = mapItems(textStream, withoutCardsOnceFallenBack(wire));
  const source = resolveMentions(shown, reply.resolveMentions);
  try {
    const receipt = await runStream(readSource(source as StreamSource), { target, settings, ...wire });
    await settleSession(reply, receipt, wire);
    const result = toRawMessage(reply, receipt, wire);
    keepReceipt(result, receipt);
    return result;
  } catch (error) {
    const thrown = toThrown(error, wire);
    if (typeof thrown === "object" && thrown !== null) keepReceipt(thrown, finished);
    throw thrown;
  }
}

/** Post-and-edit through the adapter shows text alone: cards are passed over, as `chat` does it. */
function withoutCardsOnceFallenBack(wire: Wire): ToItems {
  return (step) => {
    if (step.done === true) return [];
    const item = step.value;
    const isText = typeof item === "string" || item?.type === "markdown_text";
    return isText || !wire.fellBack ? [item] : [];
  };
}

function toTarget({ channel, threadTs, token, options }: Reply): StreamTarget {
  const { recipientTeamId, recipientUserId } = options;
  return { token, channel, threadTs, recipientUserId, recipientTeamId };
}

/** A streamed message says at its stop what becomes of the session; what was posted, or nothing at all, does not. */
async function settleSession(reply: Reply, receipt: StreamReceipt, wire: Wire): Promise<void> {
  const last = receipt.segments.at(-1);
  const said = wire.settled || last?.transport === "stream" || receipt.outcome === "stopped-by-user";
  if (!said) await reply.settle(reply.options.sessionStatus ?? "active");
}

function toRawMessage({ threadId }: Reply, receipt: StreamReceipt, wire: Wire): RawMessage<unknown> {
  const last = receipt.segments.at(-1);
  return {
    id: last?.ts ?? "",
    threadId,
    raw: wire.lastAnswer() ?? { ok: true, channel: last?.channel, ts: last?.ts },
  };
}

/**
 * Handlers that catch what Slack's client throws go on doing so: where Slack refused, its own error is thrown. Failures that
 * no single call explains are told by ours.
 */
function toThrown(error: unknown, wire: Wire): unknown {
  return SlackStreamError.isInstance(error) ? (wire.thrownFor(error.cause) ?? error) : error;
}

import { forEachClock } from "../clock.ts";
import type { SlackBlock, SlackMetadata, StreamTarget, TargetPlace } from "../types/index.ts";
import type { ApiArguments } from "./api-client.ts";
import { methods } from "./call-description.ts";
import { keepLatest } from "./keep-latest.ts";
import type { Failed } from "./outcome.ts";
import { type CallContext, performCall } from "./perform-call.ts";
import { readProperty, readString } from "./read-property.ts";
import type { FindQuery, Found, FoundMessage } from "./slack-calls.ts";
import { toAccountKey } from "./workspace-key.ts";

/** Looks for our messages in the thread, or in the channel if there is no thread. */
export async function findMessages(
  context: CallContext,
  target: StreamTarget,
  query: FindQuery,
): Promise<Found> {
  const who = await fetchIdentity(context, toAccountKey(target));
  if ("type" in who) return { type: "failed", outcome: who };
  const channel = query.channel ?? target.channel;
  const method = query.ts === undefined && target.threadTs === undefined ? "readChannel" : "readThread";
  const messages: FoundMessage[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { outcome, answer } = await performCall(context, {
      kind: "find",
      method: methods[method],
      args: { channel, ...toRange(query, target), include_all_metadata: true, ...(cursor ? { cursor } : {}) },
      includes: new Set(),
      channel,
    });
    if (outcome.type !== "applied") return { type: "failed", outcome };
    messages.push(...readMessages(answer, { channel, identity: who }));
    cursor = readString(readProperty(answer, "response_metadata"), "next_cursor");
    if (!cursor || query.ts !== undefined) break;
  }
  return { type: "found", messages: messages.filter((message) => isAskedFor(message, query)) };
}

// Some apps may read only once a minute, 15 messages at a time (S88). That is enough, because the messages that we look
// for are seconds old.
const pageSize = 15;
const mostPages = 3;

/**
 * One message is read as its own thread (S126). A thread is read from `newerThan` on, and Slack adds its first message.
 */
function toRange(query: FindQuery, target: TargetPlace): ApiArguments {
  if (query.ts !== undefined) return { ts: query.ts, limit: 1, inclusive: true };
  return {
    ...(target.threadTs === undefined ? {} : { ts: target.threadTs }),
    ...(query.newerThan === undefined ? {} : { oldest: query.newerThan }),
    inclusive: true,
    limit: pageSize,
  };
}

function isAskedFor(message: FoundMessage, { ts, newerThan }: FindQuery): boolean {
  if (ts !== undefined) return message.ts === ts;
  return newerThan === undefined || Number(message.ts) > Number(newerThan);
}

function readMessages(
  answer: unknown,
  { channel, identity }: { channel: string; identity: OwnIdentity },
): readonly FoundMessage[] {
  return readList(readProperty(answer, "messages")).flatMap((message) => {
    const ts = readString(message, "ts");
    if (ts === undefined) return [];
    return [
      {
        channel,
        ts,
        own: isOwn(message, identity),
        streamingState: readString(message, "streaming_state"),
        text: readString(message, "text") ?? "",
        blocks: readList(readProperty(message, "blocks")).filter(isBlock),
        metadata: toMetadata(readProperty(message, "metadata")),
      },
    ];
  });
}

function readList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isBlock(value: unknown): value is SlackBlock {
  return readString(value, "type") !== undefined;
}

function toMetadata(value: unknown): SlackMetadata | undefined {
  const eventType = readString(value, "event_type");
  const payload = readProperty(value, "event_payload");
  if (eventType === undefined || typeof payload !== "object" || payload === null) return undefined;
  return { event_type: eventType, event_payload: payload as Readonly<Record<string, unknown>> };
}

/** The app's own IDs, from `auth.test`. */
interface OwnIdentity {
  readonly botId: string | undefined;
  readonly userId: string | undefined;
  readonly appId: string | undefined;
}

/** Asks Slack for the app's own IDs, once for each account in this process. A failure is not kept. */
async function fetchIdentity(context: CallContext, account: string): Promise<OwnIdentity | Failed> {
  const identities = identitiesFor(context.clock.shared ?? context.clock);
  const known = identities.get(account);
  if (known) return known;
  const { outcome, answer } = await performCall(context, {
    kind: "find",
    method: methods.whoAmI,
    args: {},
    includes: new Set(),
    channel: "",
  });
  if (outcome.type !== "applied") return outcome;
  const identity = {
    botId: readString(answer, "bot_id"),
    userId: readString(answer, "user_id"),
    appId: readString(answer, "app_id"),
  };
  keepLatest(identities, [account, identity], mostIdentities);
  return identity;
}

/** Whether a message of `conversations.replies` is ours. A message with a custom name still has the bot's ID. */
function isOwn(message: unknown, { botId, userId, appId }: OwnIdentity): boolean {
  const same = (key: string, own: string | undefined) =>
    own !== undefined && readString(message, key) === own;
  return same("bot_id", botId) || same("app_id", appId) || same("user", userId);
}

const identitiesFor = forEachClock(() => new Map<string, OwnIdentity>());
const mostIdentities = 1_000;

import type { SlackBlock, SlackMetadata, StreamTarget } from "../types.ts";
import type { ApiArguments } from "./api-client.ts";
import { methods } from "./call-description.ts";
import { askWhoAmI, isOwn, type OwnIdentity } from "./own-identity.ts";
import { askSlack, type CallContext } from "./perform-call.ts";
import { readProperty, readString } from "./read-property.ts";
import type { FindQuery, Found, FoundMessage } from "./slack-calls.ts";

export interface FindOptions {
  readonly target: StreamTarget;
  readonly query: FindQuery;
  /** Who calls, for `auth.test` to be asked once. */
  readonly caller: string;
}

/** Looks for messages of ours: in the thread, or in the channel where there is none. */
export async function findMessages(
  context: CallContext,
  { target, query, caller }: FindOptions,
): Promise<Found> {
  const who = await askWhoAmI(context, caller);
  if (who.type === "failed") return who;
  const channel = query.channel ?? target.channel;
  const method = query.ts === undefined && target.threadTs === undefined ? "readChannel" : "readThread";
  const messages: FoundMessage[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { outcome, answer } = await askSlack(context, {
      kind: "find",
      method: methods[method],
      args: { channel, ...toRange(query, target), include_all_metadata: true, ...(cursor ? { cursor } : {}) },
      carries: new Set(),
      channel,
    });
    if (outcome.type !== "applied") return { type: "failed", outcome };
    messages.push(...readMessages(answer, { channel, identity: who.identity }));
    cursor = readString(readProperty(answer, "response_metadata"), "next_cursor");
    if (!cursor || query.ts !== undefined) break;
  }
  return { type: "found", messages: messages.filter((message) => isAskedFor(message, query)) };
}

// Some apps may read once a minute, 15 messages at a time (S88); what is looked for is seconds old.
const pageSize = 15;
const mostPages = 3;

/** A message is read as a thread of its own (S126); a thread from the asked moment on, its parent coming along. */
function toRange(query: FindQuery, target: StreamTarget): ApiArguments {
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
    const metadata = toMetadata(readProperty(message, "metadata"));
    return [
      {
        channel,
        ts,
        own: isOwn(message, identity),
        streamingState: readString(message, "streaming_state"),
        text: readString(message, "text") ?? "",
        blocks: readList(readProperty(message, "blocks")).filter(isBlock),
        ...(metadata === undefined ? {} : { metadata }),
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

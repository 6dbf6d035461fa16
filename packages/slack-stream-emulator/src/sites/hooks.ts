import { isRecord } from "../content/chunks.ts";
import { toBlockContent, toTextContent } from "../content/rewrite.ts";
import type { MethodContext } from "../methods/method.ts";
import { toEphemeralContent } from "../methods/other-posts.ts";
import { checkPost, post } from "../methods/post-message.ts";
import { markDeleted } from "../workspace/lifecycle.ts";
import type { ResponseAddress } from "../workspace/records.ts";
import { type Page, type Site, type SiteRequest, toPage } from "./site.ts";

/** `/services/TEAM/BOT/CHANNEL`: posts into this channel as this bot. */
export const incomingWebhook: Site = (visit) => {
  const [teamId, botId, channelId = ""] = visit.parts;
  const payload = readPayload(visit);
  if (payload === undefined) return toPage("invalid_payload", { status: 400 });
  const context = toContext(visit, { botId: botId ?? "", args: { ...payload, channel: channelId } });
  const channel = visit.workspace.directory.channels.get(channelId);
  if (context === undefined || context.app.teamId !== teamId) return toPage("no_service", { status: 404 });
  if (channel === undefined) return toPage("channel_not_found", { status: 404 });
  if (channel.isArchived) return toPage("channel_is_archived", { status: 410 });
  const answer = post(context);
  return answer.ok ? toPage("ok") : toPage(answer.error, { status: 400 });
};

const LIFE_MS = 1_800_000;
const MOST_USES = 5;

/**
 * `/actions/TEAM/ID` and `/commands/TEAM/ID`: an app's response to a person's act, five times in half an hour (S205).
 */
export const answerByUrl: Site = (visit) => {
  const address = visit.workspace.records.responseAddresses.get(visit.parts[1] ?? "");
  if (address === undefined || visit.now - address.at > LIFE_MS) return refuse("expired_url");
  if (address.uses >= MOST_USES) return refuse("used_url");
  const payload = readPayload(visit);
  if (payload === undefined) return refuse("invalid_payload", 400);
  const threadTs = payload.thread_ts ?? address.threadTs;
  const args = { ...payload, channel: address.channel, thread_ts: threadTs };
  const context = toContext(visit, { botId: address.botId, args });
  if (context === undefined) return refuse("expired_url");
  const problem = carryOut(context, address);
  if (problem !== undefined) return refuse(problem, 400);
  address.uses += 1;
  return toPage("ok");
};

function carryOut(context: MethodContext, address: ResponseAddress): string | undefined {
  const { args } = context;
  if (args.delete_original === true) return removeOriginal(context, address);
  const refusal = checkPost(context);
  if (refusal !== undefined && !refusal.ok) return refusal.error;
  if (args.replace_original === true && address.messageTs !== undefined)
    return replaceOriginal(context, address.messageTs);
  if (args.response_type === "in_channel") {
    const answer = post(context);
    return answer.ok ? undefined : answer.error;
  }
  const { workspace, app } = context;
  workspace.records.ephemerals.push({
    channel: address.channel,
    ts: workspace.nextTs(),
    threadTs: typeof args.thread_ts === "string" ? args.thread_ts : undefined,
    user: address.userId,
    botId: app.botId,
    ...toEphemeralContent(context),
  });
  return undefined;
}

function removeOriginal({ workspace }: MethodContext, { messageTs }: ResponseAddress): string | undefined {
  const { ephemerals } = workspace.records;
  const index = ephemerals.findIndex(({ ts }) => ts === messageTs);
  if (index >= 0) {
    ephemerals.splice(index, 1);
    return undefined;
  }
  const message = workspace.findByTs(messageTs ?? "");
  if (message === undefined || message.state === "deleted") return "message_not_found";
  markDeleted(workspace, message);
  return undefined;
}

function replaceOriginal(context: MethodContext, ts: string): string | undefined {
  const { args, workspace, settings } = context;
  const ephemeral = workspace.records.ephemerals.find((one) => one.ts === ts);
  if (ephemeral !== undefined) {
    Object.assign(ephemeral, toEphemeralContent(context));
    return undefined;
  }
  const message = workspace.findByTs(ts);
  if (message === undefined || message.state === "deleted") return "message_not_found";
  const { size } = settings;
  const text = typeof args.text === "string" ? args.text : "";
  const content =
    Array.isArray(args.blocks) && args.blocks.length > 0
      ? toBlockContent(args.blocks, { fallback: text, size })
      : toTextContent(text, { size, syntax: "mrkdwn" });
  if (content === undefined) return "invalid_blocks";
  Object.assign(message, content);
  message.stopBlocks = [];
  message.edits += 1;
  workspace.edited(message);
  return undefined;
}

function refuse(error: string, status = 404): Page {
  return toPage(JSON.stringify({ ok: false, error }), {
    status,
    headers: { "content-type": "application/json; charset=utf-8" },
  });
}

/** JSON, or a form with JSON in its field `payload`. */
export function readPayload({ body }: Pick<SiteRequest, "body">): Record<string, unknown> | undefined {
  const text = new TextDecoder().decode(body ?? new Uint8Array());
  const json = text.startsWith("payload=") ? (new URLSearchParams(text).get("payload") ?? "") : text;
  try {
    const payload: unknown = JSON.parse(json);
    return isRecord(payload) ? payload : undefined;
  } catch {
    return undefined;
  }
}

/** These addresses work in their channel even if the bot is not a member. */
function toContext(
  { workspace, settings, origin, now }: SiteRequest,
  { botId, args }: { botId: string; args: Record<string, unknown> },
): MethodContext | undefined {
  const app = [...workspace.directory.apps.values()].find((one) => one.botId === botId);
  if (app === undefined) return undefined;
  const place = workspace.directory.channels.get(String(args.channel));
  const [member = app.botUserId] = place?.members ?? [];
  const caller = { kind: "bot", userId: member, token: app.token } as const;
  return { args, app, caller, scopes: app.scopes ?? [], origin, workspace, settings, now };
}

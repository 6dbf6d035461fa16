import { type Block, isRecord } from "../content/chunks.ts";
import { toBlockContent, toTextContent } from "../content/rewrite.ts";
import { toStoredBlocks } from "../content/stored-blocks.ts";
import { accept, refuse } from "../protocol/answer.ts";
import { toGivenText, toParsed, toText } from "../protocol/arguments.ts";
import { findChannel, findWritableChannel } from "./checks.ts";
import type { Method, MethodContext, MethodTable } from "./method.ts";
import { toPageOf } from "./paging.ts";
import { toPermalink } from "./permalink.ts";
import { checkPost, post } from "./post-message.ts";

const postEphemeral: Method = (context) => {
  const problem = checkPost(context);
  if (problem !== undefined) return problem;
  const channel = findWritableChannel(context);
  if (typeof channel === "string") return refuse(channel);
  const { args, workspace, app } = context;
  const user = toText(args, "user") ?? "";
  if (!channel.members.has(user)) return refuse("user_not_in_channel");
  const ts = workspace.nextTs();
  workspace.records.ephemerals.push({
    channel: channel.id,
    ts,
    threadTs: toText(args, "thread_ts"),
    user,
    botId: app.botId,
    ...toEphemeralContent(context),
  });
  return accept({ message_ts: ts });
};

/** The content that this person sees. */
export function toEphemeralContent({ args, settings: { size } }: MethodContext): {
  text: string;
  blocks: readonly Block[];
} {
  const markdown = toGivenText(args, "markdown_text");
  const text = markdown ?? toGivenText(args, "text") ?? "";
  const given = toParsed(args, "blocks");
  const content =
    Array.isArray(given) && given.length > 0
      ? toBlockContent(given as Block[], { fallback: text, size })
      : toTextContent(text, { size, syntax: markdown === undefined ? "mrkdwn" : "markdown" });
  return { text, blocks: content === undefined ? [] : toStoredBlocks(content, "timeline") };
}

const getPermalink: Method = (context) => {
  const channel = findChannel(context);
  if (typeof channel === "string") return refuse(channel);
  const message = context.workspace.find(channel.id, toText(context.args, "message_ts") ?? "");
  if (message === undefined || message.state === "deleted") return refuse("message_not_found");
  return accept({ channel: channel.id, permalink: toPermalink(context, message) });
};

/** "/me": shown in italics, told as a subtype of its own. */
const meMessage: Method = (context) => {
  const text = toText(context.args, "text");
  if (text === undefined) return refuse("no_text");
  const { channel } = context.args;
  const answer = post({ ...context, args: { channel, text } }, { subtype: "me_message" });
  return answer.ok ? accept({ channel: answer.channel, ts: answer.ts }) : answer;
};

/** Adds an app's preview of a link below the message. */
const unfurl: Method = (context) => {
  const { args, workspace } = context;
  if (args.unfurl_id !== undefined) return refuse("invalid_unfurl_id");
  if (toText(args, "channel") === undefined) return refuse("missing_channel");
  const ts = toText(args, "ts");
  if (ts === undefined) return refuse("missing_ts");
  if (args.unfurls === undefined) return refuse("missing_unfurls");
  const unfurls = toParsed(args, "unfurls");
  if (!isRecord(unfurls) || !Object.values(unfurls).every(isRecord)) return refuse("invalid_unfurls_format");
  const channel = findChannel(context);
  if (typeof channel === "string") return refuse("cannot_find_channel");
  const message = workspace.find(channel.id, ts);
  if (message === undefined || message.state === "deleted") return refuse("cannot_find_message");
  if (Object.keys(unfurls).some((link) => !message.markdown.includes(link)))
    return refuse("cannot_unfurl_url");
  message.attachments = [
    ...message.attachments.filter((one) => !Object.hasOwn(unfurls, String(one.from_url))),
    ...Object.entries(unfurls).map(([link, card]) => ({ ...(card as object), from_url: link })),
  ];
  workspace.changed(message);
  return accept();
};

const MAX_AHEAD_S = 120 * 86_400;
/** The limit for one channel within five minutes. */
const MAX_NEAR = 30;
const NEAR_S = 300;

const scheduleMessage: Method = (context) => {
  const { args, workspace, now } = context;
  const problem = checkPost(context);
  if (problem !== undefined) return problem;
  const channel = findWritableChannel(context);
  if (typeof channel === "string") return refuse(channel);
  const postAt = Number(args.post_at);
  if (!Number.isInteger(postAt) || postAt <= 0) return refuse("invalid_time");
  const nowS = now / 1_000;
  if (postAt <= nowS) return refuse("time_in_past");
  if (postAt > nowS + MAX_AHEAD_S) return refuse("time_too_far");
  const { scheduled } = workspace.records;
  const near = [...scheduled.values()].filter(
    (one) => one.channel === channel.id && Math.abs(one.postAt - postAt) < NEAR_S,
  );
  if (near.length >= MAX_NEAR) return refuse("restricted_too_many");
  const id = workspace.records.nextId("Q");
  const text = toGivenText(args, "markdown_text") ?? toGivenText(args, "text") ?? "";
  scheduled.set(id, { id, channel: channel.id, postAt, created: Math.floor(nowS), text });
  workspace.later(postAt * 1_000 - now, () => {
    // If the scheduled message was deleted in the meantime, it is not posted.
    if (!scheduled.delete(id)) return;
    post({ ...context, now: workspace.now() });
  });
  return accept({
    channel: channel.id,
    scheduled_message_id: id,
    post_at: postAt,
    message: { type: "delayed_message", text, user: context.caller.userId, bot_id: context.app.botId },
  });
};

/** Slack keeps a message that is due within a minute. */
const TOO_LATE_S = 60;

const deleteScheduled: Method = (context) => {
  const channel = findChannel(context);
  if (typeof channel === "string") return refuse(channel);
  const { scheduled } = context.workspace.records;
  const message = scheduled.get(toText(context.args, "scheduled_message_id") ?? "");
  if (message?.channel !== channel.id || message.postAt - context.now / 1_000 < TOO_LATE_S)
    return refuse("invalid_scheduled_message_id");
  scheduled.delete(message.id);
  return accept();
};

const listScheduled: Method = (context) => {
  const { args, workspace } = context;
  const channel = toText(args, "channel") === undefined ? undefined : findChannel(context);
  if (typeof channel === "string") return refuse("invalid_channel");
  const oldest = Number(args.oldest ?? 0);
  const latest = Number(args.latest ?? Number.POSITIVE_INFINITY);
  const messages = [...workspace.records.scheduled.values()]
    .filter((one) => channel === undefined || one.channel === channel.id)
    .filter(({ postAt }) => postAt >= oldest && postAt <= latest)
    .sort((one, other) => one.postAt - other.postAt);
  const page = toPageOf(messages, { args, byDefault: 100 });
  if ("ok" in page) return page;
  return accept({
    scheduled_messages: page.items.map(({ id, channel: channelId, postAt, created, text }) => ({
      id,
      channel_id: channelId,
      post_at: postAt,
      date_created: created,
      text,
    })),
    response_metadata: { next_cursor: page.next },
  });
};

export const OTHER_POSTS: MethodTable = {
  "chat.deleteScheduledMessage": {
    run: deleteScheduled,
    scope: "chat:write",
    errors: ["channel_not_found", "invalid_scheduled_message_id"],
  },
  "chat.getPermalink": { run: getPermalink, errors: ["channel_not_found", "message_not_found"] },
  "chat.meMessage": {
    run: meMessage,
    scope: "chat:write",
    errors: ["channel_not_found", "is_archived", "no_text", "not_in_channel"],
  },
  "chat.postEphemeral": {
    run: postEphemeral,
    scope: "chat:write",
    errors: [
      "channel_not_found",
      "invalid_blocks",
      "is_archived",
      "markdown_text_conflict",
      "msg_too_long",
      "no_text",
      "not_in_channel",
      "user_not_in_channel",
    ],
    notes: "`attachments` are not kept.",
  },
  "chat.scheduleMessage": {
    run: scheduleMessage,
    scope: "chat:write",
    errors: [
      "channel_not_found",
      "invalid_blocks",
      "invalid_time",
      "is_archived",
      "markdown_text_conflict",
      "msg_too_long",
      "no_text",
      "not_in_channel",
      "restricted_too_many",
      "time_in_past",
      "time_too_far",
    ],
    notes: "`parse` and `link_names` are not read.",
  },
  "chat.scheduledMessages.list": {
    run: listScheduled,
    errors: ["invalid_channel", "invalid_cursor", "invalid_limit"],
  },
  "chat.unfurl": {
    run: unfurl,
    scope: "links:write",
    errors: [
      "cannot_find_channel",
      "cannot_find_message",
      "cannot_unfurl_url",
      "invalid_unfurl_id",
      "invalid_unfurls_format",
      "missing_channel",
      "missing_ts",
      "missing_unfurls",
    ],
    notes: "By `channel` and `ts` only; prompts to authenticate are not shown.",
  },
};

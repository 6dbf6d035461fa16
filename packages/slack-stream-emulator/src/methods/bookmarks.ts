import { accept, refuse } from "../protocol/answer.ts";
import { toGivenText, toText } from "../protocol/arguments.ts";
import type { Bookmark } from "../workspace/records.ts";
import type { Channel } from "../workspace/seed.ts";
import { findChannel, isMember } from "./checks.ts";
import type { Method, MethodContext, MethodTable } from "./method.ts";

const MAX_BOOKMARKS = 100;

const add: Method = (context) => {
  const channel = findMine(context);
  if (typeof channel === "string") return refuse(channel);
  const { args, workspace, app, caller, now } = context;
  if (toText(args, "type") !== "link") return refuse("invalid_bookmark_type");
  const link = toText(args, "link") ?? "";
  if (!isLink(link)) return refuse("invalid_link");
  const emoji = toText(args, "emoji") ?? "";
  if (!isEmoji(emoji)) return refuse("invalid_emoji");
  const title = toText(args, "title");
  if (title === undefined) return refuse("invalid_arguments");
  if (inChannel(context, channel.id).length >= MAX_BOOKMARKS) return refuse("too_many_bookmarks");
  const bookmark: Bookmark = {
    id: workspace.records.nextId("Bk"),
    channel: channel.id,
    title,
    link,
    emoji,
    type: "link",
    created: Math.floor(now / 1_000),
    updated: 0,
    appId: app.appId,
    updatedBy: caller.userId,
  };
  workspace.records.bookmarks.set(bookmark.id, bookmark);
  return accept({ bookmark: toView(context, bookmark) });
};

const list: Method = (context) => {
  const channel = findMine(context);
  if (typeof channel === "string") return refuse(channel);
  return accept({ bookmarks: inChannel(context, channel.id).map((one) => toView(context, one)) });
};

const edit: Method = (context) => {
  const bookmark = findBookmark(context);
  if (typeof bookmark === "string") return refuse(bookmark);
  const { args, now } = context;
  const link = toText(args, "link") ?? bookmark.link;
  const emoji = toGivenText(args, "emoji") ?? bookmark.emoji;
  if (!isLink(link)) return refuse("invalid_link");
  if (!isEmoji(emoji)) return refuse("invalid_emoji");
  bookmark.title = toText(args, "title") ?? bookmark.title;
  bookmark.link = link;
  bookmark.emoji = emoji;
  bookmark.updated = Math.floor(now / 1_000);
  return accept({ bookmark: toView(context, bookmark) });
};

const remove: Method = (context) => {
  const bookmark = findBookmark(context);
  if (typeof bookmark === "string") return refuse(bookmark);
  context.workspace.records.bookmarks.delete(bookmark.id);
  return accept();
};

function findMine(context: MethodContext): Channel | string {
  const channel = findChannel(context, "channel_id");
  if (typeof channel === "string") return channel;
  return isMember(context, channel) ? channel : "channel_not_found";
}

function findBookmark(context: MethodContext): Bookmark | string {
  const channel = findChannel(context, "channel_id");
  if (typeof channel === "string") return channel;
  const bookmark = context.workspace.records.bookmarks.get(toText(context.args, "bookmark_id") ?? "");
  return bookmark?.channel === channel.id ? bookmark : "not_found";
}

function inChannel({ workspace }: MethodContext, channel: string): Bookmark[] {
  return [...workspace.records.bookmarks.values()].filter((one) => one.channel === channel);
}

function isLink(link: string): boolean {
  return URL.canParse(link) && /^https?:$/.test(new URL(link).protocol);
}

function isEmoji(emoji: string): boolean {
  return emoji === "" || /^:[\w+'-]+:$/.test(emoji);
}

function toView({ app }: MethodContext, one: Bookmark): Record<string, unknown> {
  return {
    id: one.id,
    channel_id: one.channel,
    title: one.title,
    link: one.link,
    emoji: one.emoji,
    icon_url: null,
    type: one.type,
    entity_id: null,
    date_created: one.created,
    date_updated: one.updated,
    rank: "g",
    last_updated_by_user_id: one.updatedBy,
    last_updated_by_team_id: app.teamId,
    shortcut_id: null,
    app_id: one.appId,
    app_action_id: null,
  };
}

export const BOOKMARKS: MethodTable = {
  "bookmarks.add": {
    run: add,
    scope: "bookmarks:write",
    errors: [
      "channel_not_found",
      "invalid_arguments",
      "invalid_bookmark_type",
      "invalid_emoji",
      "invalid_link",
      "too_many_bookmarks",
    ],
    notes: "Links only; folders and entities are not known.",
  },
  "bookmarks.edit": {
    run: edit,
    scope: "bookmarks:write",
    errors: ["channel_not_found", "invalid_emoji", "invalid_link", "not_found"],
  },
  "bookmarks.list": { run: list, scope: "bookmarks:read", errors: ["channel_not_found"] },
  "bookmarks.remove": { run: remove, scope: "bookmarks:write", errors: ["channel_not_found", "not_found"] },
};

import { isRecord } from "../content/chunks.ts";
import { type Answer, accept, refuse, refuseArgument } from "../protocol/answer.ts";
import { toList, toParsed, toText } from "../protocol/arguments.ts";
import { toFile, toFileType } from "../view/file.ts";
import type { StoredFile } from "../workspace/records.ts";
import { isTimestamp } from "../workspace/timestamps.ts";
import { findChannel, isMember } from "./checks.ts";
import type { Method, MethodContext, MethodTable } from "./method.ts";
import { toNumberedPage } from "./paging.ts";
import { post } from "./post-message.ts";

const MAX_ALT_TEXT = 1_000;

/** First of three steps (S207): announces a file, and returns the address for its bytes. */
const getUploadUrl: Method = ({ args, workspace, app, caller, origin, now }) => {
  const name = toText(args, "filename");
  const length = Number(args.length);
  if (name === undefined || args.length === undefined) return refuse("missing_argument");
  if (!Number.isInteger(length) || length <= 0)
    return refuseArgument("invalid_arguments", { pointer: "length", rule: "must be a number above 0" });
  const altText = toText(args, "alt_txt") ?? toText(args, "alt_text");
  if (altText !== undefined && altText.length > MAX_ALT_TEXT) return refuse("alt_txt_too_large");
  const id = workspace.records.nextId("F");
  const { mimetype, filetype } = toFileType(name, toText(args, "snippet_type"));
  workspace.records.files.set(id, {
    id,
    name,
    title: name,
    mimetype,
    filetype,
    altText,
    length,
    bytes: undefined,
    userId: caller.userId,
    teamId: app.teamId,
    origin,
    domain: workspace.directory.teams.get(app.teamId)?.domain ?? "emulator",
    created: Math.floor(now / 1_000),
    state: "waiting",
    shares: [],
  });
  return accept({ upload_url: `${origin}/upload/v1/${id}`, file_id: id });
};

/** Last step: makes the files visible, in a channel if one is named. */
const completeUpload: Method = (context) => {
  const { args, workspace, caller } = context;
  const named = readNamed(args);
  if (named === undefined)
    return refuseArgument("invalid_arguments", {
      pointer: "files",
      rule: "must be a list of files with an id",
    });
  const files: StoredFile[] = [];
  for (const { id } of named) {
    const file = workspace.records.files.get(id);
    if (file === undefined || file.userId !== caller.userId || file.state === "deleted")
      return refuse("file_not_found");
    // Nothing was sent to its address yet.
    if (file.state === "waiting") return refuse("file_update_failed");
    files.push(file);
  }
  const channels = [...toList(args, "channel_id"), ...toList(args, "channels")];
  for (const channel of channels) {
    const problem = checkShare({ ...context, args: { ...args, channel } });
    if (problem !== undefined) return problem;
  }
  for (const [index, file] of files.entries()) {
    file.state = "complete";
    file.title = named[index]?.title ?? file.title;
  }
  for (const channel of channels) {
    const problem = share(context, { channel, files });
    if (problem !== undefined) return problem;
  }
  return accept({ files: files.map((file) => toFile(file)) });
};

function readNamed(args: MethodContext["args"]): { id: string; title: string | undefined }[] | undefined {
  const files = toParsed(args, "files");
  if (!Array.isArray(files) || files.length === 0) return undefined;
  const named = files.flatMap((file) =>
    isRecord(file) && typeof file.id === "string"
      ? [{ id: file.id, title: typeof file.title === "string" ? file.title : undefined }]
      : [],
  );
  return named.length === files.length ? named : undefined;
}

function checkShare(context: MethodContext): Answer | undefined {
  const channel = findChannel(context);
  if (typeof channel === "string") return refuse(channel);
  if (!isMember(context, channel)) return refuse("not_in_channel");
  const threadTs = toText(context.args, "thread_ts");
  return threadTs === undefined || isTimestamp(threadTs) ? undefined : refuse("invalid_thread_ts");
}

function share(
  context: MethodContext,
  { channel, files }: { channel: string; files: readonly StoredFile[] },
): Answer | undefined {
  const { args } = context;
  const said = {
    channel,
    text: toText(args, "initial_comment") ?? "",
    thread_ts: args.thread_ts,
    blocks: toParsed(args, "blocks"),
    username: args.username,
    icon_emoji: args.icon_emoji,
    icon_url: args.icon_url,
  };
  const answer = post({ ...context, args: said }, { files });
  if (!answer.ok) return answer;
  const { workspace, caller } = context;
  for (const file of files) {
    file.shares.push({ channel: String(answer.channel), ts: String(answer.ts) });
    workspace.tell(() => ({
      kind: "file_shared",
      event: {
        type: "file_shared",
        file_id: file.id,
        user_id: caller.userId,
        file: { id: file.id },
        channel_id: answer.channel,
      },
    }));
  }
  return undefined;
}

const info: Method = (context) => {
  const file = findFile(context);
  if ("ok" in file) return file;
  return accept({
    file: toFile(file),
    comments: [],
    response_metadata: { next_cursor: "" },
  });
};

const KINDS: ReadonlySet<string> = new Set(["all", "spaces", "snippets", "images", "gdocs", "zips", "pdfs"]);

const list: Method = (context) => {
  const { args, workspace } = context;
  const user = toText(args, "user");
  if (user !== undefined && !workspace.directory.users.has(user)) return refuse("user_not_found");
  const kinds = toList(args, "types");
  if (kinds.some((kind) => !KINDS.has(kind))) return refuse("unknown_type");
  const channel = toText(args, "channel");
  const from = Number(args.ts_from ?? 0);
  const to = Number(args.ts_to ?? Number.POSITIVE_INFINITY);
  const files = [...workspace.records.files.values()]
    .filter((file) => file.state === "complete")
    .filter((file) => user === undefined || file.userId === user)
    .filter((file) => channel === undefined || file.shares.some((one) => one.channel === channel))
    .filter(({ created }) => created >= from && created <= to)
    .filter((file) => kinds.length === 0 || kinds.some((kind) => isOfKind(file, kind)))
    .reverse();
  const { items, paging } = toNumberedPage(files, args);
  return accept({ files: items.map((file) => toFile(file)), paging });
};

function isOfKind({ mimetype, filetype }: StoredFile, kind: string): boolean {
  if (kind === "images") return mimetype.startsWith("image/");
  if (kind === "snippets") return mimetype.startsWith("text/");
  if (kind === "zips") return filetype === "zip";
  if (kind === "pdfs") return filetype === "pdf";
  return kind === "all";
}

const remove: Method = (context) => {
  const file = findFile(context);
  if ("ok" in file) return file;
  if (file.userId !== context.caller.userId) return refuse("cant_delete_file");
  file.state = "deleted";
  file.bytes = undefined;
  context.workspace.tell(() => ({
    kind: "file_deleted",
    event: { type: "file_deleted", file_id: file.id },
  }));
  return accept();
};

function findFile({ args, workspace }: MethodContext): StoredFile | Answer {
  const file = workspace.records.files.get(toText(args, "file") ?? "");
  if (file?.state === "deleted") return refuse("file_deleted");
  return file?.state === "complete" ? file : refuse("file_not_found");
}

export const FILES: MethodTable = {
  "files.completeUploadExternal": {
    run: completeUpload,
    scope: "files:write",
    errors: [
      "channel_not_found",
      "file_not_found",
      "file_update_failed",
      "invalid_arguments",
      "invalid_blocks",
      "not_in_channel",
    ],
    notes: "Files are there at once; Slack may take a moment. No thumbnails, no snippets' previews.",
  },
  "files.delete": {
    run: remove,
    scope: "files:write",
    errors: ["cant_delete_file", "file_deleted", "file_not_found"],
  },
  "files.getUploadURLExternal": {
    run: getUploadUrl,
    scope: "files:write",
    errors: ["alt_txt_too_large", "invalid_arguments", "missing_argument"],
  },
  "files.info": { run: info, scope: "files:read", errors: ["file_deleted", "file_not_found"] },
  "files.list": { run: list, scope: "files:read", errors: ["unknown_type", "user_not_found"] },
};

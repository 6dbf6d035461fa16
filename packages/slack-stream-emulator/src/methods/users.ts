import { accept, refuse } from "../protocol/answer.ts";
import { toFlag, toText } from "../protocol/arguments.ts";
import type { User } from "../workspace/seed.ts";
import type { Method, MethodContext, MethodTable } from "./method.ts";
import { toPageOf } from "./paging.ts";

const info: Method = (context) => {
  const user = context.workspace.directory.users.get(toText(context.args, "user") ?? "");
  if (user === undefined) return refuse("user_not_found");
  return accept({ user: toUser(context, user) });
};

const list: Method = (context) => {
  const { args, workspace, app } = context;
  const users = [...workspace.directory.users.values()].filter(({ teamId }) => teamId === app.teamId);
  const page = toPageOf(users, { args, byDefault: users.length || 1 });
  if ("ok" in page) return page;
  return accept({
    members: page.items.map((user) => toUser(context, user)),
    cache_ts: Math.floor(context.now / 1_000),
    response_metadata: { next_cursor: page.next },
  });
};

const lookupByEmail: Method = (context) => {
  const email = toText(context.args, "email")?.toLowerCase();
  const user = [...context.workspace.directory.users.values()].find(
    (one) => email !== undefined && one.email.toLowerCase() === email,
  );
  return user === undefined ? refuse("users_not_found") : accept({ user: toUser(context, user) });
};

const getProfile: Method = (context) => {
  const { args, caller, workspace } = context;
  const user = workspace.directory.users.get(toText(args, "user") ?? caller.userId);
  return user === undefined ? refuse("user_not_found") : accept({ profile: toProfile(context, user) });
};

/** Everybody is active. For other people Slack returns only this. */
const getPresence: Method = ({ args, caller, workspace }) => {
  const id = toText(args, "user") ?? caller.userId;
  if (!workspace.directory.users.has(id)) return refuse("user_not_found");
  const own = { online: true, auto_away: false, manual_away: false, connection_count: 1 };
  return accept({ presence: "active", ...(id === caller.userId ? own : {}) });
};

function toUser(context: MethodContext, user: User): Record<string, unknown> {
  const { id, teamId, name, realName, isBot } = user;
  return {
    id,
    team_id: teamId,
    name,
    deleted: false,
    color: "9f69e7",
    real_name: realName,
    tz: "Etc/UTC",
    tz_label: "Coordinated Universal Time",
    tz_offset: 0,
    profile: toProfile(context, user),
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: isBot,
    is_app_user: false,
    is_email_confirmed: !isBot,
    updated: 1_600_000_000,
    ...(toFlag(context.args, "include_locale") ? { locale: "en-US" } : {}),
  };
}

/** Without `users:read.email` a profile has no e-mail address. */
function toProfile(
  { app, workspace }: Pick<MethodContext, "app" | "workspace">,
  { id, name, realName, teamId, title, email, isBot }: User,
): Record<string, unknown> {
  const [first = "", ...rest] = realName.split(" ");
  const bot = [...workspace.directory.apps.values()].find((one) => one.botUserId === id);
  const showsEmail = email !== "" && (app.scopes === undefined || app.scopes.includes("users:read.email"));
  return {
    title,
    phone: "",
    skype: "",
    real_name: realName,
    real_name_normalized: realName,
    display_name: isBot ? "" : name,
    display_name_normalized: isBot ? "" : name,
    first_name: first,
    last_name: rest.join(" "),
    status_text: "",
    status_emoji: "",
    status_emoji_display_info: [],
    status_expiration: 0,
    avatar_hash: "0000000000",
    team: teamId,
    ...(showsEmail ? { email } : {}),
    ...(bot === undefined ? {} : { api_app_id: bot.appId, bot_id: bot.botId, always_active: true }),
  };
}

export const USERS: MethodTable = {
  "users.getPresence": {
    run: getPresence,
    scope: "users:read",
    errors: ["user_not_found"],
    notes: "Everybody is always active.",
  },
  "users.info": {
    run: info,
    scope: "users:read",
    errors: ["user_not_found"],
    notes: "Pictures, status and time zone are the same for everybody.",
  },
  "users.list": {
    run: list,
    scope: "users:read",
    errors: ["invalid_cursor", "invalid_limit"],
    notes: "Pictures, status and time zone are the same for everybody.",
  },
  "users.lookupByEmail": {
    run: lookupByEmail,
    scope: "users:read.email",
    errors: ["users_not_found"],
    notes: "Pictures, status and time zone are the same for everybody.",
  },
  "users.profile.get": {
    run: getProfile,
    scope: "users.profile:read",
    errors: ["user_not_found"],
    notes: "No custom fields and no pictures; `include_labels` is not read.",
  },
};

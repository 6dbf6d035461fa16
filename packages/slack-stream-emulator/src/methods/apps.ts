import { accept, refuse } from "../protocol/answer.ts";
import { toFlag, toText } from "../protocol/arguments.ts";
import type { App } from "../workspace/seed.ts";
import type { Method, MethodContext, MethodTable } from "./method.ts";

const authTest: Method = ({ app, caller, workspace }) => {
  const team = workspace.directory.teams.get(app.teamId);
  const isBot = caller.kind === "bot";
  return accept({
    url: `https://${team?.domain ?? "emulator"}.slack.test/`,
    team: team?.name ?? app.teamId,
    user: isBot ? app.name : (workspace.directory.users.get(caller.userId)?.name ?? caller.userId),
    team_id: app.teamId,
    user_id: caller.userId,
    ...(isBot ? { bot_id: app.botId } : {}),
    app_id: app.appId,
    is_enterprise_install: false,
  });
};

/** Refuses the token from now on, until the emulator is reset. */
const revoke: Method = ({ args, caller, workspace }) => {
  if (toFlag(args, "test") === true) return accept({ revoked: false });
  workspace.records.revokedTokens.add(caller.token);
  return accept({ revoked: true });
};

const apiTest: Method = ({ args }) => {
  const error = toText(args, "error");
  return error === undefined ? accept({ args }) : refuse(error, { args });
};

const botsInfo: Method = (context) => {
  const id = toText(context.args, "bot");
  const apps = [...context.workspace.directory.apps.values()];
  const app = id === undefined ? context.app : apps.find((one) => one.botId === id);
  if (app === undefined) return refuse("bot_not_found");
  return accept({
    bot: {
      id: app.botId,
      app_id: app.appId,
      user_id: app.botUserId,
      name: app.name,
      deleted: false,
      updated: 1_600_000_000,
      icons: {
        image_36: "https://slack.test/img/bot_36.png",
        image_48: "https://slack.test/img/bot_48.png",
        image_72: "https://slack.test/img/bot_72.png",
      },
    },
  });
};

const teamInfo: Method = ({ args, app, workspace }) => {
  const { teams } = workspace.directory;
  const domain = toText(args, "domain");
  const team =
    domain === undefined
      ? teams.get(toText(args, "team") ?? app.teamId)
      : [...teams.values()].find((one) => one.domain === domain);
  if (team === undefined) return refuse("team_not_found");
  return accept({
    team: {
      id: team.id,
      name: team.name,
      domain: team.domain,
      url: `https://${team.domain}.slack.test/`,
      email_domain: "",
      icon: { image_default: true },
      avatar_base_url: "https://slack.test/avatars/",
      is_verified: false,
    },
  });
};

/** Exchanges the code that `/oauth/v2/authorize` gave. */
const oauthAccess: Method = (context) => {
  const { args, workspace } = context;
  const { directory, records } = workspace;
  const clientId = toText(args, "client_id");
  const app = [...directory.apps.values()].find((one) => one.clientId === clientId);
  if (app === undefined) return refuse("invalid_client_id");
  if (toText(args, "client_secret") !== app.clientSecret) return refuse("bad_client_secret");
  const grant = toText(args, "grant_type") ?? "authorization_code";
  if (grant === "refresh_token") return refuse("invalid_refresh_token");
  if (grant !== "authorization_code") return refuse("invalid_grant_type");
  const code = toText(args, "code") ?? "";
  const granted = records.codes.get(code);
  if (granted === undefined || granted.clientId !== clientId) return refuse("invalid_code");
  const redirectUri = toText(args, "redirect_uri");
  if (redirectUri !== undefined && redirectUri !== granted.redirectUri) return refuse("bad_redirect_uri");
  records.codes.delete(code);
  records.revokedTokens.delete(app.token);
  return accept(toInstallation(context, app));
};

function toInstallation({ workspace }: MethodContext, app: App): Record<string, unknown> {
  const { teams, users, firstPerson } = workspace.directory;
  const token = users.get(firstPerson)?.token ?? "";
  return {
    access_token: app.token,
    token_type: "bot",
    scope: (app.scopes ?? ["chat:write"]).join(","),
    bot_user_id: app.botUserId,
    app_id: app.appId,
    team: { id: app.teamId, name: teams.get(app.teamId)?.name ?? app.teamId },
    enterprise: null,
    is_enterprise_install: false,
    authed_user: {
      id: firstPerson,
      ...(token === "" ? {} : { access_token: token, token_type: "user", scope: "search:read" }),
    },
  };
}

/** Returns an address for one WebSocket. This needs a server. */
const openConnection: Method = ({ app, origin, sockets }) => {
  const url = sockets?.issueUrl(app, origin);
  if (url === undefined) return refuse("forbidden_team");
  if (origin.startsWith("https:"))
    return refuse("internal_error", {
      response_metadata: { messages: ["[ERROR] Socket Mode needs a port: call listen() and use its apiUrl"] },
    });
  return accept({ url });
};

const userInfo: Method = ({ caller, workspace }) => {
  const user = workspace.directory.users.get(caller.userId);
  if (user === undefined) return refuse("user_not_found");
  return accept({
    sub: user.id,
    "https://slack.com/user_id": user.id,
    "https://slack.com/team_id": user.teamId,
    "https://slack.com/team_name": workspace.directory.teams.get(user.teamId)?.name ?? user.teamId,
    email: user.email,
    email_verified: true,
    name: user.realName,
    locale: "en-US",
  });
};

const emojiList: Method = ({ workspace, now }) =>
  accept({ emoji: workspace.directory.emoji, cache_ts: String(now / 1_000) });

const dndInfo: Method = ({ args, caller, workspace }) => {
  const id = toText(args, "user") ?? caller.userId;
  if (!workspace.directory.users.has(id)) return refuse("user_not_found");
  const own = id === caller.userId && caller.kind === "user" ? { snooze_enabled: false } : {};
  return accept({ dnd_enabled: false, next_dnd_start_ts: 1, next_dnd_end_ts: 1, ...own });
};

export const APPS: MethodTable = {
  "api.test": { run: apiTest, isOpen: true, errors: [] },
  "apps.connections.open": {
    run: openConnection,
    tokens: ["app"],
    errors: ["forbidden_team", "internal_error", "not_allowed_token_type"],
  },
  "auth.revoke": { run: revoke, errors: ["token_revoked"] },
  "auth.test": { run: authTest, tokens: ["bot", "user", "app"], errors: ["invalid_auth", "not_authed"] },
  "bots.info": { run: botsInfo, scope: "users:read", errors: ["bot_not_found"] },
  "dnd.info": { run: dndInfo, scope: "dnd:read", errors: ["user_not_found"], notes: "Nobody ever snoozes." },
  "emoji.list": {
    run: emojiList,
    scope: "emoji:read",
    errors: [],
    notes: "Custom emoji of the seed; `include_categories` is not read.",
  },
  "oauth.v2.access": {
    run: oauthAccess,
    isOpen: true,
    errors: [
      "bad_client_secret",
      "bad_redirect_uri",
      "invalid_client_id",
      "invalid_code",
      "invalid_grant_type",
      "invalid_refresh_token",
    ],
    notes:
      "Codes come from `/oauth/v2/authorize`; no PKCE, no token rotation, no installation for an organisation.",
  },
  "openid.connect.userInfo": {
    run: userInfo,
    tokens: ["user"],
    scope: "openid",
    errors: ["not_allowed_token_type"],
    notes: "No pictures.",
  },
  "team.info": { run: teamInfo, scope: "team:read", errors: ["team_not_found"] },
};

import { accept, refuse } from "../protocol/answer.ts";
import { toText } from "../protocol/arguments.ts";
import { isDirectMessage } from "../workspace/seed.ts";
import { findChannel } from "./checks.ts";
import type { Method } from "./method.ts";

export const authTest: Method = ({ app, workspace }) =>
  accept({
    url: "https://emulator.slack.test/",
    team: workspace.directory.teams.get(app.teamId)?.name ?? app.teamId,
    team_id: app.teamId,
    user: app.name,
    user_id: app.botUserId,
    bot_id: app.botId,
    app_id: app.appId,
    is_enterprise_install: false,
  });

export const usersInfo: Method = ({ args, workspace }) => {
  const user = workspace.directory.users.get(toText(args, "user") ?? "");
  if (user === undefined) return refuse("user_not_found");
  const { id, name, teamId, isBot } = user;
  const profile = { real_name: name, display_name: name, team: teamId };
  return accept({
    user: { id, team_id: teamId, name, real_name: name, is_bot: isBot, deleted: false, profile },
  });
};

export const conversationsInfo: Method = (context) => {
  const channel = findChannel(context);
  if (typeof channel === "string") return refuse(channel);
  const direct = isDirectMessage(channel.id);
  return accept({
    channel: {
      id: channel.id,
      name: channel.name,
      is_channel: channel.id.startsWith("C"),
      is_group: channel.id.startsWith("G"),
      is_im: direct,
      is_archived: channel.isArchived,
      is_member: channel.isMember,
      context_team_id: channel.teamId,
    },
  });
};

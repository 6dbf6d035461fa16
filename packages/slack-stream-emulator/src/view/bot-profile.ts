import type { StoredMessage } from "../workspace/message.ts";
import type { Directory } from "../workspace/seed.ts";

/** Of the app that wrote a message; nothing for a person. */
export function toBotProfile(
  { botId }: Pick<StoredMessage, "botId">,
  { apps }: Directory,
): { bot_profile?: object } {
  const app = botId === undefined ? undefined : [...apps.values()].find((one) => one.botId === botId);
  if (app === undefined) return {};
  const image = (size: number) => `https://avatars.slack-edge.test/${app.appId}_${size}.png`;
  return {
    bot_profile: {
      id: app.botId,
      app_id: app.appId,
      user_id: app.botUserId,
      name: app.name,
      icons: { image_36: image(36), image_48: image(48), image_72: image(72) },
      deleted: false,
      updated: UPDATED,
      team_id: app.teamId,
    },
  };
}

/** When every app was made. */
const UPDATED = 1_600_000_000;

import { expect, test } from "vitest";
import { createStory } from "../support/story.ts";

const errorOf = async (story: ReturnType<typeof createStory>) => {
  const error = await story.play(["One."]).then(String, (thrown: Error) => thrown.message);
  return error.replace(/; \d+ call.*/, "");
};

test.each([
  ["account_inactive", "install the app again, and use its new token"],
  [
    "channel_not_found",
    "target.channel must be the ID of a conversation of this workspace; invite the bot if it is private",
  ],
  ["invalid_auth", "the token is wrong: copy the bot token (xoxb-…) from the app's page again"],
  ["missing_scope", "add the missing scope to the app's bot scopes, and install it again"],
  ["not_allowed_token_type", "give a bot token (xoxb-…)"],
  [
    "not_authed",
    "the token is undefined or empty: look at what `new WebClient(token)` or `target.token` is given",
  ],
  ["not_in_channel", "invite the bot to the channel"],
  ["token_revoked", "install the app again, and use its new token"],
])("a refusal by %s says what helps", async (code, help) => {
  const story = createStory();
  story.slack.failNext("chat.startStream", code);
  expect(await errorOf(story)).toBe(`refused: chat.startStream: Slack refused (${code}): ${help}`);
});

test("a missing scope is named", async () => {
  const story = createStory({
    workspace: { apps: [{ token: "xoxb-emulator-token", scopes: ["app_mentions:read"] }] },
  });
  expect(await errorOf(story)).toContain("add chat:write to the app's bot scopes, and install it again");
});

test("a refusal that explains itself has no advice", async () => {
  const story = createStory();
  story.slack.failNext("chat.startStream", "is_archived");
  expect(await errorOf(story)).toBe("refused: chat.startStream: Slack refused (is_archived)");
});

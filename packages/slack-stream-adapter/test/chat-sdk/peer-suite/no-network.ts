import { createRequire } from "node:module";

/** Some of the peer's tests ask Slack who they are. Slack says what it says to their tokens, at once and to everybody. */
const slackClient = createRequire(createRequire(import.meta.url).resolve("@slack/web-api-7"));
const { defaults }: { defaults: { adapter: unknown } } = slackClient("axios");
defaults.adapter = async (config: object) => ({
  status: 200,
  statusText: "OK",
  headers: {},
  data: JSON.stringify({ ok: false, error: "invalid_auth" }),
  config,
  request: {},
});

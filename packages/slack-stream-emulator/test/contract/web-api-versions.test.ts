import { WebClient as WebClient8 } from "@slack/web-api";
import { WebClient as WebClient6 } from "@slack/web-api-6";
import { WebClient as WebClient7 } from "@slack/web-api-7";
import { afterEach, expect, test } from "vitest";
import { createSlackEmulator, type SlackEmulator } from "../../src/index.ts";

let slack: SlackEmulator | undefined;
afterEach(() => slack?.close());

/** Three generations of the official client send the same calls in different forms. */
const VERSIONS = {
  6: (token: string, url: string) => new WebClient6(token, { slackApiUrl: url }),
  7: (token: string, url: string) => new WebClient7(token, { slackApiUrl: url }),
  8: (token: string, url: string) => new WebClient8(token, { slackApiUrl: url }),
} as unknown as Record<string, (token: string, url: string) => WebClient8>;

test.each(Object.entries(VERSIONS))("web-api %s gets what it asks for, over HTTP", async (_, open) => {
  const names = Array.from({ length: 5 }, (_, index) => ({
    id: `C${index + 1}`,
    name: `channel-${index + 1}`,
  }));
  slack = createSlackEmulator({ workspace: { channels: names } });
  const client = open(slack.token, (await slack.listen()).apiUrl);
  const channel = "C1";

  const ids: string[] = [];
  for await (const page of client.paginate("conversations.list", { limit: 2 })) {
    const { channels = [] } = page as { channels?: { id: string }[] };
    ids.push(...channels.map(({ id }) => id));
  }
  expect(ids).toEqual(["C1", "C2", "C3", "C4", "C5"]);

  const { user } = await client.users.lookupByEmail({ email: "user@emulator.test" });
  expect(user?.id).toBe("U0000000001");
  const posted = await client.chat.postMessage({
    channel,
    text: "hi",
    blocks: [{ type: "section", text: { type: "mrkdwn", text: "*hi*" } }],
  });
  const ts = String(posted.ts);
  await client.reactions.add({ channel, timestamp: ts, name: "eyes" });
  await client.pins.add({ channel, timestamp: ts });
  await client.bookmarks.add({ channel_id: channel, title: "A", type: "link", link: "https://a.example" });
  const { permalink } = await client.chat.getPermalink({ channel, message_ts: ts });
  expect(permalink).toContain(ts.replace(".", ""));
  const home = await client.views.publish({
    user_id: "U0000000001",
    view: { type: "home", blocks: [{ type: "divider" }] },
  });
  expect(home.view).toMatchObject({ type: "home", blocks: [{ type: "divider" }] });
  const direct = await client.conversations.open({ users: "U0000000001", return_im: true });
  expect(direct.channel).toMatchObject({ is_im: true });
  await client.assistant?.threads.setSuggestedPrompts({
    channel_id: channel,
    thread_ts: ts,
    prompts: [{ title: "Hi", message: "Say hi" }],
  });
  const refusal = await client.conversations.join({ channel: "C404" }).catch((error: unknown) => error);
  expect(refusal).toMatchObject({
    code: "slack_webapi_platform_error",
    data: { error: "channel_not_found" },
  });
});

import { createSlackAdapter } from "@chat-adapter/slack";
import type { Contestant } from "../run/contestant.ts";
import { quietLogger } from "../run/make-client.ts";
import { playPeer } from "./play-peer.ts";

/** Vercel's adapter, streaming natively as `thread.post(stream)` does. */
export const vercelAdapter: Contestant = {
  name: "@chat-adapter/slack 4.41.1",
  play: (stage) =>
    playPeer(stage, async () => {
      const { slack, channel, threadTs } = stage;
      const { slackApiUrl, adapter } = slack.webClientOptions(7);
      const slackAdapter = createSlackAdapter({
        botToken: slack.token,
        signingSecret: "none",
        apiUrl: slackApiUrl,
        botUserId: "U0000000099",
        webClientOptions: { adapter, logger: quietLogger },
        logger: { ...quietLogger, child: () => quietLogger as never },
      });
      const threadId = slackAdapter.encodeThreadId({ channel, threadTs });
      await slackAdapter.stream(threadId, textOf(stage.source), {
        recipientUserId: "U0000000001",
        recipientTeamId: "T0000000001",
      });
    }),
};

async function* textOf(source: AsyncIterable<string | object>): AsyncGenerator<string> {
  for await (const item of source) if (typeof item === "string") yield item;
}

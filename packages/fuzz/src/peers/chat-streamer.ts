import { WebClient } from "@slack/web-api";
import type { Contestant } from "../run/contestant.ts";
import { quietLogger } from "../run/make-client.ts";
import { playPeer } from "./play-peer.ts";

/** Slack's own helper, used as in its documentation. */
export const chatStreamer: Contestant = {
  name: "ChatStreamer (@slack/web-api 8.2)",
  play: (stage) =>
    playPeer(stage, async () => {
      const { slack, channel, threadTs } = stage;
      const client = new WebClient(slack.token, { ...slack.webClientOptions(8), logger: quietLogger });
      const streamer = client.chatStream({
        channel,
        thread_ts: threadTs,
        recipient_user_id: "U0000000001",
        recipient_team_id: "T0000000001",
      });
      for await (const item of stage.source) {
        if (typeof item === "string") await streamer.append({ markdown_text: item });
      }
      await streamer.stop();
    }),
};

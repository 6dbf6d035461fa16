import { type Contestant, recipient } from "./contestant.ts";

/** Slack's own helper, used as in its documentation. */
export const chatStreamer: Contestant = {
  name: "ChatStreamer",
  prepare:
    ({ client }) =>
    async (source, { channel, threadTs }) => {
      const streamer = client.chatStream({
        channel,
        thread_ts: threadTs,
        recipient_user_id: recipient.userId,
        recipient_team_id: recipient.teamId,
      });
      for await (const token of source) await streamer.append({ markdown_text: token });
      await streamer.stop();
    },
};

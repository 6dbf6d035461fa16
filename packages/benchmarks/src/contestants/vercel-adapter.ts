import { createSlackAdapter } from "@chat-adapter/slack";
import { type Contestant, recipient } from "./contestant.ts";

/** Vercel's adapter, streaming natively as `thread.post(stream)` does. */
export const vercelAdapter: Contestant = {
  name: "@chat-adapter/slack",
  prepare({ token, apiUrl, axiosAdapter, channel, threadTs }) {
    const adapter = createSlackAdapter({
      botToken: token,
      signingSecret: "none",
      botUserId: "U0000000099",
      ...(apiUrl === undefined ? {} : { apiUrl }),
      ...(axiosAdapter === undefined ? {} : { webClientOptions: { adapter: axiosAdapter } }),
      logger: quietLogger,
    });
    const threadId = adapter.encodeThreadId({ channel, threadTs });
    return (source) =>
      adapter.stream(threadId, source, {
        recipientUserId: recipient.userId,
        recipientTeamId: recipient.teamId,
      });
  },
};

const quietLogger = { debug() {}, info() {}, warn() {}, error() {}, child: () => quietLogger };

import { createSlackAdapter } from "@chat-adapter/slack";
import { type Contestant, quietLogger, recipient } from "./contestant.ts";

/** Vercel's adapter, streaming natively as `thread.post(stream)` does. */
export const vercelAdapter: Contestant = {
  name: "@chat-adapter/slack",
  prepare({ token, apiUrl, axiosAdapter }) {
    const adapter = createSlackAdapter({
      botToken: token,
      signingSecret: "none",
      botUserId: "U0000000099",
      ...(apiUrl === undefined ? {} : { apiUrl }),
      webClientOptions: {
        ...(axiosAdapter === undefined ? {} : { adapter: axiosAdapter }),
        logger: quietLogger,
      },
      logger: { ...quietLogger, child: () => quietLogger as never },
    });
    return (source, thread) =>
      adapter.stream(adapter.encodeThreadId(thread), source, {
        recipientUserId: recipient.userId,
        recipientTeamId: recipient.teamId,
      });
  },
};

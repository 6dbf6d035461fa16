import { type StreamOptions, streamToSlack } from "slack-stream-adapter";
import { type Contestant, recipient } from "./contestant.ts";

/** The library, with its defaults but for `options`. */
export function createOurs(options: StreamOptions = {}): Contestant {
  return {
    name: "slack-stream-adapter",
    prepare:
      ({ client, clock }) =>
      (source, thread) =>
        streamToSlack(
          source,
          { client, ...thread, recipientUserId: recipient.userId, recipientTeamId: recipient.teamId },
          { clock, ...options },
        ),
  };
}

import { type StreamOptions, streamToSlack } from "slack-stream-adapter";
import { type Contestant, recipient } from "./contestant.ts";

/** The library without a status and without a wait for the first sentence, like the others. `options` are added. */
export function createOurs(options: StreamOptions = {}, name = "slack-stream-adapter"): Contestant {
  return {
    name,
    prepare:
      ({ client, clock }) =>
      (source, thread) =>
        streamToSlack(
          source,
          { client, ...thread, recipientUserId: recipient.userId, recipientTeamId: recipient.teamId },
          { clock, status: false, firstTextMs: 0, ...options },
        ),
  };
}

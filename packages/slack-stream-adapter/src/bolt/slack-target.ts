import { describe } from "../options/check.ts";
import { type BoltArgs, isEphemeral, readPlace } from "../options/slack-target.ts";
import { readString } from "../slack/read-property.ts";
import { isDirect } from "../slack/recipients.ts";
import type { ClientTarget, SlackClient } from "../types/index.ts";

/** A target, and the fields that native streaming still needs. */
export interface BoltTarget extends ClientTarget {
  /** The client of the listener. */
  readonly client: SlackClient;
  /**
   * The fields that Slack needs to stream here and the event does not have. Empty if Slack can stream. Otherwise the answer is posted and
   * edited, unless you add these fields.
   */
  readonly missing: readonly MissingField[];
}

/** A field that Slack needs to stream and the event does not have. */
export interface MissingField {
  /** The name of the field. */
  readonly field: "threadTs" | "recipientUserId" | "recipientTeamId";
  /** A sentence for the log. */
  readonly why: string;
}

/**
 * Makes a target from the arguments of a Bolt listener. The answer goes into the thread of the message, or below the message, and to the
 * person who wrote it. `streamToSlack` takes the arguments of a listener and does the same. Call this function to read `missing`, or to
 * change a field.
 *
 * For a changed message it reads the fields of the message. For a modal it finds a channel only if a block has `response_url_enabled`. For
 * a function of a workflow it finds a channel only if one of the inputs is a channel.
 *
 * @throws TypeError if there is no client, or no channel to answer in.
 * @example
 * app.message(async (args) => {
 *   await streamToSlack(answer(args.message), slackTarget(args));
 * });
 */
export function slackTarget(args: BoltArgs): BoltTarget {
  const { body, client } = args;
  if (typeof client !== "object" || client === null) {
    throw new TypeError(`slackTarget() needs what a Bolt listener is given; client is ${describe(client)}`);
  }
  const { channel, ...place } = readPlace(args);
  if (channel === undefined) throw new TypeError(`slackTarget(): ${whyNoChannel(body)}`);
  // In a direct message Slack needs no recipient.
  const needed: readonly MissingField["field"][] = isDirect(channel)
    ? ["threadTs"]
    : ["threadTs", "recipientUserId", "recipientTeamId"];
  const why = { ...reasons, ...(isEphemeral(body) && { threadTs: `${onlyOneSees}; ${reasons.threadTs}` }) };
  const missing = needed
    .filter((field) => place[field] === undefined)
    .map((field) => ({ field, why: why[field] }));
  return { client, channel, ...place, missing };
}

const onlyOneSees = "only one person sees the message of this button, so nothing can be said below it";

const reasons: Readonly<Record<MissingField["field"], string>> = {
  threadTs: "Slack streams in threads alone: post a message first, such as the question, and give its ts",
  recipientUserId: "Slack streams in a channel to a person: what was said came from no user, or from a bot",
  recipientTeamId: "Slack streams in a channel to a person of a workspace, and the event names none",
};

function whyNoChannel(body: object): string {
  switch (readString(body, "type")) {
    case "view_submission":
    case "view_closed":
      return "a modal is in no channel; ask for one by a conversations_select with response_url_enabled, or give the channel that you keep in private_metadata";
    case "shortcut":
      return "a global shortcut happens in no channel; give one, such as the user's ID for a direct message";
    default:
      return "this event happened in no channel; give one that the answer goes to";
  }
}

import { describe } from "../options/check.ts";
import type { SlackClient, StreamTarget } from "../types/index.ts";
import { firstString } from "./first-string.ts";

/** What a listener of Bolt 4 or 5 is given, as far as it is read: of a message, a mention, a command, an assistant thread, a button. */
export interface BoltArgs {
  /** Bolt's own, which holds the token of the workspace. */
  readonly client: SlackClient;
  /** Where the team and the user are named, if the event does not. */
  readonly context: object;
  /** The request of Slack's. */
  readonly body: object;
}

/** A target, and what it lacks for native streaming. */
export interface BoltTarget extends StreamTarget {
  /** The listener's own. */
  readonly client: SlackClient;
  /** Empty where Slack can stream. Otherwise the answer is posted and edited, unless you fill in what is missing. */
  readonly missing: readonly MissingField[];
}

/** What Slack would need to stream, and the event does not have. */
export interface MissingField {
  /** The field of the target. */
  readonly field: "threadTs" | "recipientUserId" | "recipientTeamId";
  /** A sentence for the log. */
  readonly why: string;
}

/**
 * Where the answer to a Bolt listener goes: the thread of what was said, or below it, and to the person who said it.
 *
 * @throws TypeError where there is no client, or no channel to answer in.
 * @example
 * app.message(async (args) => {
 *   await streamToSlack(answer(args.message), slackTarget(args));
 * });
 */
export function slackTarget(args: BoltArgs): BoltTarget {
  const { body, client, context } = args;
  if (typeof client !== "object" || client === null) {
    throw new TypeError(`slackTarget() needs what a Bolt listener is given; client is ${describe(client)}`);
  }
  const facts: Facts = { event: toEvent(args), body, context };
  const channel = firstString(facts, channelPlaces);
  if (channel === undefined) {
    throw new TypeError(
      "slackTarget(): this listener's event happened in no channel that could be answered in",
    );
  }
  const target = {
    client,
    channel,
    threadTs: firstString(facts, threadPlaces),
    ...toRecipient(facts, channel),
  };
  return { ...target, missing: toMissing(target, isDirect(facts, channel)) };
}

/** Where each is found, the first that is there counts. */
interface Facts {
  /** The event, the command or the action. */
  readonly event: unknown;
  readonly body: unknown;
  readonly context: unknown;
}

const channelPlaces = [
  "event.channel",
  "event.channel_id",
  "event.channel.id",
  "event.assistant_thread.channel_id",
  "event.item.channel",
  "body.channel.id",
  "body.container.channel_id",
] as const;

/** An answer to a message outside a thread begins one. */
const threadPlaces = [
  "event.thread_ts",
  "event.assistant_thread.thread_ts",
  "event.ts",
  "event.item.ts",
  "body.message.thread_ts",
  "body.container.thread_ts",
  "body.message.ts",
  "body.container.message_ts",
] as const;

const userPlaces = [
  "event.user",
  "event.user_id",
  "event.assistant_thread.user_id",
  "body.user.id",
  "context.userId",
] as const;

/** The person's own workspace (S8): in a shared channel not the app's; of an org-wide installation the org, if nothing else. */
const teamPlaces = [
  "event.user_team",
  "event.source_team",
  "event.team",
  "body.user.team_id",
  "event.team_id",
  "event.assistant_thread.context.team_id",
  "context.teamId",
  "body.team_id",
  "body.team.id",
  "context.enterpriseId",
] as const;

/** In a direct message Slack needs no recipient, and some refuse one (S7); a bot can't be one (S9). */
function toRecipient(
  facts: Facts,
  channel: string,
): Pick<StreamTarget, "recipientUserId" | "recipientTeamId"> {
  if (isDirect(facts, channel) || isFromBot(facts)) return {};
  return { recipientUserId: firstString(facts, userPlaces), recipientTeamId: firstString(facts, teamPlaces) };
}

function isDirect(facts: Facts, channel: string): boolean {
  return channel.startsWith("D") || firstString(facts, ["event.channel_type"]) === "im";
}

function isFromBot(facts: Facts): boolean {
  return firstString(facts, ["event.bot_id"]) !== undefined;
}

function toEvent(args: BoltArgs): unknown {
  const { action, command, event, message, payload } = args as BoltArgs & Readonly<Record<string, unknown>>;
  return event ?? message ?? command ?? action ?? payload;
}

const reasons: Readonly<Record<MissingField["field"], string>> = {
  threadTs: "Slack streams in threads alone: post a message first, such as the question, and give its ts",
  recipientUserId: "Slack streams in a channel to a person: what was said came from no user, or from a bot",
  recipientTeamId: "Slack streams in a channel to a person of a workspace, and the event names none",
};

function toMissing(
  target: Pick<StreamTarget, MissingField["field"]>,
  isDirectMessage: boolean,
): readonly MissingField[] {
  const needed = isDirectMessage
    ? (["threadTs"] as const)
    : (["threadTs", "recipientUserId", "recipientTeamId"] as const);
  return needed
    .filter((field) => target[field] === undefined)
    .map((field) => ({ field, why: reasons[field] }));
}

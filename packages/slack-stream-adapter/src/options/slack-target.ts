import { readProperty, readString } from "../slack/read-property.ts";
import type { ClientTarget, SlackClient, StreamTarget } from "../types/index.ts";
import { describe } from "./check.ts";

/** What a listener of Bolt 3, 4 or 5 is given, as far as it is read: of an event, a command, an action, a shortcut, a view or a function. */
export interface BoltArgs {
  /** Bolt's own, which holds the token of the workspace. */
  readonly client: SlackClient;
  /** Where the team and the user are named, if the event does not. */
  readonly context: object;
  /** The request of Slack's. */
  readonly body: object;
}

/** A target, and what it lacks for native streaming. */
export interface BoltTarget extends ClientTarget {
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
 * `streamToSlack` takes a listener's arguments as they are and does the same; call this to see what is `missing`, or to
 * change a field.
 *
 * Of a changed message those of the message count. A modal has a channel where a block with `response_url_enabled` asked for
 * one; a workflow's function where one of its inputs is a channel.
 *
 * @throws TypeError where there is no client, or no channel to answer in.
 * @example
 * app.message(async (args) => {
 *   await streamToSlack(answer(args.message), slackTarget(args));
 * });
 */
export function slackTarget(args: BoltArgs): BoltTarget {
  const { client } = args;
  if (!isObject(client)) {
    throw new TypeError(`slackTarget() needs what a Bolt listener is given; client is ${describe(client)}`);
  }
  return { client, ...toPlace(toFacts(args)) };
}

/**
 * What was given as a target, as one: a listener's arguments are read, and so is an event that a client or a token was added
 * to, `{ ...event, client }`. Anything else comes back as it is.
 */
export function readTarget(given: StreamTarget | BoltArgs): StreamTarget {
  if (isBoltArgs(given)) return slackTarget(given);
  if (!isEvent(given)) return given;
  const { slackApiUrl, threadTs, recipientUserId, recipientTeamId } = given;
  const { missing, ...place } = toPlace({ event: toSaid(given), body: {}, context: {} });
  const named = { threadTs, recipientUserId, recipientTeamId };
  // What is named in a target's own words goes before what the event says.
  const own = Object.entries(named).filter(([, value]) => value !== undefined);
  const whole = { slackApiUrl, ...place, ...Object.fromEntries(own) };
  return given.client === undefined
    ? { ...whole, token: given.token }
    : { ...whole, client: given.client, token: given.token };
}

function isBoltArgs(given: StreamTarget | BoltArgs): given is BoltArgs {
  return ["client", "context", "body"].every((name) => isObject(readProperty(given, name)));
}

/** Every event has a type and a time; a target has neither. */
function isEvent(given: StreamTarget): boolean {
  const time = readProperty(given, "event_ts") ?? readProperty(given, "ts");
  return typeof readProperty(given, "type") === "string" && typeof time === "string";
}

/** Where each is found, the first that is there counts. */
interface Facts {
  /** The event, the command, the action or the shortcut; of a changed message the message. */
  readonly event: unknown;
  readonly body: unknown;
  readonly context: unknown;
}

function toFacts(args: BoltArgs): Facts {
  const { action, command, event, message, payload, body, context } = args as BoltArgs &
    Readonly<Record<string, unknown>>;
  return { event: toSaid(event ?? message ?? command ?? action ?? payload), body, context };
}

/** A message that was changed, deleted or replied to is told of by an event with a time of its own, which is no message. */
function toSaid(event: unknown): unknown {
  const subtype = readString(event, "subtype");
  const isNews = subtype === "message_changed" || subtype === "message_replied";
  const message = readProperty(event, isNews ? "message" : "previous_message");
  if (!isObject(message) || !(isNews || subtype === "message_deleted")) return toFunctionCall(event);
  const { channel, channel_type } = event as Record<string, unknown>;
  // Nothing can be said below a message that is gone, but in its thread.
  return { ...message, channel, channel_type, ...(isNews ? {} : { ts: undefined }) };
}

/** The inputs of a workflow's function are named by who wrote it; what they are shows in their form. */
function toFunctionCall(event: unknown): unknown {
  const inputs = readProperty(event, "inputs");
  if (readString(event, "type") !== "function_executed" || !isObject(inputs)) return event;
  const values = Object.values(inputs).flatMap((input) => (isObject(input) ? Object.values(input) : [input]));
  const find = (form: RegExp) => values.find((value) => typeof value === "string" && form.test(value));
  const interactor = firstString({ inputs }, ["inputs.interactivity.interactor.id"]);
  return {
    channel: find(/^[CDG][A-Z0-9]{8,}$/),
    ts: find(/^\d{10}\.\d{6}$/),
    user: interactor ?? find(/^[UW][A-Z0-9]{8,}$/),
  };
}

/** A message that one person sees is no message that a thread could be below. */
function isEphemeral({ body }: Facts): boolean {
  return readProperty(readProperty(body, "container"), "is_ephemeral") === true;
}

const channelPlaces = [
  "event.channel",
  "event.channel_id",
  "event.channel.id",
  "event.assistant_thread.channel_id",
  "event.item.channel",
  "body.channel.id",
  "body.container.channel_id",
  "body.response_urls.0.channel_id",
] as const;

/** An answer to a message outside a thread begins one. */
const threadPlaces = [
  "event.thread_ts",
  "event.assistant_thread.thread_ts",
  "event.ts",
  "event.item.ts",
] as const;
const threadPlacesOfAction = ["body.message.thread_ts", "body.container.thread_ts"] as const;
const messagePlacesOfAction = ["body.message.ts", "body.container.message_ts", "event.message_ts"] as const;

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

function toPlace(facts: Facts): Omit<BoltTarget, "client"> {
  const channel = firstString(facts, channelPlaces);
  if (channel === undefined) throw new TypeError(`slackTarget(): ${whyNoChannel(facts)}`);
  const isDirect = channel.startsWith("D") || firstString(facts, ["event.channel_type"]) === "im";
  const isBot = firstString(facts, ["event.bot_id"]) !== undefined;
  const ephemeral = isEphemeral(facts);
  const place = {
    channel,
    threadTs: firstString(facts, [
      ...threadPlaces,
      ...threadPlacesOfAction,
      ...(ephemeral ? [] : messagePlacesOfAction),
    ]),
    // In a direct message Slack needs no recipient, and some refuse one (S7); a bot can't be one (S9).
    ...(isDirect || isBot
      ? {}
      : { recipientUserId: firstString(facts, userPlaces), recipientTeamId: firstString(facts, teamPlaces) }),
  };
  const needed = isDirect ? fields.slice(0, 1) : fields;
  const missing = needed
    .filter((field) => place[field] === undefined)
    .map((field) => ({
      field,
      why: ephemeral && field === "threadTs" ? `${ephemeralReason}; ${reasons[field]}` : reasons[field],
    }));
  return { ...place, missing };
}

const fields = ["threadTs", "recipientUserId", "recipientTeamId"] as const;

const ephemeralReason = "only one person sees the message of this button, so nothing can be said below it";

const reasons: Readonly<Record<MissingField["field"], string>> = {
  threadTs: "Slack streams in threads alone: post a message first, such as the question, and give its ts",
  recipientUserId: "Slack streams in a channel to a person: what was said came from no user, or from a bot",
  recipientTeamId: "Slack streams in a channel to a person of a workspace, and the event names none",
};

function whyNoChannel({ event, body }: Facts): string {
  const type = readString(body, "type");
  if (type === "view_submission" || type === "view_closed") {
    return "a modal is in no channel; ask for one by a conversations_select with response_url_enabled, or give the channel that you keep in private_metadata";
  }
  if (type === "shortcut") {
    return "a global shortcut happens in no channel; give one, such as the user's ID for a direct message";
  }
  return readProperty(event, "channel") === undefined && readString(body, "type") === "event_callback"
    ? "this event happened in no channel; give one that the answer goes to"
    : "this listener's event happened in no channel that could be answered in";
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** The first of the places, such as `event.channel.id`, that holds a text. */
function firstString(facts: object, places: readonly string[]): string | undefined {
  for (const place of places) {
    const value = place.split(".").reduce<unknown>(readProperty, facts);
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

import { readProperty, readString } from "../slack/read-property.ts";
import type { ClientTarget, SlackClient, StreamTarget } from "../types/index.ts";
import { isRecord } from "./check.ts";

/**
 * The arguments of a listener of Bolt 3, 4 or 5, as far as the library reads them: of an event, a command, an action, a shortcut, a view or
 * a function.
 */
export interface BoltArgs {
  /** Bolt's client, which holds the token of the workspace. */
  readonly client: SlackClient;
  /** Bolt's context. The library reads the team and the user from it if the event does not name them. */
  readonly context: object;
  /** The body of Slack's request. */
  readonly body: object;
}

/** Where something happened, and to whom an answer goes. */
export type Place = Pick<StreamTarget, (typeof fields)[number]> & { readonly channel: string | undefined };

const fields = ["threadTs", "recipientUserId", "recipientTeamId"] as const;

/**
 * What was given as a target, as one: a listener's arguments are read, and so is an event that a client or a token was added
 * to, `{ ...event, client }`. Anything else comes back as it is.
 *
 * @throws TypeError where it happened in no channel.
 */
export function readTarget(given: StreamTarget | BoltArgs): StreamTarget {
  if (["client", "context", "body"].every((name) => isRecord(readProperty(given, name)))) {
    const { client, body } = given as BoltArgs;
    return { client, ...inChannel(readPlace(given as BoltArgs), body) };
  }
  const time = readProperty(given, "event_ts") ?? readProperty(given, "ts");
  // Every event has a type and a time; a target has neither.
  if (typeof time !== "string" || readString(given, "type") === undefined) return given as StreamTarget;
  const { client, token, slackApiUrl, ...named } = given as ClientTarget;
  const place = inChannel(readPlace({ event: given }), given);
  // What is named in a target's own words goes before what the event says.
  const own = fields.filter((field) => named[field] !== undefined).map((field) => [field, named[field]]);
  return { client, token, slackApiUrl, ...place, ...Object.fromEntries(own) };
}

function inChannel({ channel, ...place }: Place, happened: object) {
  if (channel !== undefined) return { channel, ...place };
  throw new TypeError(
    `${readString(happened, "type") ?? "this event"} happens in no channel: name the target's channel`,
  );
}

/**
 * Reads the arguments of a listener, as far as there are any. Where no person asked, the recipient is the app's own bot user: Slack takes
 * it, and never another bot's id (S9).
 */
export function readPlace(args: object): Place {
  const { action, body, command, context, event, message, payload } = args as Readonly<
    Record<string, unknown>
  >;
  const said = toSaid(event ?? message ?? command ?? action ?? payload);
  const find = (places: string) => firstString({ e: said, b: body, c: context }, places);
  const channel = find(
    "e.channel e.channel_id e.channel.id e.assistant_thread.channel_id e.item.channel b.channel.id b.container.channel_id b.response_urls.0.channel_id",
  );
  // An answer to a message outside a thread begins one, but below what one person sees.
  const below = isEphemeral(body) ? "" : " b.message.ts b.container.message_ts e.message_ts";
  const threadTs = find(
    `e.thread_ts e.assistant_thread.thread_ts e.ts e.item.ts b.message.thread_ts b.container.thread_ts${below}`,
  );
  const isBot = find("e.bot_id") !== undefined;
  const asker = isBot ? undefined : find("e.user e.user_id e.assistant_thread.user_id b.user.id c.userId");
  const self = asker === undefined ? find("c.botUserId") : undefined;
  if (self !== undefined)
    return { channel, threadTs, recipientUserId: self, recipientTeamId: find("c.teamId c.enterpriseId") };
  if (isBot) return { channel, threadTs };
  return {
    channel,
    threadTs,
    recipientUserId: asker,
    // The person's own workspace (S8): in a shared channel not the app's; of an org-wide installation the org, if nothing else.
    recipientTeamId: find(
      "e.user_team e.source_team e.team b.user.team_id e.team_id e.assistant_thread.context.team_id c.teamId b.team_id b.team.id c.enterpriseId",
    ),
  };
}

/** Only one person sees an ephemeral message, so it can't have a thread. */
export function isEphemeral(body: unknown): boolean {
  return readProperty(readProperty(body, "container"), "is_ephemeral") === true;
}

/** The event of a changed, deleted or answered message has a `ts` of its own, which is not that of the message. */
function toSaid(event: unknown): unknown {
  const [, change] = /^message_(changed|replied|deleted)$/.exec(readString(event, "subtype") ?? "") ?? [];
  const isGone = change === "deleted";
  const message = readProperty(event, isGone ? "previous_message" : "message");
  if (change === undefined || !isRecord(message)) return toFunctionCall(event);
  const { channel, channel_type } = event as Record<string, unknown>;
  // Nothing can be said below a message that is gone, but in its thread.
  return { ...message, channel, channel_type, ...(isGone && { ts: undefined }) };
}

/** The inputs of a workflow's function are named by who wrote it; what they are shows in their form. */
function toFunctionCall(event: unknown): unknown {
  const inputs = readProperty(event, "inputs");
  if (readString(event, "type") !== "function_executed" || !isRecord(inputs)) return event;
  const values = Object.values(inputs)
    .flat()
    .flatMap((input) => (isRecord(input) ? Object.values(input) : [input]));
  const find = (form: RegExp) => values.find((value) => typeof value === "string" && form.test(value));
  return {
    channel: find(/^[CDG][A-Z0-9]{8,}$/),
    ts: find(/^\d{10}\.\d{6}$/),
    user: firstString(inputs, "interactivity.interactor.id") ?? find(/^[UW][A-Z0-9]{8,}$/),
  };
}

/** The first of the places, such as `event.channel.id`, that holds a text. */
function firstString(facts: object, places: string): string | undefined {
  for (const place of places.split(" ")) {
    const value = place.split(".").reduce<unknown>(readProperty, facts);
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

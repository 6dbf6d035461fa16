import { readProperty } from "../slack/read-property.ts";
import type { AgentSessionStoppedEvent, ClientTarget, StreamTarget, TokenTarget } from "../types/index.ts";
import { checkObject, checkType, describeKind, refuse } from "./check.ts";
import { checkNames, checkSpelling } from "./names.ts";

const targetNames = {
  channel: true,
  client: true,
  recipientTeamId: true,
  recipientUserId: true,
  slackApiUrl: true,
  threadTs: true,
  token: true,
} as const satisfies Record<keyof ClientTarget | keyof TokenTarget, true>;

/**
 * Checks where a stream is to go.
 *
 * @throws TypeError naming the field, the rule and the value; never the token.
 */
export function checkTarget(target: StreamTarget): void {
  checkObject("target (channel and client or token)", target);
  // `slackTarget()` says beside the target what it lacks.
  const { missing: _, ...named } = target as StreamTarget & { readonly missing?: unknown };
  checkNames("target", named, targetNames);
  checkCaller(target);
  if (typeof target.channel !== "string" || target.channel === "") {
    refuse("target.channel must be a conversation ID", target.channel);
  }
  for (const field of ["threadTs", "recipientUserId", "recipientTeamId", "slackApiUrl"] as const) {
    const value: unknown = target[field];
    if (value !== undefined && (typeof value !== "string" || value === ""))
      refuse(`target.${field} must be a non-empty string, or left out`, value);
  }
}

function checkCaller(target: StreamTarget): void {
  const { client, slackApiUrl, token } = target;
  if (client === undefined && token === undefined) {
    // By name: in plain JavaScript an environment variable that is not set ends up here.
    const given = (["token", "client"] as const).find((name) => name in target);
    const got =
      given === undefined
        ? "got neither"
        : `but the ${given} is undefined${given === "token" ? " (is its environment variable set?)" : ""}`;
    throw new TypeError(`target needs a client (a WebClient of @slack/web-api) or a token, ${got}`);
  }
  if (client !== undefined && !isClient(client)) {
    const hint = isClient(readProperty(client, "client")) ? "; did you mean its .client?" : "";
    const isToken = typeof client === "string" ? "; a token goes into target.token" : "";
    throw new TypeError(
      `target.client must be a WebClient or an object with the chat methods, got ${describeKind(client)}${hint}${isToken}`,
    );
  }
  if (client !== undefined && slackApiUrl !== undefined)
    throw new TypeError("target.slackApiUrl must be left out beside a client, which has its own");
  // A token that is not valid in a header would fail later, with an error that may contain it.
  if (token !== undefined && !(typeof token === "string" && /^[\x21-\x7e]+$/.test(token)))
    throw new TypeError(
      `target.token must be a Slack token, without spaces or line ends, got ${describeKind(token)}`,
    );
}

function isClient(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const chat = readProperty(value, "chat");
  return typeof readProperty(value, "apiCall") === "function" || (typeof chat === "object" && chat !== null);
}

const eventNames: readonly (keyof AgentSessionStoppedEvent)[] = [
  "channel",
  "thread_ts",
  "streaming_message_ts",
  "event_ts",
];

/**
 * Checks Slack's event for a pressed stop button. Slack's has more fields than are read.
 *
 * @throws TypeError naming the field, the rule and the value.
 */
export function checkStopEvent(event: AgentSessionStoppedEvent): void {
  const channel = readProperty(event, "channel");
  if (typeof channel !== "string" || channel === "") {
    refuse(
      "handleAgentSessionStopped() takes the event agent_session_stopped itself, with its channel",
      event,
    );
  }
  checkObject("event", event);
  checkSpelling("event", event, eventNames);
  checkType("event.thread_ts", event.thread_ts, "string");
  checkType("event.event_ts", event.event_ts, "string");
  const named: unknown = event.streaming_message_ts;
  const isList = Array.isArray(named) && named.every((ts) => typeof ts === "string");
  if (named !== undefined && !isList) {
    refuse("event.streaming_message_ts must be an array of messages' ts, or left out", named);
  }
}

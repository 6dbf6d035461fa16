import * as v from "valibot";
import { suggest } from "../check-names.ts";
import type { SlackEmulator } from "../emulator.ts";
import { countBots } from "../events/connect-process.ts";
import { toInternals } from "../internals.ts";
import { toWholeUpdate } from "../page/feed.ts";
import { toRecording } from "../page/recording.ts";
import { ControlRefusal, type Operation, operation } from "./operation.ts";
import {
  CALL,
  CHANNEL,
  DELIVERY,
  describe,
  INDEX,
  MESSAGE,
  RECORD,
  TEXT,
  THREAD,
  THREAD_TS,
} from "./schemas.ts";
import { toCall, toDelivery, toMessage, toThread } from "./views.ts";

const RECORDS = v.array(RECORD);
const toRecords = (list: readonly object[]) => list.map((one) => ({ ...one }));

const INFO = v.strictObject({
  version: describe(v.literal(1), "Of this API. A field may be added; none changes its meaning."),
  token: describe(v.string(), "Of the bot: the Web API takes it."),
  appToken: describe(v.string(), "For Socket Mode."),
  bots: describe(v.number(), "How many bots hear what people do."),
  workspace: v.strictObject({
    teams: v.array(v.strictObject({ id: v.string(), name: v.string() })),
    apps: v.array(
      v.strictObject({ appId: v.string(), name: v.string(), botUserId: v.string(), token: v.string() }),
    ),
    users: v.array(v.strictObject({ id: v.string(), name: v.string(), isBot: v.boolean() })),
    channels: v.array(
      v.strictObject({
        id: v.string(),
        name: v.string(),
        isArchived: v.boolean(),
        members: v.array(v.string()),
      }),
    ),
  }),
});

/** The operations that read something. */
export const READING: readonly Operation[] = [
  operation({
    id: "getInfo",
    method: "GET",
    path: "/",
    tag: "workspace",
    summary: "The tokens that a bot needs, how many bots are connected, and the workspace.",
    answer: INFO,
    run: (slack) => {
      const { directory } = slack;
      return {
        version: 1 as const,
        token: directory.mainApp.token,
        appToken: directory.mainApp.appToken,
        bots: countBots(slack),
        workspace: {
          teams: [...directory.teams.values()].map(({ id, name }) => ({ id, name })),
          apps: [...directory.apps.values()].map(({ appId, name, botUserId, token }) => ({
            appId,
            name,
            botUserId,
            token,
          })),
          users: [...directory.users.values()].map(({ id, name, isBot }) => ({ id, name, isBot })),
          channels: [...directory.channels.values()].map(({ id, name, isArchived, members }) => ({
            id,
            name,
            isArchived,
            members: [...members],
          })),
        },
      };
    },
  }),
  operation({
    id: "listMessages",
    method: "GET",
    path: "/messages",
    tag: "messages",
    summary: "Messages in order, deleted ones too; of a channel, of a thread, or all.",
    query: { channel: v.optional(CHANNEL), threadTs: v.optional(THREAD_TS) },
    answer: v.strictObject({ messages: v.array(MESSAGE) }),
    run: (slack, { query: { channel, threadTs } }) => {
      if (channel !== undefined) checkChannel(slack, channel);
      const messages = slack.messages
        .filter((one) => channel === undefined || one.channel === channel)
        .filter((one) => threadTs === undefined || one.ts === threadTs || one.threadTs === threadTs);
      return { messages: messages.map((one) => toMessage(one, slack)) };
    },
  }),
  operation({
    id: "getMessage",
    method: "GET",
    path: "/messages/{ts}",
    tag: "messages",
    summary: "One message.",
    answer: MESSAGE,
    run: (slack, { params }) => toMessage(findMessage(slack, params.ts), slack),
  }),
  operation({
    id: "getThread",
    method: "GET",
    path: "/threads/{channel}/{threadTs}",
    tag: "messages",
    summary: "A thread as people read it, with its status line and its session.",
    answer: THREAD,
    run: (slack, { params: { channel = "", threadTs = "" } }) => {
      checkChannel(slack, channel);
      return toThread(slack, { channel, threadTs });
    },
  }),
  operation({
    id: "listCalls",
    method: "GET",
    path: "/calls",
    tag: "calls",
    summary: "Calls of the Web API in order: the newest 50,000, or those from an index on.",
    query: {
      method: v.optional(TEXT),
      ts: v.optional(describe(TEXT, "Only calls about this message.")),
      since: v.optional(INDEX),
    },
    answer: v.strictObject({
      calls: v.array(CALL),
      next: describe(v.number(), "Give it as since to read what comes later."),
    }),
    run: (slack, { query: { method, ts, since = "0" } }) => {
      const { calls } = slack;
      const chosen = calls
        .filter(({ index }) => index >= Number(since))
        .filter((one) => (method ?? one.method) === one.method && (ts ?? one.ts) === one.ts);
      return { calls: chosen.map(toCall), next: (calls.at(-1)?.index ?? -1) + 1 };
    },
  }),
  operation({
    id: "getTranscript",
    method: "GET",
    path: "/transcript",
    tag: "calls",
    summary: "The run as lines: what was sent, and what went wrong behind a !.",
    answer: v.strictObject({ lines: v.array(v.string()) }),
    run: (slack) => ({ lines: slack.transcript() }),
  }),
  operation({
    id: "listDeliveries",
    method: "GET",
    path: "/deliveries",
    tag: "events",
    summary: "Every request that a bot was sent: events, interactions and commands, with retries.",
    query: { type: v.optional(TEXT), since: v.optional(INDEX) },
    answer: v.strictObject({
      deliveries: v.array(DELIVERY),
      undelivered: describe(v.number(), "Events that no bot has received yet."),
      next: describe(v.number(), "Give it as since to read what comes later."),
    }),
    run: (slack, { query: { type, since = "0" } }) => {
      const { list, undelivered } = toInternals(slack).deliveries;
      const chosen = list.filter((one) => one.index >= Number(since) && (type ?? one.type) === one.type);
      return {
        deliveries: chosen.map(toDelivery),
        undelivered,
        next: (list.at(-1)?.index ?? -1) + 1,
      };
    },
  }),
  operation({
    id: "getState",
    method: "GET",
    path: "/state",
    tag: "messages",
    summary: "All but messages and calls: notifications, reactions, statuses, stops, views, files.",
    answer: v.strictObject({
      notifications: describe(RECORDS, "at, channel, ts, banner"),
      reactions: describe(RECORDS, "channel, ts, name, userId"),
      statuses: describe(RECORDS, "Every status that was set: kind, at, channel, threadTs, status, by."),
      stops: describe(RECORDS, "Every agent_session_stopped that was caused."),
      ephemeralMessages: describe(RECORDS, "What only one person sees."),
      scheduledMessages: describe(RECORDS, "What will be posted later."),
      views: describe(RECORDS, "Modals and home tabs, open or not."),
      files: describe(RECORDS, "Without their bytes."),
    }),
    run: (slack) => ({
      notifications: toRecords(slack.notifications),
      reactions: toRecords(slack.reactions),
      statuses: toRecords(slack.statuses.history),
      stops: toRecords(slack.events),
      ephemeralMessages: toRecords(slack.ephemeralMessages),
      scheduledMessages: toRecords(slack.scheduledMessages),
      views: toRecords(slack.views),
      files: slack.files.map(({ bytes: _, ...file }) => ({ ...file })),
    }),
  }),
  operation({
    id: "getRecording",
    method: "GET",
    path: "/recording",
    tag: "calls",
    summary: "Everything as one file for a bug report; the page opens it.",
    answer: RECORD,
    run: (slack) => ({ ...toRecording(toWholeUpdate(slack), slack.transcript()) }),
  }),
];

/** Returns the message. Throws if no message has this `ts`. */
export function findMessage(slack: SlackEmulator, ts = "") {
  const message = slack.messages.find((one) => one.ts === ts);
  if (message === undefined)
    throw new ControlRefusal(404, `no message has the ts ${ts}; GET /control/v1/messages lists them`);
  return message;
}

function checkChannel({ directory }: SlackEmulator, channel: string): void {
  if (directory.channels.has(channel)) return;
  const known = [...directory.channels.keys()];
  throw new ControlRefusal(404, `no channel has the id ${channel}; ${suggest(channel, known)}`);
}

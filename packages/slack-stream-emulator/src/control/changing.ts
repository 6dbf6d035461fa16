import * as v from "valibot";
import { suggest } from "../check-names.ts";
import { WRITTEN } from "../events/action-shapes.ts";
import { connectByAddress, countBots, disconnectAddresses } from "../events/connect-process.ts";
import { isPresetName, PLAIN_CONDITIONS, PRESETS } from "../presets.ts";
import { readFaultName } from "../protocol/fault-names.ts";
import type { WorkspaceSeed } from "../workspace/seed.ts";
import { type Operation, operation } from "./operation.ts";
import { findMessage } from "./reading.ts";
import { advanceClock, runToNextTimer, runUntilIdle } from "./run-clock.ts";
import {
  CALL,
  CLOCK,
  CONDITION_FIELDS,
  CONDITIONS,
  COUNT,
  DURATION,
  describe,
  EVENT_KIND,
  FAULT,
  FLAG,
  MESSAGE,
  SCRIPTED_FAULT,
  SKIP,
  TEXT,
  WORKSPACE_SEED,
} from "./schemas.ts";
import { toCall, toClock, toConditions, toMessage, toScriptedFault } from "./views.ts";

const DONE = v.strictObject({});

/** The operations that change something. */
export const CHANGING: readonly Operation[] = [
  operation({
    id: "writeMessage",
    method: "POST",
    path: "/messages",
    tag: "messages",
    summary:
      "Somebody writes a message. Each connected bot is sent the events that it subscribes to; the response does not wait for bots.",
    body: WRITTEN,
    answer: MESSAGE,
    run: (slack, { body }) => toMessage(slack.postUserMessage(body), slack),
  }),
  operation({
    id: "deleteMessage",
    method: "DELETE",
    path: "/messages/{ts}",
    tag: "messages",
    summary: "Deletes a message, open or not, as an admin would.",
    answer: DONE,
    run: (slack, { params }) => {
      slack.deleteMessage(findMessage(slack, params.ts).ts);
      return {};
    },
  }),
  operation({
    id: "expireMessage",
    method: "POST",
    path: "/messages/{ts}/expire",
    tag: "messages",
    summary: "Ends an open stream as Slack does at the end of its life.",
    answer: MESSAGE,
    run: (slack, { params }) => {
      const message = findMessage(slack, params.ts);
      slack.expire(message.ts);
      return toMessage(message, slack);
    },
  }),
  operation({
    id: "connectBot",
    method: "POST",
    path: "/bots",
    tag: "people",
    summary:
      "Connects a bot that takes events over HTTP; the same address twice is one bot. A bot in Socket Mode connects by itself.",
    body: v.strictObject({
      url: describe(TEXT, "Where it takes Slack's requests, such as http://127.0.0.1:3000/slack/events."),
      signingSecret: describe(TEXT, "What its requests are signed with."),
      events: v.optional(
        describe(
          v.array(EVENT_KIND),
          "Further events that the bot subscribes to. It always gets agent_session_stopped, app_mention and message.im.",
        ),
      ),
    }),
    answer: v.strictObject({ bots: v.number() }),
    run: (slack, { body: { url, signingSecret, events } }) => {
      if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ""))
        throw new RangeError(`url must be an http or https address, got ${url}`);
      connectByAddress(slack, { bot: url, signingSecret, events });
      return { bots: countBots(slack) };
    },
  }),
  operation({
    id: "disconnectBots",
    method: "DELETE",
    path: "/bots",
    tag: "people",
    summary: "Disconnects the bots that take events over HTTP.",
    answer: v.strictObject({ bots: v.number() }),
    run: (slack) => {
      disconnectAddresses(slack);
      return { bots: countBots(slack) };
    },
  }),
  operation({
    id: "listFaults",
    method: "GET",
    path: "/faults",
    tag: "faults",
    summary: "Faults that no call has met yet, and calls that met one.",
    answer: v.strictObject({ pending: v.array(SCRIPTED_FAULT), used: v.array(CALL) }),
    run: (slack) => ({
      pending: slack.unusedFaults().map(toScriptedFault),
      used: slack.calls.filter(({ fault }) => fault !== undefined).map(toCall),
    }),
  }),
  operation({
    id: "addFault",
    method: "POST",
    path: "/faults",
    tag: "faults",
    summary: "Breaks the next calls of a method.",
    body: v.strictObject({
      method: describe(TEXT, "Such as chat.appendStream; * is every method."),
      fault: FAULT,
      times: v.optional(describe(COUNT, "How many calls it meets. 1 if left out.")),
      skip: v.optional(describe(SKIP, "How many calls pass before. 0 if left out.")),
    }),
    answer: v.strictObject({ pending: v.array(SCRIPTED_FAULT) }),
    run: (slack, { body: { method, fault, times, skip } }) => {
      slack.failNext(method, typeof fault === "string" ? readFaultName(fault) : fault, { times, skip });
      return { pending: slack.unusedFaults().map(toScriptedFault) };
    },
  }),
  operation({
    id: "clearFaults",
    method: "DELETE",
    path: "/faults",
    tag: "faults",
    summary: "Removes every fault that is left.",
    answer: DONE,
    run: (slack) => {
      slack.clearFaults();
      return {};
    },
  }),
  operation({
    id: "getClock",
    method: "GET",
    path: "/clock",
    tag: "clock",
    summary: "What time it is.",
    answer: CLOCK,
    run: (slack) => toClock(slack),
  }),
  operation({
    id: "advanceClock",
    method: "POST",
    path: "/clock/advance",
    tag: "clock",
    summary: "Moves the clock ahead: streams end and timers fire on the way.",
    body: v.strictObject({ ms: DURATION }),
    answer: CLOCK,
    run: async (slack, { body: { ms } }) => {
      await advanceClock(slack, ms);
      return toClock(slack);
    },
  }),
  operation({
    id: "runClock",
    method: "POST",
    path: "/clock/run",
    tag: "clock",
    summary:
      "Waits until nothing is under way: no answer, no delivery, no open stream. A manual clock is moved as far as that needs. With nextTimer it moves the clock to the next timer, and no further.",
    body: v.strictObject({
      until: v.picklist(["idle", "nextTimer"]),
      maxMs: v.optional(describe(DURATION, "How far the clock may move. 3,600,000 if left out.")),
      answersTo: v.optional(
        describe(
          TEXT,
          "The ts of a thread: it is not idle before the bot has written there. Give it whenever an answer is expected, since nobody can know that a bot is about to write.",
        ),
      ),
      answers: v.optional(describe(COUNT, "How many messages of the bot. 1 if left out.")),
      timeoutMs: v.optional(
        describe(DURATION, "How long to wait for bots, in real time. 10,000 if left out."),
      ),
    }),
    answer: v.strictObject({
      ...CLOCK.entries,
      isDone: describe(v.boolean(), "Whether it is idle, or a timer has fired."),
      waitingFor: describe(v.array(v.string()), "What is still under way, in words."),
    }),
    run: async (slack, { body: { until, maxMs = 3_600_000, timeoutMs = 10_000, ...wanted } }) => {
      if (until === "nextTimer") {
        const isDone = await runToNextTimer(slack, maxMs);
        return { ...toClock(slack), isDone, waitingFor: [] };
      }
      const { isIdle, waitingFor } = await runUntilIdle(slack, { maxMs, timeoutMs, ...wanted });
      return { ...toClock(slack), isDone: isIdle, waitingFor: [...waitingFor] };
    },
  }),
  operation({
    id: "getConditions",
    method: "GET",
    path: "/conditions",
    tag: "conditions",
    summary: "Limits and readings in force, and the presets that there are.",
    answer: v.strictObject({
      conditions: CONDITIONS,
      presets: v.array(v.strictObject({ name: v.string(), summary: v.string() })),
    }),
    run: (slack) => ({
      conditions: toConditions(slack),
      presets: Object.entries(PRESETS).map(([name, { summary }]) => ({ name, summary })),
    }),
  }),
  operation({
    id: "changeConditions",
    method: "PATCH",
    path: "/conditions",
    tag: "conditions",
    summary: "Changes limits. A preset replaces all of them first.",
    body: v.strictObject({
      preset: v.optional(describe(TEXT, "A name of GET /conditions.")),
      ...CONDITION_FIELDS,
    }),
    answer: v.strictObject({ conditions: CONDITIONS }),
    run: (slack, { body: { preset, ...changes } }) => {
      if (preset !== undefined && !isPresetName(preset))
        throw new RangeError(`preset: unknown preset ${preset}; ${suggest(preset, Object.keys(PRESETS))}`);
      const base = preset === undefined ? {} : { ...PLAIN_CONDITIONS, ...PRESETS[preset].options };
      slack.configure({ ...base, ...changes });
      return { conditions: toConditions(slack) };
    },
  }),
  operation({
    id: "reset",
    method: "POST",
    path: "/reset",
    tag: "workspace",
    summary:
      "Forgets messages, calls, deliveries and faults. workspace seeds another workspace; messages are posted by people afterwards.",
    body: v.strictObject({
      workspace: v.optional(WORKSPACE_SEED),
      messages: v.optional(v.array(WRITTEN)),
      conditions: v.optional(
        describe(FLAG, "true brings limits back to what an emulator has without options."),
      ),
    }),
    answer: v.strictObject({ messages: v.array(MESSAGE) }),
    run: (slack, { body: { workspace, messages = [], conditions = false } }) => {
      // The workspace itself checks the seed in full.
      slack.reset({ workspace: workspace as WorkspaceSeed | undefined });
      if (conditions) slack.configure(PLAIN_CONDITIONS);
      return { messages: messages.map((one) => toMessage(slack.postUserMessage(one), slack)) };
    },
  }),
];

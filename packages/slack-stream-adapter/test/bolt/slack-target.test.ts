import type * as bolt5 from "@slack/bolt";
import type * as bolt3 from "@slack/bolt-3";
import type * as bolt4 from "@slack/bolt-4";
import { WebClient } from "@slack/web-api";
import { expect, expectTypeOf, test } from "vitest";
import { type BoltArgs, type BoltTarget, postQuestion, slackTarget } from "../../src/bolt/index.ts";
import type { AgentSessionStoppedEvent, StreamTarget, streamToSlack } from "../../src/index.ts";
import { readTarget } from "../../src/options/slack-target.ts";

const client = new WebClient();
const context = {
  teamId: "T0000000001",
  enterpriseId: "E0000000001",
  userId: "U0000000001",
  isEnterpriseInstall: false,
};
const body = { team_id: "T0000000001", type: "event_callback" };
const said = {
  type: "message",
  ts: "100.1",
  channel: "C0000000001",
  user: "U0000000001",
  team: "T0000000001",
};

const toTarget = (args: object): Omit<BoltTarget, "client"> => {
  const { client: given, ...target } = slackTarget({ client, context, body, ...args });
  expect(given).toBe(client);
  return target;
};

type Listened<Bolt extends { all: object; event: object; command: object; action: object }> =
  | (Bolt["all"] & Bolt["event"])
  | (Bolt["all"] & Bolt["command"])
  | (Bolt["all"] & Bolt["action"]);
type OfBolt3 = Listened<{
  all: bolt3.AllMiddlewareArgs;
  event: bolt3.SlackEventMiddlewareArgs<"message" | "app_mention" | "function_executed">;
  command: bolt3.SlackCommandMiddlewareArgs | bolt3.SlackViewMiddlewareArgs;
  action: bolt3.SlackActionMiddlewareArgs<bolt3.BlockAction> | bolt3.SlackShortcutMiddlewareArgs;
}>;
type OfBolt4 = Listened<{
  all: bolt4.AllMiddlewareArgs;
  event: bolt4.SlackEventMiddlewareArgs<
    "message" | "app_mention" | "assistant_thread_started" | "function_executed"
  >;
  command: bolt4.SlackCommandMiddlewareArgs | bolt4.SlackViewMiddlewareArgs;
  action: bolt4.SlackActionMiddlewareArgs<bolt4.BlockAction> | bolt4.SlackShortcutMiddlewareArgs;
}>;
type OfBolt5 = Listened<{
  all: bolt5.AllMiddlewareArgs;
  event: bolt5.SlackEventMiddlewareArgs<
    "message" | "app_mention" | "assistant_thread_started" | "function_executed"
  >;
  command: bolt5.SlackCommandMiddlewareArgs | bolt5.SlackViewMiddlewareArgs;
  action: bolt5.SlackActionMiddlewareArgs<bolt5.BlockAction> | bolt5.SlackShortcutMiddlewareArgs;
}>;

test("slackTarget() takes the arguments of any listener of Bolt 3, 4 and 5", () => {
  expectTypeOf<OfBolt3>().toExtend<BoltArgs>();
  expectTypeOf<OfBolt4>().toExtend<BoltArgs>();
  expectTypeOf<OfBolt5>().toExtend<BoltArgs>();
  expectTypeOf<BoltTarget>().toExtend<StreamTarget>();
  expectTypeOf<
    bolt5.SlackEventMiddlewareArgs<"agent_session_stopped">["event"]
  >().toExtend<AgentSessionStoppedEvent>();
  expectTypeOf(slackTarget).returns.toExtend<Parameters<typeof streamToSlack>[1]>();
});

test("a message in a channel begins a thread, one in a thread stays there", () => {
  expect(toTarget({ event: said, message: said })).toMatchInlineSnapshot(`
    {
      "channel": "C0000000001",
      "missing": [],
      "recipientTeamId": "T0000000001",
      "recipientUserId": "U0000000001",
      "threadTs": "100.1",
    }
  `);
  expect(toTarget({ event: { ...said, type: "app_mention", thread_ts: "99.1" } }).threadTs).toBe("99.1");
});

test("a direct message has recipients too, and the library finds out whether Slack wants them", () => {
  const direct = { ...said, channel: "D0000000001", channel_type: "im", thread_ts: "99.1" };
  expect(toTarget({ event: direct })).toMatchInlineSnapshot(`
    {
      "channel": "D0000000001",
      "missing": [],
      "recipientTeamId": "T0000000001",
      "recipientUserId": "U0000000001",
      "threadTs": "99.1",
    }
  `);
  const { user, team, ...nobodys } = direct;
  expect([user, team]).not.toContain(undefined);
  const bare = { context: {}, body: { type: "event_callback" } };
  expect(toTarget({ event: nobodys, ...bare })).toMatchObject({ recipientUserId: undefined, missing: [] });
});

test("a message in an assistant's thread is answered there", () => {
  const thread = { user_id: "U0000000001", channel_id: "D0000000001", thread_ts: "98.1", context: {} };
  expect(
    toTarget({ event: { type: "assistant_thread_started", assistant_thread: thread } }),
  ).toMatchInlineSnapshot(`
    {
      "channel": "D0000000001",
      "missing": [],
      "recipientTeamId": "T0000000001",
      "recipientUserId": "U0000000001",
      "threadTs": "98.1",
    }
  `);
});

test("a command has no thread, and `missing` says so", () => {
  const command = {
    command: "/ask",
    channel_id: "C0000000001",
    user_id: "U0000000001",
    team_id: "T0000000001",
  };
  expect(toTarget({ command, payload: command, body: command })).toMatchInlineSnapshot(`
    {
      "channel": "C0000000001",
      "missing": [
        {
          "field": "threadTs",
          "why": "Slack streams in threads alone: post a message first, such as the question, and give its ts",
        },
      ],
      "recipientTeamId": "T0000000001",
      "recipientUserId": "U0000000001",
      "threadTs": undefined,
    }
  `);
});

test("a button is answered in the thread of its message", () => {
  const press = {
    type: "block_actions",
    user: { id: "U0000000001", team_id: "T0000000001" },
    team: { id: "T0000000001" },
    channel: { id: "C0000000001" },
    message: { ts: "101.1", thread_ts: "99.1" },
  };
  expect(toTarget({ action: { type: "button", action_id: "approve" }, body: press })).toMatchInlineSnapshot(`
    {
      "channel": "C0000000001",
      "missing": [],
      "recipientTeamId": "T0000000001",
      "recipientUserId": "U0000000001",
      "threadTs": "99.1",
    }
  `);
});

test("somebody from another workspace is a recipient of theirs; an org-wide installation knows the event's", () => {
  const guest = { ...said, user_team: "T0000000009", source_team: "T0000000009", team: "T0000000001" };
  expect(toTarget({ event: guest }).recipientTeamId).toBe("T0000000009");
  const { team, ...teamless } = said;
  expect(team).toBe("T0000000001");
  const orgWide = { isEnterpriseInstall: true, enterpriseId: "E0000000001" };
  expect(toTarget({ event: teamless, context: orgWide }).recipientTeamId).toBe("T0000000001");
  expect(toTarget({ event: teamless, context: orgWide, body: {} }).recipientTeamId).toBe("E0000000001");
});

test("the answer to a bot's message has the app itself as its recipient (S9)", () => {
  const event = { ...said, bot_id: "B0000000001", user: "U0000000050", team: "T0000000009" };
  expect(toTarget({ event, context: { ...context, botUserId: "U0000000099" } })).toEqual({
    channel: "C0000000001",
    threadTs: "100.1",
    recipientUserId: "U0000000099",
    recipientTeamId: "T0000000001",
    missing: [],
  });
  const orgWide = { enterpriseId: "E0000000001", botUserId: "U0000000099" };
  expect(toTarget({ event, context: orgWide }).recipientTeamId).toBe("E0000000001");
});

test("if the app does not know its own user, a bot's message has no recipient, and `missing` says so", () => {
  const target = toTarget({ event: { ...said, bot_id: "B0000000001" } });
  expect([target.recipientUserId, target.recipientTeamId]).toEqual([undefined, undefined]);
  expect(target.missing.map(({ field }) => field)).toEqual(["recipientUserId", "recipientTeamId"]);
});

test("without a channel or a client there is no target", () => {
  expect(() => toTarget({ event: { type: "team_join", user: { id: "U0000000001" } } })).toThrow(TypeError);
  expect(() => slackTarget({ context, body } as BoltArgs)).toThrow("client is undefined");
});

test.each([
  [
    "changed",
    { subtype: "message_changed", message: { ...said, ts: "90.1", thread_ts: "80.1", text: "new" } },
    "80.1",
  ],
  ["changed outside a thread", { subtype: "message_changed", message: { ...said, ts: "90.1" } }, "90.1"],
  ["replied to", { subtype: "message_replied", message: { ...said, ts: "90.1", thread_ts: "90.1" } }, "90.1"],
  [
    "deleted from a thread",
    { subtype: "message_deleted", previous_message: { ...said, ts: "90.1", thread_ts: "80.1" } },
    "80.1",
  ],
])("a message that was %s is answered in its own thread, to who wrote it", (_, fields, threadTs) => {
  const { user, team, ...event } = said;
  const target = toTarget({ event: { ...event, ts: "100.1", event_ts: "100.1", ...fields } });
  expect(target).toEqual({
    channel: "C0000000001",
    threadTs,
    recipientUserId: user,
    recipientTeamId: team,
    missing: [],
  });
});

test("a deleted message is no target", () => {
  const event = { ...said, subtype: "message_deleted", previous_message: { ...said, ts: "90.1" } };
  expect(toTarget({ event }).threadTs).toBeUndefined();
});

test("an edited message of a bot has no recipient, one in a direct message has its author", () => {
  const event = {
    ...said,
    subtype: "message_changed",
    message: { ...said, ts: "90.1", bot_id: "B0000000001" },
  };
  expect(toTarget({ event }).recipientUserId).toBeUndefined();
  const direct = { ...event, channel: "D0000000001", message: { ...said, ts: "90.1" } };
  expect(toTarget({ event: direct })).toEqual({
    channel: "D0000000001",
    threadTs: "90.1",
    recipientUserId: "U0000000001",
    recipientTeamId: "T0000000001",
    missing: [],
  });
});

const ephemeral = {
  type: "block_actions",
  user: { id: "U0000000001", team_id: "T0000000001" },
  channel: { id: "C0000000001" },
  container: { type: "message", message_ts: "101.1", channel_id: "C0000000001", is_ephemeral: true },
};

test("an ephemeral message is no thread, and is answered in the thread in which it is shown", () => {
  const action = { type: "button", action_id: "ask", action_ts: "102.1" };
  const target = toTarget({ action, payload: action, body: ephemeral });
  expect(target).toMatchObject({ threadTs: undefined, recipientUserId: "U0000000001" });
  expect(target.missing).toEqual([
    { field: "threadTs", why: expect.stringContaining("only one person sees the message of this button") },
  ]);
  const inThread = { ...ephemeral, container: { ...ephemeral.container, thread_ts: "99.1" } };
  expect(toTarget({ action, payload: action, body: inThread })).toMatchObject({
    threadTs: "99.1",
    missing: [],
  });
});

test("a modal is answered where its response_urls are", () => {
  const view = {
    type: "view_submission",
    user: { id: "U0000000001", team_id: "T0000000001" },
    team: { id: "T0000000001" },
    view: { id: "V1", state: {}, private_metadata: "" },
    response_urls: [{ block_id: "b", action_id: "a", channel_id: "C0000000001", response_url: "https://x" }],
  };
  const target = toTarget({ view: view.view, payload: view.view, body: view });
  expect(target).toMatchObject({
    channel: "C0000000001",
    threadTs: undefined,
    recipientUserId: "U0000000001",
  });
  expect(() =>
    toTarget({ view: view.view, payload: view.view, body: { ...view, response_urls: [] } }),
  ).toThrow("response_url_enabled");
});

test.each([
  ["ids", { channel_id: "C0000000001", user_id: "U0000000001" }, undefined],
  ["its own names", { where: "C0000000001", who: "U0000000001", what: "words" }, undefined],
  [
    "a message and an interaction",
    {
      about: { channel_id: "C0000000001", message_ts: "1700000000.000100" },
      interactivity: { interactivity_pointer: "1.2.x", interactor: { id: "U0000000001", secret: "s" } },
    },
    "1700000000.000100",
  ],
])("a workflow's function is answered where its inputs say: by %s", (_, inputs, threadTs) => {
  const event = { type: "function_executed", function: { id: "Fn1" }, inputs, event_ts: "100.1" };
  expect(toTarget({ event, payload: event })).toMatchObject({
    channel: "C0000000001",
    threadTs,
    recipientUserId: "U0000000001",
    recipientTeamId: "T0000000001",
  });
});

test("a shortcut on a message is answered below the message, to the person who used it", () => {
  const shortcut = {
    type: "message_action",
    callback_id: "explain",
    user: { id: "U0000000002", team_id: "T0000000002" },
    team: { id: "T0000000001" },
    channel: { id: "C0000000001", name: "general" },
    message_ts: "90.1",
    message: { ts: "90.1", user: "U0000000001", text: "…" },
  };
  const args = { shortcut, payload: shortcut, body: shortcut };
  const target = { channel: "C0000000001", recipientUserId: "U0000000002", recipientTeamId: "T0000000002" };
  expect(toTarget(args)).toEqual({ ...target, threadTs: "90.1", missing: [] });
  const inThread = { ...shortcut, message: { ...shortcut.message, thread_ts: "80.1" } };
  expect(toTarget({ shortcut: inThread, payload: inThread, body: inThread }).threadTs).toBe("80.1");
});

test("a global shortcut has no channel, and the error says so", () => {
  const shortcut = { type: "shortcut", callback_id: "ask", user: { id: "U0000000001" } };
  expect(() => toTarget({ shortcut, payload: shortcut, body: shortcut })).toThrow(
    "a global shortcut happens in no channel",
  );
});

test("a click in an app that is installed in an org has no workspace but the person's", () => {
  const body = {
    ...ephemeral,
    container: undefined,
    message: { ts: "101.1" },
    team: null,
    enterprise: { id: "E1" },
  };
  const context = { isEnterpriseInstall: true, enterpriseId: "E0000000001" };
  expect(toTarget({ action: { type: "button" }, body, context })).toMatchObject({
    threadTs: "101.1",
    recipientTeamId: "T0000000001",
  });
});

test("a target may be a listener's arguments, or its event with a client or a token", () => {
  const inThread = {
    channel: "C0000000001",
    threadTs: "100.1",
    recipientUserId: "U0000000001",
    recipientTeamId: "T0000000001",
  };
  expect(readTarget({ client, context, body, event: said } as BoltArgs)).toMatchObject({
    client,
    ...inThread,
  });
  expect(readTarget({ ...said, client })).toEqual({ client, ...inThread });
  expect(readTarget({ ...said, token: "xoxb-1", slackApiUrl: "http://localhost/api/" })).toEqual({
    token: "xoxb-1",
    slackApiUrl: "http://localhost/api/",
    ...inThread,
  });
  const changed = { ...said, subtype: "message_changed", message: { ...said, ts: "90.1" }, client };
  expect(readTarget(changed)).toMatchObject({ ...inThread, threadTs: "90.1" });
});

test("fields of the target have priority over those of the event", () => {
  const target = { ...said, client, threadTs: "50.1", recipientUserId: "U0000000007" };
  expect(readTarget(target)).toMatchObject({
    threadTs: "50.1",
    recipientUserId: "U0000000007",
    recipientTeamId: "T0000000001",
  });
});

test("a plain target is used unchanged", () => {
  const target = { client, channel: "C0000000001", threadTs: "1.1" };
  expect(readTarget(target)).toBe(target);
  const wrong = null as unknown as StreamTarget;
  expect(readTarget(wrong)).toBe(wrong);
});

test("postQuestion() posts nothing in a thread, and refuses an empty question", async () => {
  // It would fail if it called Slack, because this client has no token.
  const args = { client, context, body, event: { ...said, thread_ts: "99.1" } };
  await expect(postQuestion(args, "Why?")).resolves.toEqual(slackTarget(args));
  for (const question of [" ", undefined as never])
    await expect(postQuestion(args, question)).rejects.toThrow("the question must be a text");
});

test("an event in no channel is refused by its type", () => {
  const event = { type: "team_join", event_ts: "100.1", user: { id: "U1" }, client };
  expect(() => readTarget(event as never)).toThrow("team_join happens in no channel");
});

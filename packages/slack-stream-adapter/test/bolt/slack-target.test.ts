import type * as bolt5 from "@slack/bolt";
import type * as bolt3 from "@slack/bolt-3";
import type * as bolt4 from "@slack/bolt-4";
import { WebClient } from "@slack/web-api";
import { expect, expectTypeOf, test } from "vitest";
import { type BoltArgs, type BoltTarget, slackTarget } from "../../src/bolt/index.ts";
import type { AgentSessionStoppedEvent, StreamTarget, streamToSlack } from "../../src/index.ts";

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

test("slackTarget() takes what any listener of Bolt 3, 4 and 5 is given", () => {
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

test("a direct message has no recipient", () => {
  const direct = { ...said, channel: "D0000000001", channel_type: "im", thread_ts: "99.1" };
  expect(toTarget({ event: direct })).toMatchInlineSnapshot(`
    {
      "channel": "D0000000001",
      "missing": [],
      "threadTs": "99.1",
    }
  `);
  const { recipientUserId, missing } = toTarget({ event: { ...direct, channel: "C0000000009" } });
  expect({ recipientUserId, missing }).toEqual({ recipientUserId: undefined, missing: [] });
});

test("an assistant's thread, and what is said in it", () => {
  const thread = { user_id: "U0000000001", channel_id: "D0000000001", thread_ts: "98.1", context: {} };
  expect(
    toTarget({ event: { type: "assistant_thread_started", assistant_thread: thread } }),
  ).toMatchInlineSnapshot(`
    {
      "channel": "D0000000001",
      "missing": [],
      "threadTs": "98.1",
    }
  `);
});

test("a command has no thread, and that is said", () => {
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

test("what a bot says is answered to nobody in particular, and that is said", () => {
  const target = toTarget({ event: { ...said, bot_id: "B0000000001" } });
  expect([target.recipientUserId, target.recipientTeamId]).toEqual([undefined, undefined]);
  expect(target.missing.map(({ field }) => field)).toEqual(["recipientUserId", "recipientTeamId"]);
});

test("without a channel or a client there is no target", () => {
  expect(() => toTarget({ event: { type: "team_join", user: { id: "U0000000001" } } })).toThrow(TypeError);
  expect(() => slackTarget({ context, body } as BoltArgs)).toThrow("client is undefined");
});

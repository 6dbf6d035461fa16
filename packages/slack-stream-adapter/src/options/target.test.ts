import { expect, expectTypeOf, test } from "vitest";
import { createSlackStream, type StreamTarget, streamToSlack } from "../index.ts";
import { checkTarget } from "./target.ts";

const token = "xoxb-12345-67890-AbCdEfGhIj";

// Findings F9 and F10.
test("a target without client or token does not compile, and says so when it runs", () => {
  expectTypeOf<{ channel: string }>().not.toExtend<StreamTarget>();
  expectTypeOf<{ channel: string; token: string | undefined }>().not.toExtend<StreamTarget>();
  expectTypeOf<{ channel: string; token: string }>().toExtend<StreamTarget>();
  const check = (target: object) => () => checkTarget(target as never);
  expect(check({ channel: "C1" })).toThrow("or a token, got neither");
  expect(check({ channel: "C1", token: undefined })).toThrow(
    "the token is undefined (is its environment variable set?)",
  );
  expect(check({ channel: "C1", client: undefined })).toThrow("the client is undefined");
});

test.each(["threadTs", "recipientUserId", "recipientTeamId", "slackApiUrl"])(
  "a target refuses an empty %s, which Slack would refuse only when the answer begins",
  (field) => {
    const check = (value: unknown) => () => checkTarget({ token, channel: "C1", [field]: value } as never);
    expect(check("")).toThrow(`target.${field} must be a non-empty string, or left out, got ""`);
    expect(check(4)).toThrow(`target.${field} must be a non-empty string, or left out, got number 4`);
    expect(check(undefined)).not.toThrow();
  },
);

test.each([
  ["xoxb-1-SeCrEt with space", "a string of 24 characters"],
  ["xoxb-1-SeCrEt\n", "a string of 14 characters"],
  ["", "an empty string"],
  [7, "a number"],
  [null, "null"],
])("a target refuses a bad token and does not show it: %j", (bad, got) => {
  const check = () => checkTarget({ token: bad, channel: "C1" } as never);
  expect(check).toThrow(`target.token must be a Slack token, without spaces or line ends, got ${got}`);
  expect(check).not.toThrow(/SeCrEt/);
});

// It was ignored, and the client called another Slack.
test("a target refuses a slackApiUrl beside a client", async () => {
  const target = { client: { chat: {} }, channel: "C1", slackApiUrl: "https://slack-gov.com/api/" };
  expectTypeOf(target).not.toExtend<StreamTarget>();
  const rule = "target.slackApiUrl must be left out beside a client, which has its own";
  expect(() => checkTarget(target as never)).toThrow(rule);
  const event = { type: "message", ts: "1.1", user: "U1", ...target };
  await expect(streamToSlack("a", event as never)).rejects.toThrow(rule);
});

test("the hint for a misspelt field of a target names fields that a caller can give", () => {
  const check = () => checkTarget({ token, channel: "C1", qqq: 1 } as never);
  expect(check).toThrow(
    "known are channel, client, recipientTeamId, recipientUserId, slackApiUrl, threadTs, token",
  );
});

// Findings B11: what was given by mistake stood in the error.
test("no error about arguments shows a token, or text", async () => {
  const wrong: (() => unknown)[] = [
    () => checkTarget({ client: token, channel: "C1" } as never),
    () => checkTarget({ token: [token], channel: "C1" } as never),
    () => checkTarget({ token: "a", channel: { token } } as never),
    () => checkTarget(token as never),
    () => createSlackStream({ token: "a", channel: "C1", threadTs: { token } } as never),
    () => createSlackStream({ token: "a", channel: "C1" }, { transport: token } as never),
    () => createSlackStream({ token: "a", channel: "C1" }, { username: [token] } as never),
    () => createSlackStream({ token: "a", channel: "C1" }, token as never),
    () => createSlackStream({ token: "a", channel: "C1" }).append(4711 as never),
    () => streamToSlack(4711 as never, { token: "a", channel: "C1" }),
  ];
  for (const call of wrong) {
    const error = await (async () => call())().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).not.toMatch(/xox|12345|4711/);
  }
  expect(() => checkTarget({ client: token, channel: "C1" } as never)).toThrow(
    "a token goes into target.token",
  );
});

test("the error about a target that is no object says what belongs in it", () => {
  expect(() => checkTarget("C1" as never)).toThrow(
    'target (channel and client or token) must be an object, got "C1"',
  );
});

import { expect, test } from "vitest";
import { readSetup } from "../src/demo/setup.ts";

test("readSetup() asks for nothing when nothing is set", () => {
  expect(readSetup({})).toEqual({ slack: undefined, gateway: undefined });
  expect(readSetup({ SLACK_BOT_TOKEN: " ", AI_MODEL: "" })).toEqual({ slack: undefined, gateway: undefined });
});

test("readSetup() takes a real Slack and a real model", () => {
  expect(
    readSetup({
      SLACK_BOT_TOKEN: "xoxb-1",
      SLACK_CHANNEL: "C1",
      SLACK_THREAD_TS: "1.2",
      SLACK_USER_ID: "U1",
      SLACK_TEAM_ID: "T1",
      AI_GATEWAY_API_KEY: "key",
      AI_MODEL: "maker/model",
    }),
  ).toEqual({
    slack: { token: "xoxb-1", channel: "C1", threadTs: "1.2", userId: "U1", teamId: "T1", apiUrl: undefined },
    gateway: { apiKey: "key", model: "maker/model" },
  });
});

test.each([
  [{ SLACK_BOT_TOKEN: "x" }, "SLACK_BOT_TOKEN is set but SLACK_CHANNEL is not"],
  [{ SLACK_CHANNEL: "C1" }, "SLACK_CHANNEL is set but SLACK_BOT_TOKEN is not"],
  [{ SLACK_THREAD_TS: "1.2" }, "SLACK_THREAD_TS is set but SLACK_BOT_TOKEN is not"],
  [{ SLACK_API_URL: "http://localhost/" }, "SLACK_API_URL is set but SLACK_BOT_TOKEN is not"],
  [
    { SLACK_BOT_TOKEN: "x", SLACK_CHANNEL: "C1", SLACK_USER_ID: "U1" },
    "SLACK_USER_ID is set but SLACK_TEAM_ID is not",
  ],
  [
    { SLACK_BOT_TOKEN: "x", SLACK_CHANNEL: "C1", SLACK_TEAM_ID: "T1" },
    "SLACK_TEAM_ID is set but SLACK_USER_ID is not",
  ],
  [{ AI_MODEL: "maker/model" }, "AI_MODEL is set but AI_GATEWAY_API_KEY is not"],
])("readSetup() tells what is given by half: %o", (environment, sentence) => {
  expect(readSetup(environment)).toEqual({
    problem: expect.stringMatching(new RegExp(`^${sentence}: .+\\.$`)),
  });
});

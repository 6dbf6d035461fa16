import { expect, test } from "vitest";
import { toAccountKey } from "./workspace-key.ts";

const token = "xoxb-111-222-aBcDeFgH";

test("toAccountKey() is the same for every client of a token, and does not contain the token", () => {
  const key = toAccountKey({ token });
  expect(toAccountKey({ client: { token } })).toBe(key);
  expect(toAccountKey({ client: { token: "xoxb-other" }, token })).toBe(key);
  expect(key).toMatch(/^token-[0-9a-z]{1,13}$/);
  for (const part of token.split("-")) expect(key).not.toContain(part);
});

test("toAccountKey() differs for different tokens and teams", () => {
  const keys = [
    toAccountKey({ token }),
    toAccountKey({ token: `${token}x` }),
    toAccountKey({ client: { token, teamId: "T1" } }),
    toAccountKey({ client: { token, teamId: "T2" } }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});

test("toAccountKey() identifies a client that hides its token by the object", () => {
  const [one, other] = [{}, {}];
  expect(toAccountKey({ client: one })).toBe(toAccountKey({ client: one }));
  expect(toAccountKey({ client: one })).not.toBe(toAccountKey({ client: other }));
});

// The refusals and the pace of one Slack counted for the next one, in a process that tests a bot against several.
test("toAccountKey() differs for each Web API, and is the same for each way to name it", () => {
  const local = "http://127.0.0.1:1234/api";
  const key = toAccountKey({ token, slackApiUrl: local });
  expect(key).not.toBe(toAccountKey({ token }));
  expect(toAccountKey({ client: { token, slackApiUrl: `${local}/` } })).toBe(key);
  expect(toAccountKey({ token, slackApiUrl: "https://slack.com/api/" })).toBe(toAccountKey({ token }));
});

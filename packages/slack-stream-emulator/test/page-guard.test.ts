import { afterEach, beforeEach, expect, test } from "vitest";
import { createSlackEmulator, type SlackEmulator } from "../src/index.ts";
import { CHANNEL } from "./support/call.ts";

let slack: SlackEmulator;
let url: string;

beforeEach(async () => {
  slack = createSlackEmulator();
  url = (await slack.listen()).url;
});

afterEach(() => slack.close());

function act(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const type = { "content-type": "application/json" };
  return fetch(`${url}/page/act`, {
    method: "POST",
    headers: { ...type, ...headers },
    body: JSON.stringify(body),
  });
}

test.each([
  [{}, "type must be one of send,"],
  [{ type: "toString" }, "type must be one of send,"],
  [[], "type must be one of send,"],
  [{ type: "send", channel: CHANNEL, text: " " }, "text must be a text that is not empty"],
  [{ type: "send", channel: "C1", text: "x" }, "channel must be a seeded channel, got C1"],
  [{ type: "expire", ts: "1.2" }, "ts must name a message of this emulator, got 1.2"],
  [{ type: "advance", ms: -1 }, "ms must be a whole number from 0"],
  [
    { type: "fault", method: "*", name: "slow", value: "soon", times: 1, skip: 0 },
    "the value of the fault slow",
  ],
  [{ type: "conditions", changes: { ttlMs: 0 } }, "ttlMs must be > 0, got 0"],
  [{ type: "conditions", changes: { ttlMs: "1" } }, "changes.ttlMs must be a number"],
  [{ type: "conditions", changes: { clock: 1 } }, "changes.clock is not known"],
  [{ type: "conditions", changes: { recipients: "all" } }, "changes.recipients must be channels,"],
  [{ type: "preset", name: "__proto__" }, "name must be a preset, got __proto__"],
])("%j is refused with a sentence", async (body, sentence) => {
  const response = await act(body);
  expect(response.status).toBe(400);
  expect(await response.text()).toContain(sentence);
});

test("bodies that are no JSON, huge ones and other types are refused", async () => {
  const post = (body: string, type: string) =>
    fetch(`${url}/page/act`, { method: "POST", headers: { "content-type": type }, body });
  expect((await post("{", "application/json")).status).toBe(400);
  expect((await post(`{"type":"${"x".repeat(300_000)}"}`, "application/json")).status).toBe(413);
  expect((await post('{"type":"reset"}', "text/plain")).status).toBe(415);
});

test.each([
  "/page/../package.json",
  "/page/%2e%2e/package.json",
  "/page/page.js/..%2f..",
  "/page/",
  "/index.html",
])("the path %s leads nowhere", async (path) => {
  expect((await fetch(url + path)).status).toBe(404);
});

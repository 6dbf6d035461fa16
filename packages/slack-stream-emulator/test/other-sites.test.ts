import { request } from "node:http";
import { networkInterfaces } from "node:os";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSlackEmulator, type EmulatorOptions, type SlackEmulator } from "../src/index.ts";
import { CHANNEL } from "./support/call.ts";

// Regression: a page of another site could write with a form, and read through its own host name.

let slack: SlackEmulator;
let url: string;
let port: string;

async function open(options: EmulatorOptions = {}, host?: string): Promise<void> {
  slack = createSlackEmulator(options);
  url = (await slack.listen({ host })).url;
  port = new URL(url).port;
}

beforeEach(() => open());
afterEach(() => slack.close());

interface Ask {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly address?: string;
}

/** Uses `node:http`, because `fetch` does not allow the header `Host`. */
function ask({
  path = "/",
  method = "GET",
  headers = {},
  address = "127.0.0.1",
}: Ask): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: address, port, path, method, headers }, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asked.on("error", reject).end();
  });
}

const write = () =>
  `/api/chat.postMessage?${new URLSearchParams({ token: slack.token, channel: CHANNEL, text: "injected" })}`;
const read = () =>
  `/api/conversations.history?${new URLSearchParams({ token: slack.token, channel: CHANNEL })}`;
const paths = () => [
  write(),
  read(),
  "/",
  "/control/v1/messages",
  "/page/feed",
  "/control/v1/transcript",
  "/nowhere",
];

test.each<[string, Record<string, string>]>([
  ["a form of another site", { origin: "https://other.example" }],
  ["a form in a frame without an origin", { origin: "null" }],
  ["a page on another port of this machine", { origin: "http://localhost:3000" }],
  ["a page on another port, as browsers tell it", { "sec-fetch-site": "same-site" }],
  ["an image of another site", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" }],
  ["an origin that only begins like ours", { origin: "http://127.0.0.1.other.example" }],
  ["an origin that is none", { origin: "127.0.0.1" }],
])("%s reaches nothing", async (_name, headers) => {
  for (const path of paths()) {
    for (const method of ["GET", "POST", "OPTIONS", "PUT"]) {
      const { status, body } = await ask({ path, method, headers });
      expect([path, method, status]).toEqual([path, method, 403]);
      expect(body).toContain("Pages of other sites may not use this local Slack.");
    }
  }
  expect(slack.messages).toEqual([]);
  expect(slack.calls).toEqual([]);
});

test.each(["other.example", "127.0.0.1.other.example", "localhost.other.example", "127.0.0.1x", "[::1"])(
  "a name that somebody points at this machine reaches nothing: %s",
  async (name) => {
    for (const host of [name, `${name}:${port}`]) {
      // 400 if it is not a host name.
      expect([400, 403]).toContain((await ask({ path: read(), headers: { host } })).status);
      expect([400, 403]).toContain((await ask({ path: "/", headers: { host } })).status);
    }
  },
);

test.each([
  "localhost",
  "LOCALHOST.",
  "127.0.0.1",
  "127.1.2.3",
  "[::1]",
  "bot.localhost",
  "192.168.1.7",
  "[fd00::7]",
])("the name %s is answered", async (name) => {
  for (const host of [name, `${name}:${port}`])
    expect(await ask({ path: read(), headers: { host } })).toMatchObject({ status: 200 });
});

test("a client without Origin writes and reads, the own page too", async () => {
  expect((await ask({ path: write() })).body).toContain('"ok":true');
  const own = { origin: url, "sec-fetch-site": "same-origin" };
  expect((await ask({ path: write(), method: "POST", headers: own })).body).toContain('"ok":true');
  expect((await ask({ path: "/", headers: { "sec-fetch-site": "none" } })).status).toBe(200);
  expect(slack.messages).toHaveLength(2);
});

test("the refusal of a name says how to allow it", async () => {
  const { body } = await ask({ path: read(), headers: { host: `slack:${port}` } });
  expect(body).toContain("--allow-host slack (option allowHosts)");
});

describe("in a container", () => {
  beforeEach(async () => {
    await slack.close();
    await open({ allowHosts: ["slack", "Slack.Internal"] });
  });

  test.each(["slack", "slack.internal"])("the allowed name %s is answered, others are not", async (name) => {
    expect((await ask({ path: read(), headers: { host: `${name}:${port}` } })).status).toBe(200);
    expect((await ask({ path: read(), headers: { host: `x${name}` } })).status).toBe(403);
    const origin = { host: `${name}:${port}`, origin: `http://${name}:${port}` };
    expect((await ask({ path: write(), method: "POST", headers: origin })).status).toBe(200);
    const other = { ...origin, origin: "http://other.example" };
    expect((await ask({ path: write(), method: "POST", headers: other })).status).toBe(403);
  });
});

test("every name is answered where * is allowed, other sites are not", async () => {
  await slack.close();
  await open({ allowHosts: ["*"] });
  expect((await ask({ path: read(), headers: { host: "any.example" } })).status).toBe(200);
  const headers = { host: "any.example", "sec-fetch-site": "cross-site" };
  expect((await ask({ path: read(), headers })).status).toBe(403);
});

test.each(["http://slack", "slack:4010", "", "a b"])("allowHosts %j is refused", (name) => {
  expect(() => createSlackEmulator({ allowHosts: [name] })).toThrow(RangeError);
});

test("an image on another site reaches nothing where browsers leave Sec-Fetch-Site out", async () => {
  await slack.close();
  await open({}, "0.0.0.0");
  const [address] = Object.values(networkInterfaces())
    .flat()
    .flatMap((one) => (one?.family === "IPv4" && !one.internal ? [one.address] : []));
  const host = `${address ?? "192.168.1.7"}:${port}`;
  const browser = { host, "user-agent": "Mozilla/5.0 (X11; Linux x86_64)" };
  expect((await ask({ path: write(), headers: browser })).status).toBe(403);
  expect(slack.messages).toEqual([]);
  expect((await ask({ path: "/", headers: browser })).status).toBe(200);
  expect((await ask({ path: write(), headers: { host } })).status).toBe(200);
  const authorized = { ...browser, authorization: `Bearer ${slack.token}` };
  expect((await ask({ path: write(), headers: authorized })).status).toBe(200);
});

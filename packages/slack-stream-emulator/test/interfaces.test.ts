import { Hono } from "hono";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  createManualClock,
  createSlackEmulator,
  type ManualClock,
  type SlackEmulator,
} from "../src/index.ts";
import { CHANNEL } from "./support/call.ts";

const URL_OF_POST = "https://slack.test/api/chat.postMessage";

let clock: ManualClock;
let slack: SlackEmulator;

beforeEach(() => {
  clock = createManualClock();
  slack = createSlackEmulator({ clock });
});

afterEach(() => slack.close());

function toForm(): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields())) form.set(name, value);
  return form;
}

const fields = () => ({
  token: slack.token,
  channel: CHANNEL,
  text: "hello",
  metadata: '{"event_type":"a","event_payload":{}}',
});
const bearer = () => ({ Authorization: `Bearer ${slack.token}` });
const JSON_TYPE = { "Content-Type": "application/json" };

const WAYS: [string, () => [string | URL | Request, RequestInit?]][] = [
  ["a form", () => [URL_OF_POST, { method: "POST", body: new URLSearchParams(fields()) }]],
  [
    "a form as text",
    () => [
      URL_OF_POST,
      {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded; charset=UTF-8" },
        body: new URLSearchParams(fields()).toString(),
      },
    ],
  ],
  [
    "JSON with a header token",
    () => [
      URL_OF_POST,
      {
        method: "POST",
        headers: { ...bearer(), ...JSON_TYPE },
        body: JSON.stringify({
          channel: CHANNEL,
          text: "hello",
          metadata: { event_type: "a", event_payload: {} },
        }),
      },
    ],
  ],
  [
    "JSON with a body token and Headers",
    () => [
      new URL(URL_OF_POST),
      { method: "POST", headers: new Headers(JSON_TYPE), body: JSON.stringify(fields()) },
    ],
  ],
  ["a multipart form", () => [URL_OF_POST, { method: "POST", body: toForm() }]],
  ["a Request", () => [new Request(URL_OF_POST, { method: "POST", body: new URLSearchParams(fields()) })]],
  [
    "bytes",
    () => [
      URL_OF_POST,
      { method: "POST", headers: JSON_TYPE, body: new TextEncoder().encode(JSON.stringify(fields())) },
    ],
  ],
  ["a query", () => [`${URL_OF_POST}?${new URLSearchParams(fields())}`, { method: "GET" }]],
];

test.each(WAYS)("fetch takes %s", async (_name, build) => {
  const response = await slack.fetch(...build());
  expect(await response.json()).toMatchObject({ ok: true, channel: CHANNEL });
  expect(slack.calls[0]?.args).toEqual({
    channel: CHANNEL,
    text: "hello",
    metadata: { event_type: "a", event_payload: {} },
  });
  expect(slack.messages[0]?.metadata).toEqual({ event_type: "a", event_payload: {} });
});

test.each(WAYS)("the app takes %s over HTTP", async (_name, build) => {
  const { url } = await slack.listen();
  const [input, init] = build();
  const source = new Request(input, init);
  const { pathname, search } = new URL(source.url);
  const body = source.method === "GET" ? {} : { body: await source.arrayBuffer() };
  const response = await fetch(`${url}${pathname}${search}`, {
    method: source.method,
    headers: source.headers,
    ...body,
  });
  expect(await response.json()).toMatchObject({ ok: true, channel: CHANNEL });
});

test("fetch answers any other address with 404", async () => {
  expect((await slack.fetch("https://example.com/hook")).status).toBe(404);
  expect(slack.calls).toEqual([]);
});

test("a stalled fetch ends with its caller's own reason", async () => {
  for (const type of ["stall-before-headers", "stall-in-body"] as const) {
    slack.failNext("auth.test", { type });
    const controller = new AbortController();
    const body = slack
      .fetch("https://slack.test/api/auth.test", { headers: bearer(), signal: controller.signal })
      .then((response) => response.text());
    await clock.settle();
    const reason = new Error(type);
    controller.abort(reason);
    await expect(body).rejects.toBe(reason);
  }
});

test("a fetch with an aborted signal does not call", async () => {
  const aborted = AbortSignal.abort(new Error("too late"));
  await expect(slack.fetch("https://slack.test/api/auth.test", { signal: aborted })).rejects.toThrow(
    "too late",
  );
  expect(slack.calls).toEqual([]);
});

test("an aborted slow fetch cancels its timer", async () => {
  slack.failNext("auth.test", { type: "slow", ms: 10_000 });
  const controller = new AbortController();
  const request = slack.fetch("https://slack.test/api/auth.test", {
    headers: bearer(),
    signal: controller.signal,
  });
  await clock.settle();
  expect(clock.pending).toBe(1);
  controller.abort(new Error("gone"));
  await expect(request).rejects.toThrow("gone");
  expect(clock.pending).toBe(0);
});

const axiosCall = (extra: object) =>
  slack.axiosAdapter({ url: "auth.test", baseURL: "https://slack.test/api/", headers: bearer(), ...extra });

test("the axios adapter counts its timeout by the clock and leaves no timer", async () => {
  for (const type of ["stall-before-headers", "stall-in-body"] as const) {
    slack.failNext("auth.test", { type });
    const call = axiosCall({ timeout: 15_000 }).catch((error: unknown) => error);
    await clock.advance(14_999);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    expect(await call).toMatchObject({
      code: "ECONNABORTED",
      isAxiosError: true,
      request: { path: "/api/auth.test" },
    });
  }
  await axiosCall({ timeout: 15_000 });
  expect(clock.pending).toBe(0);
});

test("the axios adapter obeys a signal", async () => {
  slack.failNext("auth.test", { type: "stall-before-headers" });
  const controller = new AbortController();
  const call = axiosCall({ signal: controller.signal, timeout: 1_000 }).catch((error: unknown) => error);
  await clock.settle();
  controller.abort();
  expect(await call).toMatchObject({ code: "ERR_CANCELED" });
  expect(clock.pending).toBe(0);
});

test("the axios adapter asks validateStatus, as axios's own adapters do", async () => {
  slack.failNext("auth.test", { type: "http", status: 502 }, { times: 2 });
  expect(await axiosCall({})).toMatchObject({ status: 502, data: expect.stringContaining("<html>") });
  const strict = axiosCall({ validateStatus: (status: number) => status < 300 });
  await expect(strict).rejects.toMatchObject({ code: "ERR_BAD_RESPONSE", response: { status: 502 } });
});

test("app can be mounted in another app, where a reset is a rejection", async () => {
  const outer = new Hono().mount("/", slack.app.fetch);
  const init = { method: "POST", headers: bearer() };
  expect(await (await outer.request("/api/auth.test", init)).json()).toMatchObject({ ok: true });
  slack.failNext("auth.test", { type: "reset-before" });
  const request = new Request("http://slack.test/api/auth.test", init);
  await expect(slack.app.fetch(request)).rejects.toThrow("fetch failed");
});

test("close() ends servers and the stalled calls on them, and may come twice", async () => {
  const { apiUrl, close } = await slack.listen();
  slack.failNext("auth.test", { type: "stall-before-headers" });
  const stalled = fetch(`${apiUrl}auth.test`, { method: "POST", headers: bearer() }).catch(
    (error: unknown) => error,
  );
  await new Promise<void>((resolve) => slack.onCall(() => resolve()));
  await slack.close();
  expect(await stalled).toBeInstanceOf(TypeError);
  await close();
  await slack.close();
});

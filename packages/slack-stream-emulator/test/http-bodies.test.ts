import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSlackEmulator, type SlackEmulator } from "../src/index.ts";
import { CHANNEL } from "./support/call.ts";

// Regression: a body without content-length met a bare 500, and nothing was logged.

let slack: SlackEmulator;
let port: number;

beforeEach(async () => {
  slack = createSlackEmulator();
  port = Number(new URL((await slack.listen()).url).port);
});

afterEach(() => slack.close());

/** Sends raw bytes, and returns the response, which ends when the server closes or after `quietMs` of silence. */
function send(...pieces: (string | Uint8Array)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
    for (const piece of pieces) socket.write(piece);
  });
}

function toHead(path: string, headers: Record<string, string>, version = "1.1"): string {
  const all = { host: `127.0.0.1:${port}`, connection: "close", ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/${version}\r\n${lines.join("")}\r\n`;
}

function toChunks(text: string, size = 7): string {
  const parts = text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? [];
  return `${parts.map((part) => `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`).join("")}0\r\n\r\n`;
}

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };
const FORM_TYPE = { "content-type": "application/x-www-form-urlencoded" };
const post = () => ({ token: slack.token, channel: CHANNEL, text: "hello" });
const form = () => new URLSearchParams(post()).toString();
const POST = "/api/chat.postMessage";

test("a POST without a body and without a length is answered by the method", async () => {
  const answer = await send(toHead("/api/auth.test", { authorization: `Bearer ${slack.token}` }));
  expect(answer).toContain("HTTP/1.1 200 OK");
  expect(answer).toContain('"ok":true');
});

test.each([
  ["chunked JSON", JSON_TYPE, () => toChunks(JSON.stringify(post()))],
  ["a chunked form", FORM_TYPE, () => toChunks(form())],
  ["one chunk", JSON_TYPE, () => toChunks(JSON.stringify(post()), 9_999)],
  [
    "chunks with extensions and trailers",
    FORM_TYPE,
    () => `${form().length.toString(16)};x=1\r\n${form()}\r\n0\r\nx-trailer: 1\r\n\r\n`,
  ],
  [
    "a chunked multipart form",
    { "content-type": "multipart/form-data; boundary=b" },
    () =>
      toChunks(
        `${Object.entries(post())
          .map(([name, value]) => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
          .join("")}--b--\r\n`,
      ),
  ],
])("%s is read", async (_name, type, toBody) => {
  const answer = await send(toHead(POST, { ...type, "transfer-encoding": "chunked" }), toBody());
  expect(answer).toContain('"ok":true');
  expect(slack.messages.at(-1)?.markdown).toBe("hello");
});

test("a body in pieces, cut inside a character, is read", async () => {
  const bytes = Buffer.from(JSON.stringify({ ...post(), text: "größer 🎉" }));
  const head = toHead(POST, { ...JSON_TYPE, "content-length": String(bytes.length) });
  await send(head, ...[...bytes].map((byte) => Uint8Array.of(byte)));
  expect(slack.messages.at(-1)?.markdown).toBe("größer 🎉");
});

test("HTTP/1.0 and Expect: 100-continue are answered", async () => {
  const length = { "content-length": String(form().length) };
  expect(await send(toHead(POST, { ...FORM_TYPE, ...length }, "1.0"), form())).toContain('"ok":true');
  const continued = await send(toHead(POST, { ...FORM_TYPE, ...length, expect: "100-continue" }), form());
  expect(continued).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
});

test("pipelined requests, chunked and not, are answered in order", async () => {
  const chunked = { ...JSON_TYPE, "transfer-encoding": "chunked", connection: "keep-alive" };
  const texts = ["one", "two", "three"];
  const requests = texts.map((text) => toHead(POST, chunked) + toChunks(JSON.stringify({ ...post(), text })));
  const last = toHead(POST, { ...FORM_TYPE, "content-length": String(form().length) }) + form();
  const answer = await send(requests.join("") + last);
  expect(answer.match(/"ok":true/g)).toHaveLength(4);
  expect(slack.messages.map(({ markdown }) => markdown)).toEqual([...texts, "hello"]);
});

test("a compressed body is refused with a sentence that says so", async () => {
  const body = gzipSync(JSON.stringify(post()));
  const type = { ...JSON_TYPE, "content-encoding": "gzip", "content-length": String(body.length) };
  const answer = await send(toHead(POST, type), body);
  expect(answer).toContain('"error":"invalid_post_type"');
  expect(answer).toContain("content-encoding gzip is not supported");
});

test("a chunked body beyond the limit is refused, and the server goes on", async () => {
  const big = "x".repeat(1_000_000);
  const chunk = `${big.length.toString(16)}\r\n${big}\r\n`;
  const type = { ...FORM_TYPE, "transfer-encoding": "chunked" };
  const answer = await send(toHead(POST, type), ...Array.from({ length: 6 }, () => chunk), "0\r\n\r\n");
  expect(answer).toContain('"error":"invalid_form_data"');
  expect(
    await send(toHead(POST, { ...FORM_TYPE, "transfer-encoding": "chunked" }), toChunks(form())),
  ).toContain('"ok":true');
});

test("iso-8859-1 is read in forms and in JSON; another charset is refused", async () => {
  const read = async (type: string, body: Buffer) => {
    const head = toHead(POST, { "content-type": type, "content-length": String(body.length) });
    return await send(head, body);
  };
  const escaped = Buffer.from(`${form()}%20gr%F6%DFer`, "latin1");
  await read("application/x-www-form-urlencoded; charset=iso-8859-1", escaped);
  const json = Buffer.from(JSON.stringify({ ...post(), text: "größer" }), "latin1");
  await read('application/json; charset="ISO-8859-1"', json);
  expect(slack.messages.map(({ markdown }) => markdown)).toEqual(["hello größer", "größer"]);
  expect(await read("application/json; charset=utf-16", json)).toContain('"error":"invalid_charset"');
});

test("the control API takes chunked bodies too", async () => {
  const action = JSON.stringify({ channel: CHANNEL, text: "from outside" });
  const type = { ...JSON_TYPE, "transfer-encoding": "chunked" };
  const path = "/control/v1/messages";
  expect(await send(toHead(path, type), toChunks(action))).toContain("HTTP/1.1 200");
  expect(slack.messages.at(-1)?.markdown).toBe("from outside");
  expect(await send(toHead(path, JSON_TYPE))).toContain("HTTP/1.1 400");
  const big = toChunks(`{"text":"${"x".repeat(6_000_000)}"}`, 1_000_000);
  expect(await send(toHead(path, type), big)).toContain("HTTP/1.1 413");
});

test("a client that disconnects in the middle of its body leaves no open work", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  const socket = connect(port, "127.0.0.1");
  socket.write(`${toHead(POST, { ...JSON_TYPE, "content-length": "500" })}{"text":`);
  socket.write("x", () => socket.resetAndDestroy());
  await new Promise((resolve) => socket.on("close", resolve));
  await send(toHead("/api/auth.test", {}));
  expect(slack.calls.map(({ method }) => method)).toEqual(["auth.test"]);
  expect(log).not.toHaveBeenCalled();
  log.mockRestore();
});

test("an error of the emulator itself is logged and returned with its message", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  slack.onCall(() => {
    throw new Error("a listener broke");
  });
  const answer = await send(toHead("/api/auth.test", { "content-length": "0" }));
  expect(answer).toContain("HTTP/1.1 500");
  expect(answer).toContain('"error":"internal_error"');
  expect(answer).toContain("a listener broke");
  expect(log.mock.calls[0]?.[0]).toContain("POST /api/auth.test failed");
  log.mockRestore();
});

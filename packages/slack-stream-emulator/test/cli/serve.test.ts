import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { LogLevel, SocketModeClient } from "@slack/socket-mode";
import { afterEach, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  running.clear();
});

/** Runs the command as the workspace does. Its lines come one by one. */
function launch(...argv: string[]) {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "--conditions=workspace-source", "src/cli/main.ts", ...argv],
    { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] },
  );
  running.add(child);
  const ended = once(child, "exit") as Promise<[number | null]>;
  let errors = "";
  child.stderr?.on("data", (data) => (errors += String(data)));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  async function readUntil(pattern: RegExp): Promise<RegExpMatchArray> {
    for (let next = await lines.next(); !next.done; next = await lines.next()) {
      const match = next.value.match(pattern);
      if (match !== null) return match;
    }
    throw new Error(`${pattern} was never printed; stderr: ${errors}`);
  }
  return { child, readUntil, ended: async () => ({ code: (await ended)[0], errors: errors.trim() }) };
}

test("it serves, logs each call, and ends cleanly on SIGINT", async () => {
  const { child, readUntil, ended } = launch("--port", "0", "--fault", "chat.update=reset-before");
  const [, apiUrl = ""] = await readUntil(/Web API\s+(http:\/\/127\.0\.0\.1:\d+\/api\/)/);
  const [, token = ""] = await readUntil(/slackApiUrl/).then(
    ({ input = "" }) => /"(xoxb[^"]*)"/.exec(input) ?? [],
  );
  const post = (method: string, args: object) =>
    fetch(`${apiUrl}${method}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(args),
    });
  await post("chat.startStream", {
    channel: "C0000000001",
    thread_ts: "1700000000.000100",
    recipient_user_id: "U0000000001",
    recipient_team_id: "T0000000001",
    markdown_text: "Hello",
  });
  await readUntil(/chat\.startStream +#1 +\d+ ms +ok +opened, \+5 characters$/);
  await post("chat.appendStream", { channel: "C0000000001", ts: "1.2" });
  await readUntil(/chat\.appendStream .* message_not_found$/);
  await post("chat.update", {}).catch(() => undefined);
  await readUntil(/chat\.update .* reset-before \(injected\)$/);
  child.kill("SIGINT");
  expect(await ended()).toEqual({ code: 0, errors: "" });
});

test("a bot at an address hears, signed, what people write and press", async () => {
  const heard: { type: string; signature: string }[] = [];
  const bot = createHttpServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const form = new URLSearchParams(body);
    const envelope = form.has("command")
      ? { type: form.get("command") }
      : JSON.parse(form.get("payload") ?? body);
    const time = String(request.headers["x-slack-request-timestamp"]);
    const digest = createHmac("sha256", "shh").update(`v0:${time}:${body}`).digest("hex");
    const isSigned = request.headers["x-slack-signature"] === `v0=${digest}`;
    heard.push({ type: envelope.event?.type ?? envelope.type, signature: isSigned ? "good" : "bad" });
    response.end();
  }).listen(0, "127.0.0.1");
  await once(bot, "listening");
  const { port } = bot.address() as AddressInfo;
  const { child, readUntil, ended } = launch(
    ...["--port", "0", "--events-url", `http://127.0.0.1:${port}/slack/events`, "--signing-secret", "shh"],
  );
  const [, page = ""] = await readUntil(/Page\s+(\S+)/);
  const post = (path: string, body: object) =>
    fetch(`${page}control/v1/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  await post("messages", { channel: "C0000000001", text: "nobody is meant" });
  await post("messages", { channel: "C0000000001", text: "<@U0000000099> hello" });
  await readUntil(/event app_mention: HTTP 200$/);
  await post("messages", { channel: "D0000000001", text: "hello" });
  await readUntil(/event message: HTTP 200$/);
  await post("people/pressStop", { channel: "C0000000001", threadTs: "1700000000.000100" });
  await readUntil(/event agent_session_stopped: HTTP 200$/);
  const person = async (action: string, options: object) => {
    const answer = await post(`people/${action}`, options);
    return [answer.status, await answer.json()] as const;
  };
  expect(await person("command", { command: "/ask", text: "why?" })).toEqual([
    200,
    expect.objectContaining({ delivery: expect.objectContaining({ type: "/ask", status: 200, retry: 0 }) }),
  ]);
  expect(await person("command", { command: "ask" })).toEqual([
    400,
    { error: "command must begin with a slash, got ask" },
  ]);
  child.kill("SIGINT");
  expect(await ended()).toEqual({ code: 0, errors: "" });
  expect(heard).toEqual([
    { type: "app_mention", signature: "good" },
    { type: "message", signature: "good" },
    { type: "agent_session_stopped", signature: "good" },
    { type: "/ask", signature: "good" },
  ]);
  bot.close();
});

test("an app that connects by Socket Mode hears what is written on the page", async () => {
  const { child, readUntil, ended } = launch("--port", "0", "--event", "reaction_added");
  const [, page = ""] = await readUntil(/Page\s+(\S+)/);
  const app = new SocketModeClient({
    appToken: "xapp-emulator-token",
    clientOptions: { slackApiUrl: `${page}api/` },
    logLevel: LogLevel.ERROR,
  });
  const heard: string[] = [];
  app.on("slack_event", async ({ body, ack }) => {
    heard.push(body.event.type);
    await ack();
  });
  await app.start();
  const post = (path: string, body: object) =>
    fetch(`${page}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  await post("control/v1/messages", { text: "<@U0000000099> hello" });
  await readUntil(/event app_mention: HTTP 200$/);
  const { ts } = (await (await post("control/v1/people/message", { text: "plain" })).json()) as {
    ts: string;
  };
  await post("control/v1/people/react", { ts, name: "eyes" });
  await readUntil(/event reaction_added: HTTP 200$/);
  expect(heard).toEqual(["app_mention", "message", "reaction_added"]);
  await app.disconnect();
  child.kill("SIGINT");
  expect(await ended()).toEqual({ code: 0, errors: "" });
});

// Two runs over HTTP have the same result, byte for byte: transcript, messages, IDs, and the requests to the bot.
test("two processes with a manual clock and the same calls have the same output", async () => {
  async function run(): Promise<string> {
    const heard: string[] = [];
    const bot = createHttpServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += String(chunk);
      heard.push(body);
      // The first try fails: the event comes again at once, and counts as another.
      response.writeHead(heard.length === 1 ? 500 : 200).end();
    }).listen(0, "127.0.0.1");
    await once(bot, "listening");
    const { port } = bot.address() as AddressInfo;
    const { child, readUntil, ended } = launch(
      ...["--port", "0", "--clock", "manual", "--start-time", "2026-01-01T00:00:00Z", "--latency", "40ms"],
    );
    const [, page = ""] = await readUntil(/Page\s+(\S+)/);
    const request = async (method: string, path: string, body?: object) => {
      const answer = await fetch(`${page}${path}`, {
        method,
        headers: { "content-type": "application/json", authorization: "Bearer xoxb-emulator-token" },
        ...(body && { body: JSON.stringify(body) }),
      });
      return (await answer.json()) as { ts: string };
    };
    const control = (method: string, path: string, body?: object) =>
      request(method, `control/v1/${path}`, body);
    /** The response waits for the clock, which only the control API moves. */
    const call = async (name: string, args: object) => {
      const answer = request("POST", `api/${name}`, { channel: "C0000000001", ...args });
      // Not idle yet when the call has not arrived: then it is looked again.
      for (let isThere = false; !isThere; ) {
        const { nextTimerAt } = (await control("GET", "clock")) as unknown as { nextTimerAt: number | null };
        isThere = nextTimerAt !== null;
      }
      await control("POST", "clock/run", { until: "nextTimer" });
      return await answer;
    };
    await control("POST", "bots", { url: `http://127.0.0.1:${port}/slack/events`, signingSecret: "s" });
    await control("POST", "faults", { method: "chat.appendStream", fault: "rate-limit:7", skip: 1 });
    const question = await control("POST", "people/mention", { text: "Any news?" });
    const recipient = { recipient_user_id: "U0000000001", recipient_team_id: "T0000000001" };
    const { ts } = await call("chat.startStream", { thread_ts: question.ts, ...recipient });
    for (const markdown_text of ["One. ", "Two. ", "Three."])
      await call("chat.appendStream", { ts, markdown_text });
    await control("POST", "clock/advance", { ms: 300_000 });
    await call("chat.update", { ts, text: "It ran out." });
    await control("POST", "people/pressStop", { channel: "C0000000001", threadTs: question.ts });
    const told = await Promise.all(
      [
        "transcript",
        "messages",
        "calls",
        "faults",
        "state",
        "clock",
        `threads/C0000000001/${question.ts}`,
      ].map((path) => control("GET", path)),
    );
    const { deliveries } = (await control("GET", "deliveries")) as unknown as { deliveries: object[] };
    child.kill("SIGINT");
    expect(await ended()).toEqual({ code: 0, errors: "" });
    bot.close();
    expect(heard).toHaveLength(3);
    return JSON.stringify([told, deliveries, heard], undefined, 1);
  }
  const first = await run();
  expect(first).toContain('"0.0s chat.startStream #1"');
  expect(first).toContain('"0.1s chat.appendStream #1 text \\"Two. \\" !rate-limit"');
  expect(first).toContain('"300.0s -- #1 expired --"');
  expect(await run()).toBe(first);
});

test("a port in use gives an error of one sentence", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" ? String(address?.port) : "";
  const { ended } = launch("--port", port);
  expect(await ended()).toEqual({
    code: 2,
    errors: `slack-stream-emulator: port ${port} is in use; --port 0 takes any free one.`,
  });
  other.close();
});

test("--coverage prints every method", async () => {
  const { readUntil, ended } = launch("--coverage");
  await readUntil(/^agents\.sessions\.setStatus \(modelled\)$/);
  expect((await ended()).code).toBe(0);
});

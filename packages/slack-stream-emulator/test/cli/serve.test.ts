import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  running.clear();
});

/** The command as the workspace runs it; its lines come one by one. */
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
}, 30_000);

test("a port in use is one sentence", async () => {
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
}, 30_000);

test("--coverage prints every method", async () => {
  const { readUntil, ended } = launch("--coverage");
  await readUntil(/^agents\.sessions\.setStatus \(modelled\)$/);
  expect((await ended()).code).toBe(0);
}, 30_000);

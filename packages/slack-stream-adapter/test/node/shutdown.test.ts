import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createSlackEmulator } from "slack-stream-emulator";
import { expect, test, vi } from "vitest";
import { closeStreamsOnShutdown } from "../../src/node/index.ts";

const bot = fileURLToPath(new URL("./bot.ts", import.meta.url));
const packageFolder = fileURLToPath(new URL("../../", import.meta.url));

/** A real process with an open stream, which gets a signal to end. */
async function endBot(signal: NodeJS.Signals) {
  const slack = createSlackEmulator();
  const { apiUrl } = await slack.listen();
  const parent = slack.postUserMessage({ channel: "C0000000001", text: "question", user: "U0000000001" });
  const child = spawn(process.execPath, ["--import", "tsx", "--conditions=workspace-source", bot], {
    cwd: packageFolder,
    env: { ...process.env, SLACK_API_URL: apiUrl, SLACK_TOKEN: slack.token, THREAD_TS: parent.ts },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve) => child.stdout.once("data", () => resolve()));
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once("exit", (code, by) => resolve({ code, signal: by }));
  });
  child.kill(signal);
  const how = await ended;
  const message = slack.messages.at(-1);
  await slack.close();
  return { how, message };
}

test("closeStreamsOnShutdown() closes open messages, and the process ends by its signal", async () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    const { how, message } = await endBot(signal);
    expect(how).toEqual({ code: null, signal });
    expect(message).toMatchObject({ state: "stopped", markdown: "Half an answer" });
  }
});

test("closeStreamsOnShutdown() takes its listeners away again, and checks its options", () => {
  const before = process.listenerCount("SIGTERM");
  const remove = closeStreamsOnShutdown();
  expect(process.listenerCount("SIGTERM")).toBe(before + 1);
  remove();
  expect(process.listenerCount("SIGTERM")).toBe(before);
  expect(() => closeStreamsOnShutdown({ withinMs: -1 })).toThrow(
    "withinMs must be a number of milliseconds, at least 0, got -1",
  );
});

// Regression: a listener by `process.once`, as many servers have it, was already removed when listeners were counted.
// So the process ended before that listener was done.
test("closeStreamsOnShutdown() lets other listeners decide when the process ends", async () => {
  const kill = vi.spyOn(process, "kill").mockReturnValue(true);
  const other = () => {};
  for (const listen of ["once", "on"] as const) {
    for (const isFirst of [true, false]) {
      if (isFirst) process[listen]("SIGUSR2", other);
      const remove = closeStreamsOnShutdown({ signals: ["SIGUSR2"] });
      if (!isFirst) process[listen]("SIGUSR2", other);
      process.emit("SIGUSR2", "SIGUSR2");
      await new Promise((resolve) => setImmediate(resolve));
      expect(kill).not.toHaveBeenCalled();
      remove();
      process.removeListener("SIGUSR2", other);
    }
  }
  closeStreamsOnShutdown({ signals: ["SIGUSR2"] });
  process.emit("SIGUSR2", "SIGUSR2");
  await expect.poll(() => kill.mock.calls).toContainEqual([process.pid, "SIGUSR2"]);
  kill.mockRestore();
});

// Regression: each listener expected the other to end the process.
test("closeStreamsOnShutdown() twice still lets the process end", async () => {
  const kill = vi.spyOn(process, "kill").mockReturnValue(true);
  closeStreamsOnShutdown({ signals: ["SIGUSR2"] });
  closeStreamsOnShutdown({ signals: ["SIGUSR2"] });
  process.emit("SIGUSR2", "SIGUSR2");
  await expect.poll(() => kill.mock.calls).toContainEqual([process.pid, "SIGUSR2"]);
  kill.mockRestore();
  expect(process.listenerCount("SIGUSR2")).toBe(0);
});

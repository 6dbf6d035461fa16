/** Answers signed events by a Next.js that was built for production: one answer in time, one that its deadline ends. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { connectBot, createSlackEmulator } from "slack-stream-emulator";

const folder = fileURLToPath(new URL(".", import.meta.url));
const signingSecret = "local-signing-secret";
const slack = createSlackEmulator();
const { apiUrl } = await slack.listen();

const server = spawn(
  process.execPath,
  ["node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1", "-p", "0"],
  {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      NEXT_TELEMETRY_DISABLED: "1",
      SLACK_API_URL: apiUrl,
      SLACK_BOT_TOKEN: slack.token,
      SLACK_SIGNING_SECRET: signingSecret,
    },
  },
);

try {
  const url = `${await readAddress()}/api/slack`;
  const people = connectBot(slack, { bot: url, signingSecret });
  const short = people.mention({ text: "Is it fine?" });
  const { status } = await short.delivered;
  assert.equal(status, 200);
  // The response came before the answer was whole: `after()` goes on behind it.
  assert.notEqual(lastMessage()?.state, "stopped");
  await until(() => slack.thread(short.message.channel, short.message.ts).includes("It is fine."));

  const long = people.mention({ text: "Take long." });
  await long.delivered;
  await until(() => slack.thread(long.message.channel, long.message.ts).includes("My time is up"));
  await until(() => slack.messages.every(({ state }) => state === "posted" || state === "stopped"));
  const forged = await fetch(url, { method: "POST", body: "{}" });
  assert.equal(forged.status, 401);
  assert.ok(slack.messages.every(({ errored }) => !errored));
  console.log(slack.thread(short.message.channel, short.message.ts));
  console.log(slack.thread(long.message.channel, long.message.ts));
  people.disconnect();
} finally {
  server.kill();
  await slack.close();
}

function lastMessage() {
  return slack.messages.findLast(({ botId }) => botId !== undefined);
}

async function readAddress(): Promise<string> {
  let said = "";
  for await (const text of server.stdout) {
    said += String(text);
    const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
    if (address !== undefined && said.includes("Ready")) return address;
  }
  throw new Error(`Next.js did not start: ${said}`);
}

/** Waits for what the emulator shows; a check that hangs is ended by its caller. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** A bot that is killed in the middle of an answer. Its next start repairs the message. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { repairStream, type StreamTarget, streamToSlack } from "slack-stream-adapter";
import { openLocalSlack } from "./local-slack.ts";

interface Unfinished {
  readonly channel: string;
  readonly ts: string;
}

const { JOURNAL, TARGET } = process.env;
if (JOURNAL !== undefined && TARGET !== undefined) await answerAndDie(JSON.parse(TARGET), JOURNAL);
else await run();

/** The bot: it stores which message is open. A file is enough for one process. Several processes share a database. */
async function answerAndDie(target: StreamTarget, journal: string): Promise<void> {
  async function* answer() {
    yield "I looked through the contracts. ";
    await sleep(300);
    yield "Two of them end this year.";
    await sleep(600);
    process.kill(process.pid, "SIGKILL"); // out of memory, say
  }
  await streamToSlack(answer(), target, {
    onEvent: (event) => {
      if (event.type === "segment-start") writeFileSync(journal, JSON.stringify([event]));
      if (event.type === "segment-end") writeFileSync(journal, "[]");
    },
  });
}

async function run(): Promise<void> {
  const slack = await openLocalSlack("Which contracts end this year?");
  const journal = join(mkdtempSync(join(tmpdir(), "journal-")), "unfinished.json");
  const { client, ...place } = slack.target;
  const target = { ...place, token: slack.emulator.token, slackApiUrl: slack.apiUrl };
  const bot = spawn(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url)], {
    env: { ...process.env, JOURNAL: journal, TARGET: JSON.stringify(target) },
    stdio: "inherit",
  });
  await once(bot, "exit");
  for (const { ts, state } of slack.emulator.messages) if (state === "open") slack.emulator.expire(ts); // five minutes later
  console.log(`${slack.thread()}\n\n— the bot starts again —\n`);

  const unfinished: readonly Unfinished[] = JSON.parse(readFileSync(journal, "utf8"));
  for (const { channel, ts } of unfinished) {
    const { outcome } = await repairStream({ client, channel, threadTs: place.threadTs }, { ts });
    console.log(`${ts}: ${outcome}`);
  }

  console.log(`\n${slack.thread()}`);
  assert.equal(unfinished.length, 1);
  assert.ok(slack.emulator.messages.every(({ errored, state }) => !errored && state !== "open"));
  rmSync(join(journal, ".."), { recursive: true });
  await slack.close();
}

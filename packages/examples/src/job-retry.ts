/** A job whose process is killed in the middle of an answer, twice. Each retry goes on where the last try stopped. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type StreamTarget, streamToSlack } from "slack-stream-adapter";
import { openLocalSlack } from "./local-slack.ts";
import { createFileStore } from "./stores/file-store.ts";

const sentences = [
  "I looked through the contracts. ",
  "Two of them end this year. ",
  "Both can be renewed. ",
  "Shall I write to them?",
];

const { STORE, TARGET, DIES_AFTER } = process.env;
if (STORE !== undefined && TARGET !== undefined) await answer(JSON.parse(TARGET), STORE, Number(DIES_AFTER));
else await run();

/** The job: the id is the same for each try of it. */
async function answer(target: StreamTarget, store: string, diesAfter: number): Promise<void> {
  async function* model() {
    for (const [index, sentence] of sentences.entries()) {
      if (index === diesAfter) process.kill(process.pid, "SIGKILL"); // a deploy, say
      yield sentence;
      await sleep(700);
    }
  }
  const receipt = await streamToSlack(() => model(), target, {
    firstTextMs: 0,
    checkpoint: { store: createFileStore(store), id: "Ev0PV52K25", leaseMs: 1_000, waitMs: 10_000 },
  });
  console.log(`the job is done: ${receipt.outcome}`);
}

async function run(): Promise<void> {
  const slack = await openLocalSlack("Which contracts end this year?");
  const folder = mkdtempSync(join(tmpdir(), "jobs-"));
  const { client, ...place } = slack.target;
  const target = { ...place, token: slack.emulator.token, slackApiUrl: slack.apiUrl };
  // As a job engine does: runs the step again until it succeeds.
  for (const diesAfter of [2, 3, Number.POSITIVE_INFINITY]) {
    const env = {
      ...process.env,
      STORE: join(folder, "store.json"),
      TARGET: JSON.stringify(target),
      DIES_AFTER: `${diesAfter}`,
    };
    const job = spawn(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url)], {
      env,
      stdio: "inherit",
    });
    const [code, signal] = await once(job, "exit");
    console.log(code === 0 ? "" : `the job was killed (${signal})`);
  }

  console.log(slack.thread());
  const answers = slack.emulator.messages.filter(({ botId }) => botId !== undefined);
  const text = answers.flatMap(({ items }) => items.map((item) => (item.type === "text" ? item.text : "")));
  assert.equal(text.join(" ").replaceAll(/\s+/g, " ").trim(), sentences.join("").trim());
  assert.ok(answers.every(({ errored, state }) => !errored && state !== "open"));
  rmSync(folder, { recursive: true });
  await slack.close();
}

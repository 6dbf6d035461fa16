/** Runs the named examples, or all, one after another. Prints which of them ended with another code than 0. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openLocalSlack } from "./local-slack.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
const notExamples = ["demo.ts", "local-slack.ts", "scripted-model.ts", "run-examples.ts"];
const all = readdirSync(folder).filter((file) => file.endsWith(".ts") && !notExamples.includes(file));
const named = process.argv.slice(2).map((name) => `${name.replace(/\.ts$/, "")}.ts`);
const examples = named.length === 0 ? all : named;

// The settings for real-slack.ts. By default they name the local Slack.
const slack = await openLocalSlack("Anybody there?");
const localSlack = {
  SLACK_API_URL: slack.target.client.slackApiUrl,
  SLACK_BOT_TOKEN: slack.emulator.token,
  SLACK_CHANNEL: slack.target.channel,
  SLACK_USER_ID: slack.target.recipientUserId,
  SLACK_TEAM_ID: slack.target.recipientTeamId,
};
const environment = { ...process.env, ...(process.env.SLACK_BOT_TOKEN === undefined ? localSlack : {}) };

const failed: string[] = [];
for (const file of examples) {
  console.log(`\n=== ${file}`);
  const child = spawn(process.execPath, [...process.execArgv, `${folder}${file}`], {
    env: environment,
    stdio: ["ignore", "inherit", "inherit"],
    timeout: 300_000,
  });
  const [code, signal] = await once(child, "exit");
  if (code !== 0) failed.push(`${file} (${code ?? signal})`);
}
await slack.close();

console.log(
  failed.length === 0 ? `\nExamples that ran: ${examples.length}.` : `\nFailed: ${failed.join(", ")}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

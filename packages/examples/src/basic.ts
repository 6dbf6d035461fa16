/** Text from anywhere, into a Slack thread. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { streamToSlack } from "slack-stream-adapter";
import { openLocalSlack } from "./local-slack.ts";

const slack = await openLocalSlack("Which planets have rings?");

/** Any async iterable of strings works. */
async function* answer() {
  for (const name of ["Jupiter", "Saturn", "Uranus", "Neptune"]) {
    await sleep(100);
    yield `- **${name}**\n`;
  }
}

const receipt = await streamToSlack(answer(), slack.target);

console.log(slack.thread());
console.log(`\n${receipt.outcome}: ${receipt.delivered} of ${receipt.text.length} characters delivered`);
assert.equal(slack.emulator.messages.at(-1)?.markdown.trim(), receipt.text.trim());
await slack.close();

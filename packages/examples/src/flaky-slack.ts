/**
 * Slack loses responses, limits rates and ends messages early. Every character is shown once, and the receipt confirms
 * it.
 */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { streamToSlack } from "slack-stream-adapter";
import { openLocalSlack } from "./local-slack.ts";

const slack = await openLocalSlack("Count to sixty.");
const { emulator } = slack;

emulator.failNext("chat.appendStream", { type: "reset-after" }); // done, but the answer is lost
emulator.failNext("chat.appendStream", { type: "rate-limit", retryAfter: 1 }, { skip: 2 });

setTimeout(() => {
  for (const { ts, state } of emulator.messages) if (state === "open") emulator.expire(ts); // before its time
}, 4_500);

async function* answer() {
  yield "Here they are: ";
  for (let number = 1; number <= 60; number += 1) {
    await sleep(100);
    yield `${number} `;
  }
}

const receipt = await streamToSlack(answer(), slack.target, {
  minIntervalMs: 300,
  onEvent: (event) => console.log(`  ${event.type}`),
});

console.log(`\n${emulator.transcript().join("\n")}`);
console.log(`\n${slack.thread()}`);
console.log(
  `\n${receipt.segments.map(({ ended, repaired }) => `${ended}${repaired ? ", repaired" : ""}`).join("; ")}`,
);
assert.equal(emulator.unusedFaults().length, 0);
const shown = emulator.messages.flatMap(({ botId, markdown }) =>
  botId ? (markdown.match(/\d+/g) ?? []) : [],
);
assert.deepEqual(
  shown.map(Number),
  Array.from({ length: 60 }, (_, index) => index + 1),
);
await slack.close();

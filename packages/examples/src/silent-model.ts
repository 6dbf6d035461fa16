/**
 * A model that thinks for longer than a message's life. The library sends signs of life, and then opens a new message.
 * No message turns red.
 */
import assert from "node:assert/strict";
import { streamText } from "ai";
import { streamToSlack } from "slack-stream-adapter";
import { openLocalSlack } from "./local-slack.ts";
import { createScriptedModel } from "./scripted-model.ts";

// Slack ends a message after 300 s, and here after 5 s. The defaults of 20 s and 240 s are scaled down too.
const slack = await openLocalSlack("Is 2^61 - 1 a prime number?", { ttlMs: 5_000 });
const scaledDown = { keepaliveMs: 800, rotateAfterMs: 4_000 };

const model = createScriptedModel({
  steps: [["I will try all the divisors.\n\n", { silenceMs: 7_000 }, "It is: there are none."]],
});

const receipt = await streamToSlack(
  streamText({ model, prompt: "Is 2^61 - 1 a prime number?" }),
  slack.target,
  {
    ...scaledDown,
    onEvent: (event) => console.log(`  ${event.type}`),
  },
);

console.log(`\n${slack.thread()}`);
console.log(`\n${receipt.segments.map(({ ended }) => ended).join(", then ")}`);
assert.deepEqual(
  receipt.segments.map(({ ended }) => ended),
  ["rotated", "stopped"],
);
assert.ok(slack.emulator.messages.every(({ errored }) => !errored));
await slack.close();

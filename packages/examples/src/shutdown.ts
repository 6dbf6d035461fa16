/** A process gets a signal to end, as on every deployment. Open answers are closed before it ends. */
import assert from "node:assert/strict";
import { streamText } from "ai";
import { streamToSlack } from "slack-stream-adapter";
import { closeStreamsOnShutdown } from "slack-stream-adapter/node";
import { openLocalSlack } from "./local-slack.ts";
import { createScriptedModel } from "./scripted-model.ts";

const slack = await openLocalSlack("Tell me a long story.");
const model = createScriptedModel({
  steps: [["Once upon a time there was a very long story, ", { silenceMs: 60_000 }, "and it had an end."]],
});

closeStreamsOnShutdown({ withinMs: 5_000 });

// This listener keeps the process alive, because the local Slack runs in it too. A bot needs no listener.
process.once("SIGTERM", () => console.log("SIGTERM: the platform wants this process to end"));
setTimeout(() => process.kill(process.pid, "SIGTERM"), 1_000);

const receipt = await streamToSlack(
  (signal) => streamText({ model, prompt: "Tell me a long story.", abortSignal: signal }),
  slack.target,
  { onEvent: (event) => console.log(`  ${event.type}`) },
);

console.log(`\n${slack.thread()}`);
console.log(`\n${receipt.outcome}: ${receipt.delivered} of ${receipt.text.length} characters delivered`);
assert.equal(receipt.outcome, "aborted");
assert.equal(receipt.delivered, receipt.text.length);
assert.equal(slack.emulator.messages.at(-1)?.state, "stopped");
await slack.close();

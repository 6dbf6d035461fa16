/** An agent that runs every hour and mostly has nothing to report. A reply that means silence posts nothing. */
import assert from "node:assert/strict";
import { streamText } from "ai";
import { streamToSlack } from "slack-stream-adapter";
import { openLocalSlack } from "./local-slack.ts";
import { createScriptedModel } from "./scripted-model.ts";

const slack = await openLocalSlack("Watch the build, and say HEARTBEAT_OK while all is well.");
const model = createScriptedModel({
  steps: [["HEARTBEAT_OK"], ["HEARTBEAT is irregular: the build is broken."]],
});

for (const hour of ["first", "second"]) {
  const receipt = await streamToSlack(streamText({ model, prompt: "How is the build?" }), slack.target, {
    silentReplies: ["HEARTBEAT_OK", "NO_REPLY"],
  });
  console.log(`In the ${hour} hour: ${receipt.outcome}, ${receipt.counts.calls} calls to Slack`);
}

console.log(`\n${slack.thread()}`);
assert.deepEqual(slack.emulator.messages.map(({ markdown }) => markdown).slice(1), [
  "HEARTBEAT is irregular: the build is broken.",
]);
await slack.close();

/** Signs of life before and beside the text: a status while the model thinks, and reactions on the question. */
import assert from "node:assert/strict";
import { streamText } from "ai";
import { streamToSlack } from "slack-stream-adapter";
import { openLocalSlack } from "./local-slack.ts";
import { createScriptedModel } from "./scripted-model.ts";

const slack = await openLocalSlack("Is 91 a prime number?");
const model = createScriptedModel({ steps: [[{ silenceMs: 500 }, "No: it is 7 × 13."]] });

await streamToSlack(streamText({ model, prompt: "Is 91 a prime number?" }), slack.target, {
  status: { text: "is thinking…", loadingMessages: ["Dividing…", "Dividing further…"] },
  reactions: {
    messageTs: slack.target.threadTs,
    working: "eyes",
    done: "white_check_mark",
    failed: "warning",
    stopped: "octagonal_sign",
  },
});

console.log(slack.emulator.transcript().join("\n"));
console.log(`\n${slack.thread()}`);
console.log(`\nReactions: ${slack.emulator.reactions.map(({ name }) => `:${name}:`).join(" ")}`);
assert.deepEqual(
  slack.emulator.reactions.map(({ name }) => name),
  ["white_check_mark"],
);
await slack.close();

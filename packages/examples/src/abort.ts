/** The app aborts the answer: the text so far is shown, the message is closed, and the promise resolves. */
import { streamText } from "ai";
import { streamToSlack } from "slack-stream-adapter";
import { openLocalSlack } from "./local-slack.ts";
import { createScriptedModel } from "./scripted-model.ts";

const slack = await openLocalSlack("Tell me everything about tea.");
const model = createScriptedModel({
  steps: [["Tea is a drink made from the leaves of one plant. ", { silenceMs: 60_000 }, "It is old."]],
});

const receipt = await streamToSlack(
  (signal) => streamText({ model, prompt: "Tell me everything about tea.", abortSignal: signal }),
  slack.target,
  { abortSignal: AbortSignal.timeout(1_000) },
);

console.log(slack.thread());
console.log(`\n${receipt.outcome}: ${receipt.delivered} of ${receipt.text.length} characters delivered`);
await slack.close();
if (receipt.outcome !== "aborted") process.exitCode = 1;

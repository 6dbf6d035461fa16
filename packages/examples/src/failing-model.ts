/** A model that fails half-way. The library sees the failure in a result of streamText. `textStream` hides it. */
import assert from "node:assert/strict";
import { streamText } from "ai";
import { streamToSlack } from "slack-stream-adapter";
import { openLocalSlack } from "./local-slack.ts";
import { createScriptedModel } from "./scripted-model.ts";

const slack = await openLocalSlack("How do I make bread?");
const model = createScriptedModel({
  steps: [["First mix flour and water. ", new Error("the model's server is overloaded")]],
});
const ask = () => streamText({ model, prompt: "How do I make bread?", onError: () => {} });

try {
  await streamToSlack(ask(), slack.target, {
    failureNotice: "_The model failed; please ask again._",
  });
} catch (error) {
  console.log(`The result of streamText rejects with the model's own error: ${error}`);
}

const receipt = await streamToSlack(ask().textStream, slack.target);
console.log(`Its textStream ends as if all were well: ${receipt.outcome}\n`);

console.log(slack.thread());
assert.match(slack.emulator.messages.at(-2)?.markdown ?? "", /The model failed/);
assert.equal(receipt.outcome, "completed");
await slack.close();

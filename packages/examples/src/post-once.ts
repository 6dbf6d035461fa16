/**
 * A bot answers in a channel in which other bots listen. It posts the complete answer once, because each edit would
 * trigger them again.
 */
import { isStepCount, jsonSchema, streamText, tool } from "ai";
import { streamToSlack } from "slack-stream-adapter";
import { openLocalSlack } from "./local-slack.ts";
import { createScriptedModel } from "./scripted-model.ts";

const prompt = "Who can deploy today?";
const slack = await openLocalSlack(prompt);
const model = createScriptedModel({
  steps: [[{ call: "readRota", input: {} }], ["<@U0000000099> can: ask for **production**."]],
});
const readRota = tool({
  inputSchema: jsonSchema<object>({ type: "object", properties: {} }),
  execute: async () => ["deploy-bot"],
});

const receipt = await streamToSlack(
  (signal) =>
    streamText({ model, prompt, tools: { readRota }, stopWhen: isStepCount(2), abortSignal: signal }),
  slack.target,
  { transport: "post" },
);

const edits = slack.emulator.calls.filter(({ method }) => method === "chat.update").length;
console.log(slack.thread());
console.log(`\nposts: ${receipt.segments.length}, edits: ${edits}`);
await slack.close();
if (receipt.segments.length !== 1 || edits !== 0) process.exitCode = 1;

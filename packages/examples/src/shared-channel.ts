/** A whole channel reads the answer as it grows; the tools run as cards for the person who asked, with the stop button. */
import { isStepCount, jsonSchema, streamText, tool } from "ai";
import { streamToSlack } from "slack-stream-adapter";
import { openLocalSlack } from "./local-slack.ts";
import { createScriptedModel } from "./scripted-model.ts";

const prompt = "What happened last night?";
const slack = await openLocalSlack(prompt);
const model = createScriptedModel({
  steps: [
    ["Let me look at the log. ", { call: "readLog", input: {} }],
    ["The database was full from 02:10 to 02:40. ", { silenceMs: 1_500 }, "It has more room now."],
  ],
});
const readLog = tool({
  inputSchema: jsonSchema<object>({ type: "object", properties: {} }),
  execute: async () => ["02:10 disk full", "02:40 disk extended"],
});

const receipt = await streamToSlack(
  (signal) =>
    streamText({ model, prompt, tools: { readLog }, stopWhen: isStepCount(2), abortSignal: signal }),
  slack.target,
  { transport: "shared" },
);

const told = receipt.segments.map(({ transport, ended }) => `${transport} (${ended})`);
console.log(slack.thread());
console.log(`\n${told.join(", ")}`);
await slack.close();
if (told.join() !== "stream (stopped),edit (stopped)") process.exitCode = 1;

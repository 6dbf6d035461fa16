/** The three forms of a source, with the AI SDK's own `streamText`. */
import assert from "node:assert/strict";
import { streamText } from "ai";
import { streamToSlack } from "slack-stream-adapter";
import { openLocalSlack } from "./local-slack.ts";
import { createScriptedModel } from "./scripted-model.ts";

const slack = await openLocalSlack("Say hello three times, please.");
const model = createScriptedModel({ steps: [["Hello from **streamText**."]] });
const prompt = "Say hello.";
const { client, channel, threadTs, recipientUserId, recipientTeamId } = slack.target;

const target = { client, channel, threadTs, recipientUserId, recipientTeamId };

// A result of streamText: the library sees if the model fails or is aborted.
await streamToSlack(streamText({ model, prompt }), target);

// Only text, from any source.
await streamToSlack(streamText({ model, prompt }).textStream, target);

// A function of a signal: stop in Slack, an abort or a failure stops the model too.
await streamToSlack((signal) => streamText({ model, prompt, abortSignal: signal }), target);

console.log(slack.thread());
assert.deepEqual(
  slack.emulator.messages.slice(1).map(({ markdown }) => markdown),
  Array.from({ length: 3 }, () => "Hello from **streamText**."),
);
await slack.close();

/** An agent that uses a tool. Each call is a card with its work and its result. */
import assert from "node:assert/strict";
import { isStepCount, jsonSchema, streamText, tool } from "ai";
import { streamToSlack } from "slack-stream-adapter";
import { openLocalSlack } from "./local-slack.ts";
import { createScriptedModel } from "./scripted-model.ts";

const slack = await openLocalSlack("How warm is it in Lisbon?");

const model = createScriptedModel({
  steps: [
    ["Let me look.", { call: "weather", input: { city: "Lisbon" } }],
    ["It is **21 °C** in Lisbon, with some wind."],
  ],
});

const weather = tool({
  inputSchema: jsonSchema<{ city: string }>({
    type: "object",
    properties: { city: { type: "string" } },
    required: ["city"],
  }),
  execute: async ({ city }) => ({ city, celsius: 21 }),
});

const receipt = await streamToSlack(
  streamText({ model, prompt: "How warm is it in Lisbon?", tools: { weather }, stopWhen: isStepCount(2) }),
  slack.target,
  {
    tasks: {
      weather: {
        title: ({ city }: { city: string }) => `Weather in ${city}`,
        output: ({ celsius }: { celsius: number }) => `${celsius} °C`,
      },
    },
  },
);

console.log(slack.thread());
console.log(`\nThe source said: ${JSON.stringify(receipt.text)}`);
assert.deepEqual(
  [...(slack.emulator.messages.at(-1)?.cards.values() ?? [])].map(({ title, status }) => [title, status]),
  [["Weather in Lisbon", "complete"]],
);
await slack.close();

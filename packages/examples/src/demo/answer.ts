import { setTimeout as sleep } from "node:timers/promises";
import { createGateway, isStepCount, jsonSchema, type LanguageModel, streamText, tool } from "ai";
import { createScriptedModel } from "../scripted-model.ts";
import type { Gateway } from "./setup.ts";

export const question = "Our nightly import failed. What happened, and what should we do?";

/** The demo's answer: the AI SDK's own `streamText`, with a tool that really runs. */
export function createAnswer(gateway: Gateway | undefined, note: (line: string) => void) {
  const model = gateway === undefined ? scriptedModel() : realModel(gateway);
  return (signal: AbortSignal) =>
    streamText({
      model,
      prompt: question,
      instructions:
        "You help the team that runs a nightly import. Look at the import's log before you answer. Answer in Markdown.",
      tools: {
        readLog: tool({
          description: "Reads the last lines of a job's log",
          inputSchema: jsonSchema<{ job: string }>({
            type: "object",
            properties: { job: { type: "string" } },
            required: ["job"],
          }),
          execute: async ({ job }) => {
            note(`the model called the tool readLog for ${job}; it runs`);
            await sleep(1_500);
            return "02:14:07 row 48213: duplicate key (order_id)=(77120); rolled back, 0 rows written";
          },
        }),
      },
      stopWhen: isStepCount(3),
      abortSignal: signal,
      // The demo shows the error at the end of the stream. The default would print it here too.
      onError: () => {},
    });
}

function realModel({ apiKey, model }: Gateway): LanguageModel {
  return createGateway({ apiKey })(model);
}

function scriptedModel(): LanguageModel {
  return createScriptedModel({
    wordMs: 80,
    steps: [
      [
        "I will look at the import of last night first. ",
        "The run that failed began at 02:00, as it always does, and stopped after a quarter of an hour. ",
        { silenceMs: 5_000 },
        "Here is what I check:\n\n",
        "1. whether the file arrived, and when\n",
        "2. whether its rows could be read\n",
        "3. what the database said about **each of them**\n",
        { call: "readLog", input: { job: "nightly-import" } },
      ],
      [
        "The log is clear: order `77120` comes *twice* in the file, and the second row ended the whole import. ",
        "Nothing was written, so nothing has to be cleaned up.\n\n",
        "This statement lets the second row replace the first:\n\n",
        "```sql\ninsert into orders (order_id, total)\nselect order_id, total from staging\n",
        "on conflict (order_id)\n  do update set total = excluded.total;\n```\n\n",
        "Run the import again after that. If it happens every night, ask whoever sends the file why order numbers repeat.\n",
      ],
    ],
  });
}

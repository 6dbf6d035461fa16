/** A second message comes while the first is answered. The older answer ends, and the newer one replaces it. */
import { setTimeout as wait } from "node:timers/promises";
import { streamText } from "ai";
import { streamToSlack } from "slack-stream-adapter";
import { openLocalSlack } from "./local-slack.ts";
import { createScriptedModel } from "./scripted-model.ts";

const slack = await openLocalSlack("Plan a week in Rome.");

/** What a bot's listener does with each message of a thread. */
const answer = (prompt: string, says: string) =>
  streamToSlack(
    (signal) => {
      const model = createScriptedModel({ steps: [[says]], wordMs: 250 });
      return streamText({ model, prompt, abortSignal: signal });
    },
    slack.target,
    { supersede: true, firstTextMs: 0 },
  );

const first = answer(
  "Plan a week in Rome.",
  "Monday: the Forum. Tuesday: the Vatican. Wednesday: Trastevere.",
);
await wait(1_000);
slack.emulator.postUserMessage({
  text: "Sorry, I meant Paris.",
  channel: slack.target.channel,
  threadTs: slack.target.threadTs,
});
const second = answer("Sorry, I meant Paris.", "Monday: the Louvre. Tuesday: Montmartre.");

const outcomes = (await Promise.all([first, second])).map((receipt) => receipt.outcome);
console.log(slack.thread());
console.log(`\n${outcomes.join(", ")}`);
await slack.close();
if (outcomes.join() !== "superseded,completed") process.exitCode = 1;

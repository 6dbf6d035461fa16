/** The user presses stop in Slack: the model is stopped by the signal, and nothing more is written. */
import { streamText } from "ai";
import { handleAgentSessionStopped, streamToSlack } from "slack-stream-adapter";
import { openLocalSlack } from "./local-slack.ts";
import { createScriptedModel } from "./scripted-model.ts";

const slack = await openLocalSlack("Count to a thousand.");
const numbers = Array.from({ length: 1_000 }, (_, index) => index + 1);
const model = createScriptedModel({ steps: [["Here they are: ", numbers.join(" ")]], wordMs: 50 });
const prompt = "Count to a thousand.";

// As the app's listener for Slack's `agent_session_stopped` event.
slack.emulator.onEvent((event) => {
  handleAgentSessionStopped(event);
});

let modelWasStopped = false;
setTimeout(() => slack.emulator.stopByUser(slack.target), 1_500);

const receipt = await streamToSlack(
  (signal) => {
    signal.addEventListener("abort", () => {
      modelWasStopped = true;
    });
    return streamText({ model, prompt, abortSignal: signal });
  },
  slack.target,
  { minIntervalMs: 100 },
);

console.log(slack.thread());
console.log(`\n${receipt.outcome}; the model was ${modelWasStopped ? "stopped" : "not stopped"}`);
await slack.close();
if (receipt.outcome !== "stopped-by-user" || !modelWasStopped) process.exitCode = 1;

/** Text that comes by callbacks. The pushes are not awaited, and the text arrives in order and in one message. */
import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { createSlackStream } from "slack-stream-adapter";
import { openLocalSlack } from "./local-slack.ts";

const slack = await openLocalSlack("What happened overnight?");
const agent = new EventEmitter();

const stream = createSlackStream(slack.target);
agent.on("tool", (id: string, title: string, status: "in_progress" | "complete") => {
  stream.append({ type: "task_update", id, title, status });
});
agent.on("text", (text: string) => stream.append(text));

// An agent of any framework. It emits text at any time, and does not wait.
agent.emit("tool", "logs", "Reading the logs", "in_progress");
await sleep(300);
agent.emit("tool", "logs", "Reading the logs", "complete");
for (let incident = 1; incident <= 30; incident += 1)
  agent.emit("text", `Incident ${incident} was resolved.\n`);
setTimeout(() => agent.emit("end"), 1_200);
await once(agent, "end");

const feedback = { type: "section", text: { type: "mrkdwn", text: "Was this of use?" } };
const receipt = await stream.stop({ text: "\nThat is all.", stopBlocks: [feedback] });

console.log(`${slack.thread().split("\n").slice(0, 8).join("\n")}\n…`);
console.log(`\n${receipt.outcome}: ${receipt.segments.length} message, ${receipt.counts.calls} calls`);

// Slack's own helper opens another message for each push that comes before the first call is answered (S171).
const messages = slack.emulator.messages.filter(({ streamed }) => streamed);
assert.equal(messages.length, 1);
assert.deepEqual(
  receipt.text.match(/\d+/g)?.map(Number),
  Array.from({ length: 30 }, (_, index) => index + 1),
);
assert.equal(messages[0]?.stopBlocks.length, 1);
assert.throws(() => stream.append("too late"), /append\(\) after stop\(\): the stream has ended/);
await slack.close();

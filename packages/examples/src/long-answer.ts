/** An answer that is larger than a message. It goes on in the next messages, and so do lists, code blocks and tables. */
import assert from "node:assert/strict";
import { streamToSlack } from "slack-stream-adapter";
import { openLocalSlack } from "./local-slack.ts";

const slack = await openLocalSlack("Show me the whole configuration.");

async function* answer() {
  yield "This is all of it:\n\n```yaml\n";
  for (let port = 8_000; port < 8_100; port += 1) yield `service-${port}:\n  port: ${port}\n`;
  yield "```\n\nNothing is left out.\n";
}

// The default is 9,000 bytes, within Slack's limit. A smaller size is easier to look at.
const receipt = await streamToSlack(answer(), slack.target, { maxMessageBytes: 1_000 });

for (const { start, end, ended } of receipt.segments) {
  console.log(`characters ${start} to ${end}, ${ended}`);
}
console.log(`\n${slack.thread().split("\n").slice(-12).join("\n")}`);
assert.ok(receipt.segments.length > 2);
for (const { markdown } of slack.emulator.messages) assert.equal(markdown.split("```").length % 2, 1); // no fence is cut
await slack.close();

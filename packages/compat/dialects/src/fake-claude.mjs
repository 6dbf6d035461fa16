// Stands in for the executable that the Claude Agent SDK starts: it answers the SDK's handshake, and to the first prompt
// it writes the messages in the file that CLAUDE_MESSAGES names.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const write = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if (message.type === "control_request") {
    const response = {
      subtype: "success",
      request_id: message.request_id,
      response: { commands: [], models: [] },
    };
    write({ type: "control_response", response });
  } else if (message.type === "user") {
    for (const one of JSON.parse(readFileSync(process.env.CLAUDE_MESSAGES, "utf8"))) write(one);
    process.exit(0);
  }
}

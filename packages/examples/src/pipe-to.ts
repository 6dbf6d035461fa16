/** A web stream, such as the body of a response, is piped into Slack. If the pipe is stopped, the message is closed. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createSlackStream } from "slack-stream-adapter";
import { openLocalSlack } from "./local-slack.ts";

const slack = await openLocalSlack("How do I boil an egg?");

/** A model's server that answers with plain text, word by word. */
const server = createServer(async (_request, response) => {
  for (const word of "Put it into **boiling water** for six minutes, then under cold water.".split(
    /(?<= )/,
  )) {
    response.write(word);
    await sleep(60);
  }
  response.end();
}).listen(0);
await once(server, "listening");
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

const stream = createSlackStream(slack.target);
// The signal fires when the user presses stop, and then the request is aborted too.
const response = await fetch(url, { signal: stream.signal });
await response.body?.pipeThrough(new TextDecoderStream()).pipeTo(stream.writable);
const receipt = await stream.stop();

// A pipe that its own signal ends. The text so far is shown, and the message is closed.
const cut = createSlackStream(slack.target);
const answer = await fetch(url);
const piped = answer.body
  ?.pipeThrough(new TextDecoderStream())
  .pipeTo(cut.writable, { signal: AbortSignal.timeout(400) });
await assert.rejects(async () => piped, { name: "TimeoutError" });
const cutReceipt = await cut.stop();

console.log(slack.thread());
console.log(`\n${receipt.outcome}, then ${cutReceipt.outcome}`);
assert.equal(receipt.outcome, "completed");
assert.equal(cutReceipt.outcome, "aborted");
assert.ok(slack.emulator.messages.every(({ state }) => state === "posted" || state === "stopped"));
server.close();
server.closeAllConnections();
await slack.close();

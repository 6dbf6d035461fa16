/**
 * A tool that a person has to approve: buttons are shown, and the session is suspended. When the person presses a
 * button, the answer goes on.
 */
import { jsonSchema, type ModelMessage, streamText, tool } from "ai";
import { streamToSlack } from "slack-stream-adapter";
import { approvalButtons, settleApproval } from "slack-stream-adapter/bolt";
import { connectBot } from "slack-stream-emulator";
import { openLocalSlack } from "./local-slack.ts";
import { createScriptedModel } from "./scripted-model.ts";

const question = "Tell Ada that I am late.";
const slack = await openLocalSlack(question);
const model = createScriptedModel({
  steps: [
    ["I would send her this.", { call: "sendMail", input: { to: "Ada", text: "I am late." } }],
    ["Ada knows."],
  ],
});
const tools = {
  sendMail: tool({
    inputSchema: jsonSchema<{ to: string; text: string }>({ type: "object" }),
    needsApproval: true,
    execute: async ({ to }) => `sent to ${to}`,
  }),
};

// An app would store the messages for each thread.
const messages: ModelMessage[] = [{ role: "user", content: question }];

async function answer(): Promise<void> {
  const result = streamText({ model, messages, tools });
  await streamToSlack(result, slack.target, { approvalBlocks: approvalButtons });
  messages.push(...(await result.response).messages);
}

await answer();
const { channel, threadTs } = slack.target;
console.log(slack.thread());
console.log(`\nThe session is ${slack.emulator.statuses.session(channel, threadTs)}.\n`);

// Somebody presses the button. With Bolt this is `app.action(approvalAction, listener)`, and `settleApproval(args)`.
const people = connectBot(slack.emulator, {
  signingSecret: "secret",
  async bot(request) {
    const body: object = JSON.parse(new URLSearchParams(await request.text()).get("payload") ?? "{}");
    const { approvalId, approved } = await settleApproval({ body, client: slack.target.client });
    messages.push({ role: "tool", content: [{ type: "tool-approval-response", approvalId, approved }] });
    return new Response();
  },
});
const ts = slack.emulator.messages.at(-1)?.ts ?? "";
await people.click({ ts, actionId: "slack_stream_approve" });
await answer();

console.log(slack.thread());
console.log(`\nThe session is ${slack.emulator.statuses.session(channel, threadTs)}.`);
await slack.close();

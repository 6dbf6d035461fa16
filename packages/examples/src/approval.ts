/** A tool that a person has to allow: buttons are shown, the session is suspended, and the answer to the press goes on with it. */
import { jsonSchema, type ModelMessage, streamText, tool } from "ai";
import { type ApprovalRequest, type SlackBlock, streamToSlack } from "slack-stream-adapter";
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

// The button carries what is needed to find the conversation again; an app would keep `messages` by the thread.
const messages: ModelMessage[] = [{ role: "user", content: question }];
const approvalBlocks = ({ approvalId }: ApprovalRequest): readonly SlackBlock[] => {
  const button = {
    type: "button",
    action_id: "approve",
    value: approvalId,
    text: { type: "plain_text", text: "Send" },
  };
  return [{ type: "actions", elements: [button] }];
};

async function answer(): Promise<void> {
  const result = streamText({ model, messages, tools });
  await streamToSlack(result, slack.target, { approvalBlocks });
  messages.push(...(await result.response).messages);
}

await answer();
const { channel, threadTs } = slack.target;
console.log(slack.thread());
console.log(`\nThe session is ${slack.emulator.statuses.session(channel, threadTs)}.\n`);

// What a listener for the button does.
const approvalId = findApproval(messages);
messages.push({ role: "tool", content: [{ type: "tool-approval-response", approvalId, approved: true }] });
await answer();

console.log(slack.thread());
console.log(`\nThe session is ${slack.emulator.statuses.session(channel, threadTs)}.`);
await slack.close();

function findApproval(all: readonly ModelMessage[]): string {
  for (const { content } of all) {
    const parts = typeof content === "string" ? [] : content;
    for (const part of parts) if (part.type === "tool-approval-request") return part.approvalId;
  }
  throw new Error("the model asked for no approval");
}

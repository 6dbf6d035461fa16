/** A Bolt app on AWS Lambda: one invocation acknowledges the event, a second one streams the answer, and Slack's second delivery is dropped. */
import assert from "node:assert/strict";
import { createMemoryState } from "@chat-adapter/state-memory";
import { App, AwsLambdaReceiver, isValidSlackRequest, LogLevel } from "@slack/bolt";
import { streamText } from "ai";
import { type StreamReceipt, streamToSlack } from "slack-stream-adapter";
import { dropRedelivered } from "slack-stream-adapter/bolt";
import { connectBot, createSlackEmulator } from "slack-stream-emulator";
import { createScriptedModel } from "./scripted-model.ts";

const slack = createSlackEmulator();
const { apiUrl } = await slack.listen();
const signingSecret = "local-signing-secret";
const model = createScriptedModel({
  steps: [
    ["I look into it. ", { silenceMs: 4_000 }, "It is **42**."],
    ["I compare every file: ", { silenceMs: 60_000 }],
  ],
});
// All instances of the function have to share the store: createRedisState(), createPostgresState(), or your own with
// DynamoDB.
const store = createMemoryState();
const closingMs = 5_000; // what is left of an invocation's time to close the message

const receiver = new AwsLambdaReceiver({
  signingSecret,
  logLevel: LogLevel.ERROR,
  customPropertiesExtractor: (event: LambdaEvent) => ({ deadlineAt: event.deadlineAt }),
});
const app = new App({
  token: slack.token,
  receiver,
  // Bolt responds when its listeners are done. In this invocation Slack already has its response.
  processBeforeResponse: true,
  clientOptions: { slackApiUrl: apiUrl },
  logLevel: LogLevel.ERROR,
});
app.use(dropRedelivered({ store }));

const receipts: StreamReceipt[] = [];
app.event("app_mention", async (args) => {
  const deadline = AbortSignal.timeout(Number(args.context.deadlineAt) - Date.now() - closingMs);
  const answer = (signal: AbortSignal) => streamText({ model, prompt: args.event.text, abortSignal: signal });
  receipts.push(await streamToSlack(answer, args, { abortSignal: deadline, closeTimeoutMs: closingMs / 2 }));
});

const listeners = receiver.toHandler();

async function handler(event: LambdaEvent, context: LambdaContext): Promise<{ statusCode: number }> {
  const deadlineAt = Date.now() + context.getRemainingTimeInMillis();
  if (event.acknowledged) return listeners(Object.assign(event, { deadlineAt }), context, () => {});
  const { headers } = event;
  const body = event.body ?? "";
  const signed = {
    "x-slack-signature": headers["x-slack-signature"] ?? "",
    "x-slack-request-timestamp": Number(headers["x-slack-request-timestamp"]),
  };
  if (!isValidSlackRequest({ signingSecret, body, headers: signed })) return { statusCode: 401 };
  // Some requests need data in the response: the check of the address, and the content of a view or an options list.
  if (!body.includes('"event_callback"')) return listeners(event, context, () => {});
  await invokeItself({ ...event, acknowledged: true });
  return { statusCode: 200 };
}

/** In AWS: `new LambdaClient().send(new InvokeCommand({ FunctionName, InvocationType: "Event", Payload }))`. */
async function invokeItself(event: LambdaEvent): Promise<void> {
  invocations.push(handler(JSON.parse(JSON.stringify(event)), createContext()));
}

type AwsEvent = Parameters<ReturnType<AwsLambdaReceiver["toHandler"]>>[0];

type LambdaEvent = AwsEvent & {
  /** Slack already has its response. */
  readonly acknowledged?: boolean;
  readonly deadlineAt?: number;
};

interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

const invocations: Promise<unknown>[] = [];

function createContext(): LambdaContext {
  const endsAt = Date.now() + 11_000; // of a function with a timeout of 11 s
  return { getRemainingTimeInMillis: () => endsAt - Date.now() };
}

let lostAnswers = 1;

/** API Gateway. Its first response to Slack is lost, so Slack delivers the event again. */
async function gateway(request: Request): Promise<Response> {
  const event = {
    version: "2.0",
    rawPath: "/slack/events",
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
    isBase64Encoded: false,
  } as LambdaEvent;
  const { statusCode } = await handler(event, createContext());
  lostAnswers -= 1;
  if (lostAnswers >= 0) throw new Error(`lost on its way: ${statusCode}`);
  return new Response(null, { status: statusCode });
}

const people = connectBot(slack, { bot: gateway, signingSecret });
const first = people.mention({ text: "What is six times seven?" });
assert.equal((await first.delivered).retry, 1); // It came twice,
await Promise.all(invocations);
assert.equal(receipts.length, 1); // and is answered once.

const second = people.mention({ text: "What changed?" });
await second.delivered;
await Promise.all(invocations);

console.log(slack.thread(first.message.channel, first.message.ts));
console.log(`\n${slack.thread(second.message.channel, second.message.ts)}`);
assert.deepEqual(
  receipts.map(({ outcome }) => outcome),
  ["completed", "aborted"],
);
assert.ok(slack.messages.every(({ state }) => state === "posted" || state === "stopped"));
people.disconnect();
await slack.close();

/**
 * A bot of the Chat SDK with an agent of the AI SDK. Only the import of the adapter is from this library. It answers a
 * signed mention.
 */
import { createMemoryState } from "@chat-adapter/state-memory";
import { isStepCount, jsonSchema, ToolLoopAgent, tool } from "ai";
import { type Adapter, Chat, ConsoleLogger, type StateAdapter } from "chat";
import { createSlackAdapter, getStreamReceipt } from "slack-stream-adapter/chat-sdk";
import { connectBot, createSlackEmulator } from "slack-stream-emulator";
import { createScriptedModel } from "./scripted-model.ts";

const slack = createSlackEmulator();
const { apiUrl } = await slack.listen();
const signingSecret = "local-signing-secret";

const agent = new ToolLoopAgent({
  model: createScriptedModel({
    steps: [
      ["Let me look.", { call: "weather", input: { city: "Lisbon" } }],
      ["It is **21 °C** in Lisbon, with some wind."],
    ],
  }),
  tools: {
    weather: tool({
      inputSchema: jsonSchema<{ city: string }>({ type: "object", properties: { city: { type: "string" } } }),
      execute: async ({ city }) => ({ city, celsius: 21 }),
    }),
  },
  stopWhen: isStepCount(3),
});

const adapter = createSlackAdapter({
  botToken: slack.token,
  signingSecret,
  apiUrl,
  agentView: true,
  feedbackButtons: true,
  logger: new ConsoleLogger("silent"),
  streaming: { keepaliveMs: 15_000 },
});

const bot = new Chat({
  userName: "bot",
  // The casts are for this repository's `exactOptionalPropertyTypes`, under which their own types do not agree.
  adapters: { slack: adapter as unknown as Adapter },
  state: createMemoryState() as unknown as StateAdapter,
  logger: "silent",
});

const answered = new Promise<void>((resolve, reject) => {
  bot.onNewMention(async (thread, message) => {
    try {
      const { fullStream } = await agent.stream({ prompt: message.text });
      const sent = await thread.post(fullStream);
      console.log(`Streamed in ${getStreamReceipt(sent)?.segments.length} message(s).`);
      resolve();
    } catch (error) {
      reject(error);
    }
  });
});

const people = connectBot(slack, { signingSecret, bot: (request) => bot.webhooks.slack(request) });
const { message, delivered } = people.mention({ text: "How warm is it in Lisbon?" });
await delivered;
await answered;

console.log(slack.thread(message.channel, message.ts));
people.disconnect();
await bot.shutdown();
await slack.close();

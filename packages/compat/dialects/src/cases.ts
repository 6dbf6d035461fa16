import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { HttpAgent } from "@ag-ui/client";
import { WorkflowAgent } from "@ai-sdk/workflow";
import { query } from "@anthropic-ai/claude-agent-sdk";
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import { AIMessageChunk } from "@langchain/core/messages";
import { tool as langchainTool } from "@langchain/core/tools";
import { FakeStreamingChatModel } from "@langchain/core/utils/testing";
import { MessagesAnnotation, StateGraph } from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { Agent as MastraAgent } from "@mastra/core/agent";
import { createTool } from "@mastra/core/tools";
import { Agent, tool as agentTool, OpenAIResponsesModel, run, setTracingDisabled } from "@openai/agents";
import * as ai7 from "ai";
import { MockLanguageModelV4 } from "ai/test";
import * as ai4 from "ai-4";
import * as ai5 from "ai-5";
import * as ai6 from "ai-6";
import OpenAI from "openai";
import type { StreamInput } from "slack-stream-adapter";
import { z } from "zod";
import { model4, model5, model6, model7, usage7 } from "./models.ts";
import {
  anthropicEvents,
  googleBodies,
  openaiChatBodies,
  openaiFailedBody,
  openaiResponsesBodies,
  toEvents,
} from "./provider.ts";

/** A stream of a real package, and what becomes of it. */
export interface Case {
  /** The package, a slash, and what is streamed. */
  readonly name: string;
  /** What the provider answers, a body a request. */
  readonly bodies?: readonly string[];
  /** Makes the source; `url` is the provider's. */
  open(url: string): StreamInput | PromiseLike<StreamInput>;
  /** The text in the thread, and the cards with their states. */
  readonly text: string;
  readonly cards?: readonly string[];
  /** What the rejection says, of a source that fails. */
  readonly error?: RegExp;
}

const answer = "Let me look.\n\nIt is sunny in Rome.";
const half = { text: "Half", error: /overloaded/ };
const done = ["complete Weather"];

setTracingDisabled(true);

const openai = (url: string) => new OpenAI({ apiKey: "none", baseURL: `${url}/v1`, maxRetries: 0 });
const anthropic = (url: string) => new Anthropic({ apiKey: "none", baseURL: url, maxRetries: 0 });
const messages = [{ role: "user" as const, content: "How is the weather?" }];
const prompt = "How is the weather?";

/** One stream after the other, as a loop of an app's own makes it. */
async function* inTurn<T>(count: number, open: () => PromiseLike<AsyncIterable<T>> | AsyncIterable<T>) {
  for (let at = 0; at < count; at += 1) yield* await open();
}

const weather = { description: "The weather in a city.", run: async () => "sunny" };
const city = z.object({ city: z.string() });

const tools7 = {
  weather: ai7.tool({ description: weather.description, inputSchema: city, execute: weather.run }),
};
const tools6 = {
  weather: ai6.tool({ description: weather.description, inputSchema: city, execute: weather.run }),
};
const tools5 = {
  weather: ai5.tool({ description: weather.description, inputSchema: city, execute: weather.run }),
};
const tools4 = {
  weather: ai4.tool({
    description: weather.description,
    parameters: ai4.jsonSchema({ type: "object", properties: { city: { type: "string" } } }),
    execute: weather.run,
  }),
};
const quiet = { onError: () => {} };

const stream7 = (how?: "fails") =>
  ai7.streamText({ model: model7(how), prompt, tools: tools7, stopWhen: ai7.stepCountIs(3), ...quiet });
const stream6 = (how?: "fails") =>
  ai6.streamText({ model: model6(how), prompt, tools: tools6, stopWhen: ai6.stepCountIs(3), ...quiet });
const stream5 = (how?: "fails") =>
  ai5.streamText({ model: model5(how), prompt, tools: tools5, stopWhen: ai5.stepCountIs(3), ...quiet });
const stream4 = (how?: "fails") =>
  ai4.streamText({ model: model4(how) as never, prompt, tools: tools4, maxSteps: 3, ...quiet });

const ai: readonly Case[] = [
  { name: "ai 7/streamText", open: () => stream7(), text: answer, cards: done },
  { name: "ai 7/stream", open: () => stream7().stream, text: answer, cards: done },
  {
    name: "ai 7/ToolLoopAgent",
    open: () => new ai7.ToolLoopAgent({ model: model7(), tools: tools7 }).stream({ prompt }),
    text: answer,
    cards: done,
  },
  { name: "ai 7/toUIMessageStream", open: () => stream7().toUIMessageStream(), text: answer, cards: done },
  {
    name: "ai 7/toUIMessageStreamResponse",
    open: () => stream7().toUIMessageStreamResponse(),
    text: answer,
    cards: done,
  },
  {
    name: "ai 7/createUIMessageStream",
    open: () =>
      ai7.createUIMessageStream({ execute: ({ writer }) => writer.merge(stream7().toUIMessageStream()) }),
    text: answer,
    cards: done,
  },
  { name: "ai 7/textStream", open: () => stream7().textStream, text: "Let me look.It is sunny in Rome." },
  {
    name: "ai 7/toTextStreamResponse",
    open: () => stream7().toTextStreamResponse(),
    text: "Let me look.It is sunny in Rome.",
  },
  { name: "ai 7/streamText that fails", open: () => stream7("fails"), ...half },
  {
    name: "ai 7/UI messages that fail",
    open: () => stream7("fails").toUIMessageStream({ onError: String }),
    ...half,
  },
  {
    name: "ai 7/generateText",
    open: () =>
      ai7.generateText({
        model: new MockLanguageModelV4({
          doGenerate: {
            content: [{ type: "text", text: "Hello" }],
            finishReason: { unified: "stop", raw: "stop" },
            usage: usage7,
            warnings: [],
          } as never,
        }),
        prompt,
      }) as never,
    text: "",
    error: /give result\.text, or use streamText/,
  },
  {
    name: "ai 7/readUIMessageStream",
    open: () => ai7.readUIMessageStream({ stream: stream7().toUIMessageStream() }),
    text: "",
    error: /the stream that readUIMessageStream reads/,
  },
  { name: "ai 6/streamText", open: () => stream6(), text: answer, cards: done },
  {
    name: "ai 6/toUIMessageStreamResponse",
    open: () => stream6().toUIMessageStreamResponse(),
    text: answer,
    cards: done,
  },
  { name: "ai 6/streamText that fails", open: () => stream6("fails"), ...half },
  { name: "ai 5/streamText", open: () => stream5(), text: answer, cards: done },
  { name: "ai 5/toUIMessageStream", open: () => stream5().toUIMessageStream(), text: answer, cards: done },
  { name: "ai 5/streamText that fails", open: () => stream5("fails"), ...half },
  { name: "ai 4/streamText", open: () => stream4(), text: answer, cards: done },
  { name: "ai 4/streamText that fails", open: () => stream4("fails"), ...half },
  {
    name: "@ai-sdk/workflow/WorkflowAgent",
    open: () => {
      const { readable, writable } = new TransformStream();
      const agent = new WorkflowAgent({ model: model7(), tools: tools7 } as never);
      void agent.stream({ prompt, writable } as never).catch(() => {});
      return readable;
    },
    text: answer,
    cards: done,
  },
];

const providers: readonly Case[] = [
  {
    name: "openai/chat completions",
    bodies: openaiChatBodies,
    open: (url) =>
      inTurn(2, () => openai(url).chat.completions.create({ model: "test", messages, stream: true })),
    text: answer,
    cards: done,
  },
  {
    name: "openai/chat completions that fail",
    bodies: [
      `${openaiChatBodies[0]?.slice(0, 300).split("\n\n").slice(0, 1).join("")}\n\ndata: {"error":{"message":"overloaded"}}\n\n`,
    ],
    open: (url) => openai(url).chat.completions.create({ model: "test", messages, stream: true }),
    text: "",
    error: /overloaded/,
  },
  {
    name: "openai/responses",
    bodies: openaiResponsesBodies,
    open: (url) =>
      inTurn(2, () => openai(url).responses.create({ model: "test", input: prompt, stream: true })),
    text: answer,
    cards: done,
  },
  {
    name: "openai/responses that fail",
    bodies: [openaiFailedBody],
    open: (url) => openai(url).responses.create({ model: "test", input: prompt, stream: true }),
    ...half,
  },
  {
    name: "@openai/agents/run",
    bodies: openaiResponsesBodies,
    open: (url) => {
      const model = new OpenAIResponsesModel(openai(url) as never, "test");
      const weatherTool = agentTool({
        name: "weather",
        description: weather.description,
        parameters: city,
        execute: weather.run,
      });
      return run(new Agent({ name: "Helper", model, tools: [weatherTool] }), prompt, { stream: true });
    },
    text: answer,
    cards: done,
  },
  {
    name: "@openai/agents/run out of turns",
    bodies: openaiResponsesBodies,
    open: (url) => {
      const model = new OpenAIResponsesModel(openai(url) as never, "test");
      const weatherTool = agentTool({
        name: "weather",
        description: weather.description,
        parameters: city,
        execute: weather.run,
      });
      return run(new Agent({ name: "Helper", model, tools: [weatherTool] }), prompt, {
        stream: true,
        maxTurns: 1,
      });
    },
    text: "Let me look.",
    error: /Max turns/,
  },
  {
    name: "@anthropic-ai/sdk/messages",
    bodies: anthropicEvents.map((events) => toEvents(events, "named")),
    open: (url) =>
      inTurn(2, () =>
        anthropic(url).messages.create({ model: "test", max_tokens: 99, messages, stream: true }),
      ),
    text: answer,
    cards: done,
  },
  {
    name: "@anthropic-ai/sdk/messages.stream",
    bodies: anthropicEvents.slice(1).map((events) => toEvents(events, "named")),
    open: (url) => anthropic(url).messages.stream({ model: "test", max_tokens: 99, messages }),
    text: "It is sunny in Rome.",
  },
  {
    name: "@anthropic-ai/sdk/messages that fail",
    bodies: [
      `${toEvents((anthropicEvents[1] ?? []).slice(0, 3), "named")}event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"overloaded"}}\n\n`,
    ],
    open: (url) => anthropic(url).messages.create({ model: "test", max_tokens: 99, messages, stream: true }),
    text: "It is",
    error: /overloaded/,
  },
  {
    name: "@google/genai/generateContentStream",
    bodies: googleBodies,
    open: (url) =>
      inTurn(2, () =>
        new GoogleGenAI({ apiKey: "none", httpOptions: { baseUrl: url } }).models.generateContentStream({
          model: "test",
          contents: prompt,
        }),
      ),
    text: answer,
    cards: done,
  },
];

const chunk = (fields: object) => new AIMessageChunk(fields as never);
const langchainChunks = [
  [
    chunk({ content: "Let me ", id: "run-1" }),
    chunk({ content: "look.", id: "run-1" }),
    chunk({
      content: "",
      id: "run-1",
      tool_call_chunks: [
        { index: 0, id: "call_1", name: "weather", args: '{"city":"Rome"}', type: "tool_call_chunk" },
      ],
      response_metadata: { finish_reason: "tool_calls" },
    }),
  ],
  [
    chunk({ content: "It is ", id: "run-2" }),
    chunk({ content: "sunny in Rome.", id: "run-2", response_metadata: { finish_reason: "stop" } }),
  ],
];

function openGraph() {
  let at = 0;
  const weatherTool = langchainTool(weather.run, {
    name: "weather",
    description: weather.description,
    schema: city,
  });
  return new StateGraph(MessagesAnnotation)
    .addNode("model", async ({ messages: given }) => {
      const model = new FakeStreamingChatModel({ chunks: langchainChunks[at++] ?? [], sleep: 0 });
      return { messages: [await model.invoke(given)] };
    })
    .addNode("tools", new ToolNode([weatherTool]))
    .addEdge("__start__", "model")
    .addConditionalEdges("model", ({ messages: given }) =>
      (given.at(-1) as { tool_calls?: unknown[] }).tool_calls?.length ? "tools" : "__end__",
    )
    .addEdge("tools", "model")
    .compile();
}

const input = { messages: [["human", prompt]] } as never;

const frameworks: readonly Case[] = [
  {
    name: "@langchain/core/model.stream",
    open: () => new FakeStreamingChatModel({ chunks: langchainChunks[1] ?? [], sleep: 0 }).stream(prompt),
    text: "It is sunny in Rome.",
  },
  {
    name: "@langchain/core/streamEvents of a model",
    open: () =>
      new FakeStreamingChatModel({ chunks: langchainChunks[1] ?? [], sleep: 0 }).streamEvents(prompt, {
        version: "v2",
      }),
    text: "It is sunny in Rome.",
  },
  {
    name: "@langchain/langgraph/messages",
    open: () => openGraph().stream(input, { streamMode: "messages" }),
    text: answer,
    cards: done,
  },
  {
    name: "@langchain/langgraph/messages and updates",
    open: () => openGraph().stream(input, { streamMode: ["messages", "updates"] }),
    text: answer,
    cards: done,
  },
  {
    name: "@langchain/langgraph/streamEvents",
    open: () => openGraph().streamEvents(input, { version: "v2" }),
    text: answer,
    cards: done,
  },
  {
    name: "@langchain/langgraph/updates",
    open: () => openGraph().stream(input),
    text: "",
    error: /streamMode: "messages"/,
  },
  {
    name: "@mastra/core/agent.stream",
    open: () =>
      new MastraAgent({
        id: "helper",
        name: "Helper",
        instructions: "Help.",
        model: model5() as never,
        tools: {
          weather: createTool({
            id: "weather",
            description: weather.description,
            inputSchema: city,
            execute: weather.run,
          }),
        },
      } as never).stream(prompt),
    text: answer,
    cards: done,
  },
  {
    name: "@mastra/core/agent.stream that fails",
    open: () =>
      new MastraAgent({
        id: "helper",
        name: "Helper",
        instructions: "Help.",
        model: model5("fails") as never,
      } as never).stream(prompt),
    ...half,
  },
  {
    name: "@ag-ui/client/events",
    bodies: [toEvents(agUiEvents())],
    open: async (url) => {
      const events: object[] = [];
      const agent = new HttpAgent({ url });
      const run = agent.run({
        threadId: "t",
        runId: "r",
        messages: [],
        tools: [],
        context: [],
        state: {},
        forwardedProps: {},
      });
      await new Promise<void>((resolve, reject) => {
        run.subscribe({ next: (event) => events.push(event), error: reject, complete: () => resolve() });
      });
      return events;
    },
    text: answer,
    cards: done,
  },
  {
    name: "@ag-ui/core/Response",
    bodies: [toEvents(agUiEvents())],
    open: (url) => fetch(url, { method: "POST" }),
    text: answer,
    cards: done,
  },
  {
    name: "@ag-ui/core/Response that fails",
    bodies: [toEvents([...agUiEvents().slice(0, 3), { type: "RUN_ERROR", message: "overloaded" }])],
    open: (url) => fetch(url, { method: "POST" }),
    text: "Let me look.",
    error: /overloaded/,
  },
  {
    name: "@anthropic-ai/claude-agent-sdk/query",
    open: () => openClaude(claudeMessages()),
    text: answer,
    cards: done,
  },
  {
    name: "@anthropic-ai/claude-agent-sdk/query with partial messages",
    open: () => openClaude(claudePieces()),
    text: answer,
    cards: done,
  },
  {
    name: "@anthropic-ai/claude-agent-sdk/query out of turns",
    open: () =>
      openClaude([
        ...claudeMessages().slice(0, 2),
        {
          ...session,
          type: "result",
          subtype: "error_max_turns",
          is_error: true,
          num_turns: 1,
          errors: ["Reached maximum number of turns (1)"],
        },
      ]),
    text: "Let me look.",
    error: /error_max_turns: Reached maximum/,
  },
];

export const cases: readonly Case[] = [...ai, ...providers, ...frameworks];

function agUiEvents(): readonly object[] {
  const say = (messageId: string, delta: string) => [
    { type: "TEXT_MESSAGE_START", messageId, role: "assistant" },
    { type: "TEXT_MESSAGE_CONTENT", messageId, delta },
    { type: "TEXT_MESSAGE_END", messageId },
  ];
  return [
    { type: "RUN_STARTED", threadId: "t", runId: "r" },
    ...say("m1", "Let me look."),
    { type: "TOOL_CALL_START", toolCallId: "c1", toolCallName: "weather", parentMessageId: "m1" },
    { type: "TOOL_CALL_ARGS", toolCallId: "c1", delta: '{"city":"Rome"}' },
    { type: "TOOL_CALL_END", toolCallId: "c1" },
    { type: "TOOL_CALL_RESULT", messageId: "m2", toolCallId: "c1", content: "sunny" },
    ...say("m3", "It is sunny in Rome."),
    { type: "RUN_FINISHED", threadId: "t", runId: "r" },
  ];
}

const session = {
  session_id: "00000000-0000-4000-8000-000000000000",
  uuid: "00000000-0000-4000-8000-000000000001",
  parent_tool_use_id: null,
};

function claudeMessages(): readonly object[] {
  const assistant = (id: string, ...content: readonly object[]) => ({
    ...session,
    type: "assistant",
    message: {
      id,
      type: "message",
      role: "assistant",
      model: "test",
      content,
      stop_reason: null,
      stop_sequence: null,
      usage: {},
    },
  });
  const init = {
    ...session,
    type: "system",
    subtype: "init",
    tools: [],
    mcp_servers: [],
    model: "test",
    permissionMode: "default",
    slash_commands: [],
  };
  return [
    init,
    assistant("msg_1", { type: "text", text: "Let me look." }),
    assistant("msg_1", { type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Rome" } }),
    {
      ...session,
      type: "user",
      message: { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_1", content: "sunny" }] },
    },
    assistant("msg_2", { type: "text", text: "It is sunny in Rome." }),
    {
      ...session,
      type: "result",
      subtype: "success",
      is_error: false,
      result: "It is sunny in Rome.",
      num_turns: 2,
      stop_reason: "end_turn",
      duration_ms: 1,
      duration_api_ms: 1,
      total_cost_usd: 0,
      usage: {},
      permission_denials: [],
    },
  ];
}

/** The same with the pieces of each message before it. */
function claudePieces(): readonly object[] {
  const pieces = (at: number) =>
    (anthropicEvents[at] ?? []).map((event) => ({ ...session, type: "stream_event", event }));
  const [init, ...rest] = claudeMessages();
  return [init ?? {}, ...pieces(0), ...rest.slice(0, 3), ...pieces(1), ...rest.slice(3)];
}

function openClaude(given: readonly object[]) {
  const file = join(mkdtempSync(join(tmpdir(), "claude-")), "messages.json");
  writeFileSync(file, JSON.stringify(given));
  return query({
    prompt,
    options: {
      pathToClaudeCodeExecutable: fileURLToPath(new URL("./fake-claude.mjs", import.meta.url)),
      env: { ...process.env, CLAUDE_MESSAGES: file },
    },
  });
}

import { HttpAgent } from "@ag-ui/client";
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import { AIMessageChunk } from "@langchain/core/messages";
import { tool as langchainTool } from "@langchain/core/tools";
import { FakeStreamingChatModel } from "@langchain/core/utils/testing";
import { Annotation, interrupt, MemorySaver, MessagesAnnotation, StateGraph } from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { Agent as MastraAgent } from "@mastra/core/agent";
import { createTool } from "@mastra/core/tools";
import { Agent, tool as agentTool, OpenAIResponsesModel, run, setTracingDisabled } from "@openai/agents";
import OpenAI from "openai";
import { aiCases } from "./ai-cases.ts";
import { apiCases } from "./api-cases.ts";
import { answer, type Case, city, done, half, inTurn, prompt, weather } from "./case.ts";
import { claudeCases } from "./claude-cases.ts";
import { model5 } from "./models.ts";
import {
  anthropicEvents,
  googleBodies,
  openaiChatBodies,
  openaiFailedBody,
  openaiResponsesBodies,
  toEvents,
} from "./provider.ts";

setTracingDisabled(true);

const openai = (url: string) => new OpenAI({ apiKey: "none", baseURL: `${url}/v1`, maxRetries: 0 });
const anthropic = (url: string) => new Anthropic({ apiKey: "none", baseURL: url, maxRetries: 0 });
const messages = [{ role: "user" as const, content: "How is the weather?" }];

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

/** The test model leaves its calls out in version 3 of `streamEvents`. */
function withCalls(said: AIMessageChunk, at: number): AIMessageChunk {
  const call = { id: "call_1", name: "weather", args: { city: "Rome" } };
  return chunk({ id: said.id, content: said.content, ...(at === 1 ? { tool_calls: [call] } : {}) });
}

function openGraph(finish: (said: AIMessageChunk, at: number) => AIMessageChunk = (said) => said) {
  let at = 0;
  const weatherTool = langchainTool(weather.run, {
    name: "weather",
    description: weather.description,
    schema: city,
  });
  return new StateGraph(MessagesAnnotation)
    .addNode("model", async ({ messages: given }) => {
      const model = new FakeStreamingChatModel({ chunks: langchainChunks[at++] ?? [], sleep: 0 });
      return { messages: [finish(await model.invoke(given), at)] };
    })
    .addNode("tools", new ToolNode([weatherTool]))
    .addEdge("__start__", "model")
    .addConditionalEdges("model", ({ messages: given }) =>
      (given.at(-1) as { tool_calls?: unknown[] }).tool_calls?.length ? "tools" : "__end__",
    )
    .addEdge("tools", "model")
    .compile();
}

/** Two nodes that speak at the same time, and one that comes after both. */
function openParallelGraph() {
  const speak =
    (words: readonly string[]) =>
    async ({ messages: given }: typeof MessagesAnnotation.State) => {
      const model = new FakeStreamingChatModel({
        chunks: words.map((content) => chunk({ content })),
        sleep: 5,
      });
      return { messages: [await model.invoke(given)] };
    };
  return new StateGraph(MessagesAnnotation)
    .addNode("one", speak(["One ", "goes ", "on."]))
    .addNode("two", speak(["Two ", "goes ", "on ", "too."]))
    .addNode("last", speak(["Both ", "did."]))
    .addEdge("__start__", "one")
    .addEdge("__start__", "two")
    .addEdge("one", "last")
    .addEdge("two", "last")
    .addEdge("last", "__end__")
    .compile();
}

function openAskingGraph() {
  return new StateGraph(Annotation.Root({ reply: Annotation<string> }))
    .addNode("ask", () => ({ reply: interrupt({ question: "Shall I send it?" }) as string }))
    .addEdge("__start__", "ask")
    .addEdge("ask", "__end__")
    .compile({ checkpointer: new MemorySaver() });
}

const input = { messages: [["human", prompt]] } as never;

const parallelAnswer = "One goes on.\n\nTwo goes on too.\n\nBoth did.";

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
    name: "@langchain/langgraph/streamEvents of version 3",
    open: () => openGraph(withCalls).streamEvents(input, { version: "v3" }),
    text: answer,
    cards: done,
  },
  {
    name: "@langchain/langgraph/server-sent events",
    open: () =>
      openGraph().stream(input, { streamMode: ["messages", "updates"], encoding: "text/event-stream" }),
    text: answer,
    cards: done,
  },
  {
    name: "@langchain/core/streamEvents of version 3",
    open: () =>
      new FakeStreamingChatModel({ chunks: langchainChunks[1] ?? [], sleep: 0 }).streamEvents(prompt, {
        version: "v3",
      } as never),
    text: "It is sunny in Rome.",
  },
  {
    name: "@langchain/langgraph/parallel nodes",
    open: () => openParallelGraph().stream(input, { streamMode: "messages" }),
    text: parallelAnswer,
  },
  {
    name: "@langchain/langgraph/parallel nodes in streamEvents",
    open: () => openParallelGraph().streamEvents(input, { version: "v2" }),
    text: parallelAnswer,
  },
  {
    name: "@langchain/langgraph/parallel nodes in streamEvents of version 3",
    open: () => openParallelGraph().streamEvents(input, { version: "v3" }),
    text: parallelAnswer,
  },
  {
    name: "@langchain/langgraph/interrupt",
    open: () =>
      openAskingGraph().stream(
        { reply: "" },
        { streamMode: ["messages", "updates"], configurable: { thread_id: "1" } },
      ),
    text: "Shall I send it?",
    cards: ["pending Waiting for an answer"],
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
];

export const cases: readonly Case[] = [...aiCases, ...providers, ...apiCases, ...frameworks, ...claudeCases];

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

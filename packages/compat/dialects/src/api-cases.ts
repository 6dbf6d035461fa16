import { GoogleGenAI } from "@google/genai";
import { Mistral } from "@mistralai/mistralai";
import { CohereClientV2 } from "cohere-ai";
import { Ollama } from "ollama";
import OpenAI from "openai";
import { answer, type Case, done, inTurn, prompt } from "./case.ts";
import { chatChunk, openaiChatBodies, toEvents, toLines } from "./provider.ts";

const messages = [{ role: "user" as const, content: prompt }];

const step = (event_type: string, index: number, more: object = {}) => ({ event_type, index, ...more });
const said = (index: number, pieces: readonly string[]) => [
  step("step.start", index, { step: { type: "model_output" } }),
  ...pieces.map((text) => step("step.delta", index, { delta: { type: "text", text } })),
  step("step.stop", index),
];
const interaction = (status: string) => ({ interaction: { id: "i", status, model: "test" } });
/** Mistral gives each call whole. */
const mistralBodies = [
  toEvents([
    chatChunk("c1", { content: "Let me look." }),
    chatChunk(
      "c1",
      {
        content: "",
        tool_calls: [{ index: 0, id: "t", function: { name: "weather", arguments: '{"city":"Rome"}' } }],
      },
      "tool_calls",
    ),
  ]),
  ...openaiChatBodies.slice(1),
];

const interactionBodies = [
  [
    { event_type: "interaction.created", ...interaction("in_progress") },
    ...said(0, ["Let me ", "look."]),
    step("step.start", 1, { step: { type: "function_call", id: "f", name: "weather", arguments: {} } }),
    step("step.delta", 1, { delta: { type: "arguments_delta", arguments: '{"city":"Rome"}' } }),
    step("step.stop", 1),
    { event_type: "interaction.completed", ...interaction("requires_action") },
  ],
  [
    { event_type: "interaction.created", ...interaction("in_progress") },
    ...said(0, ["It is ", "sunny in Rome."]),
    { event_type: "interaction.completed", ...interaction("completed") },
  ],
].map((events) => toEvents(events));

const ollamaBodies = [
  [
    { message: { role: "assistant", content: "Let me look." }, done: false },
    {
      message: {
        role: "assistant",
        content: "",
        tool_calls: [{ function: { name: "weather", arguments: { city: "Rome" } } }],
      },
      done: false,
    },
    { message: { role: "assistant", content: "" }, done: true, done_reason: "stop" },
  ],
  [
    { message: { role: "assistant", content: "It is " }, done: false },
    { message: { role: "assistant", content: "sunny in Rome." }, done: false },
    { message: { role: "assistant", content: "" }, done: true, done_reason: "stop" },
  ],
].map((chunks) => toLines(chunks.map((chunk) => ({ model: "test", created_at: "2026", ...chunk }))));

const cohere = (type: string, message: object) => ({ type, index: 0, delta: { message } });
const cohereBodies = [
  [
    { type: "message-start", id: "m1", delta: { message: { role: "assistant" } } },
    cohere("content-delta", { content: { text: "Let me look." } }),
    cohere("tool-call-start", {
      tool_calls: { id: "t", type: "function", function: { name: "weather", arguments: "" } },
    }),
    cohere("tool-call-delta", { tool_calls: { function: { arguments: '{"city":"Rome"}' } } }),
    { type: "tool-call-end", index: 0 },
    { type: "message-end", id: "m1", delta: { finish_reason: "TOOL_CALL" } },
  ],
  [
    { type: "message-start", id: "m2", delta: { message: { role: "assistant" } } },
    cohere("content-delta", { content: { text: "It is " } }),
    cohere("content-delta", { content: { text: "sunny in Rome." } }),
    { type: "message-end", id: "m2", delta: { finish_reason: "COMPLETE" } },
  ],
].map((events) => toEvents(events, "named"));

const openai = (url: string) => new OpenAI({ apiKey: "none", baseURL: `${url}/v1`, maxRetries: 0 });

export const apiCases: readonly Case[] = [
  {
    name: "openai/chat.completions.stream",
    bodies: openaiChatBodies.slice(1),
    open: (url) => openai(url).chat.completions.stream({ model: "test", messages }),
    text: "It is sunny in Rome.",
  },
  {
    name: "openai/chat.completions.runTools",
    bodies: openaiChatBodies,
    open: (url) =>
      openai(url).chat.completions.runTools({
        model: "test",
        messages,
        stream: true,
        tools: [
          {
            type: "function",
            function: {
              name: "weather",
              description: "The weather in a city.",
              parameters: { type: "object", properties: { city: { type: "string" } } },
              parse: JSON.parse,
              function: () => "sunny",
            },
          },
        ],
      }),
    text: answer,
    cards: done,
  },
  {
    name: "openai/toReadableStream",
    bodies: openaiChatBodies.slice(1),
    open: async (url) =>
      (
        await openai(url).chat.completions.create({ model: "test", messages, stream: true })
      ).toReadableStream(),
    text: "It is sunny in Rome.",
  },
  {
    name: "@google/genai/interactions",
    bodies: interactionBodies,
    open: (url) =>
      inTurn(2, () =>
        new GoogleGenAI({ apiKey: "none", httpOptions: { baseUrl: url } }).interactions.create({
          model: "test",
          input: prompt,
          stream: true,
        }),
      ),
    text: answer,
    cards: done,
  },
  {
    name: "@mistralai/mistralai/chat.stream",
    bodies: mistralBodies,
    open: (url) =>
      inTurn(2, () =>
        new Mistral({ apiKey: "none", serverURL: url }).chat.stream({ model: "test", messages }),
      ),
    text: answer,
    cards: done,
  },
  {
    name: "cohere-ai/chatStream",
    bodies: cohereBodies,
    open: (url) =>
      inTurn(2, () =>
        new CohereClientV2({ token: "none", environment: url }).chatStream({ model: "test", messages }),
      ),
    text: answer,
    cards: done,
  },
  {
    name: "ollama/chat",
    bodies: ollamaBodies,
    open: (url) => inTurn(2, () => new Ollama({ host: url }).chat({ model: "test", messages, stream: true })),
    text: answer,
    cards: done,
  },
];

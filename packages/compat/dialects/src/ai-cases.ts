import { WorkflowAgent } from "@ai-sdk/workflow";
import * as ai7 from "ai";
import { MockLanguageModelV4 } from "ai/test";
import * as ai4 from "ai-4";
import * as ai5 from "ai-5";
import * as ai6 from "ai-6";
import { answer, type Case, city, done, half, prompt, weather } from "./case.ts";
import { model4, model5, model6, model7, usage7 } from "./models.ts";

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

export const aiCases: readonly Case[] = [
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

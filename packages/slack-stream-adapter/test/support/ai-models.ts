import * as ai7 from "ai";
import * as test7 from "ai/test";
import * as ai6 from "ai-6";
import * as test6 from "ai-6/test";

/** A part of a model's own stream, in the form that both majors share. */
export type ModelPart = Record<string, unknown> & { readonly type: string };

export interface AgentScript {
  /** The model's parts, one list for each step. */
  readonly steps: readonly (readonly ModelPart[])[];
  readonly tools?: Readonly<Record<string, ToolScript>> | undefined;
  readonly prompt?: unknown;
}

/** A tool for `tool()`, without its schema. */
export interface ToolScript {
  readonly execute?: ((input: never, options: never) => unknown) | undefined;
  readonly needsApproval?: boolean | undefined;
  readonly title?: string | undefined;
}

/** The real `streamText` of a major version, with a model of its own test helpers that plays the script. */
export type StreamText = (script: AgentScript) => AgentResult;

export interface AgentResult {
  readonly fullStream: ReadableStream<{ type: string }>;
  toUIMessageStream(options?: object): ReadableStream<{ type: string }>;
  readonly response: PromiseLike<{ readonly messages: readonly unknown[] }>;
}

export const streamTexts: Readonly<Record<6 | 7, StreamText>> = {
  6: (script) => streamWith(ai6, new test6.MockLanguageModelV3({ doStream: play(script.steps) }), script),
  7: (script) => streamWith(ai7, new test7.MockLanguageModelV4({ doStream: play(script.steps) }), script),
};

export const says = (...words: readonly string[]): ModelPart[] => [
  { type: "text-start", id: "t" },
  ...words.map((delta) => ({ type: "text-delta", id: "t", delta })),
  { type: "text-end", id: "t" },
];

export const thinks = (...words: readonly string[]): ModelPart[] => [
  { type: "reasoning-start", id: "r" },
  ...words.map((delta) => ({ type: "reasoning-delta", id: "r", delta })),
  { type: "reasoning-end", id: "r" },
];

export const calls = (id: string, toolName: string, input: object = {}): ModelPart[] => {
  const json = JSON.stringify(input);
  return [
    { type: "tool-input-start", id, toolName },
    { type: "tool-input-delta", id, delta: json },
    { type: "tool-input-end", id },
    { type: "tool-call", toolCallId: id, toolName, input: json },
  ];
};

export const finishes = (reason = "stop"): ModelPart => ({
  type: "finish",
  finishReason: { unified: reason, raw: reason },
  usage: {
    inputTokens: { total: 1, noCache: 1, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: 1, text: 1, reasoning: undefined },
  },
});

function play(steps: AgentScript["steps"]): never {
  let step = 0;
  const doStream = async () => {
    const chunks = [{ type: "stream-start", warnings: [] }, ...(steps[step] ?? [])];
    step += 1;
    return { stream: ai7.simulateReadableStream({ chunks }) };
  };
  return doStream as never; // The two majors name the type of a model's stream differently.
}

function streamWith(
  ai: typeof ai6 | typeof ai7,
  model: unknown,
  { tools = {}, prompt = "p" }: AgentScript,
): AgentResult {
  const tool = ai.tool as (definition: object) => unknown;
  const inputSchema = (ai.jsonSchema as (schema: object) => unknown)({ type: "object" });
  const given = Object.entries(tools).map(([name, script]) => [name, tool({ inputSchema, ...script })]);
  const how = typeof prompt === "string" ? { prompt } : { messages: prompt };
  const streamText = ai.streamText as (options: object) => unknown;
  return streamText({
    model,
    ...how,
    tools: Object.fromEntries(given),
    stopWhen: ai.stepCountIs(5),
    onError: () => {},
  }) as AgentResult;
}

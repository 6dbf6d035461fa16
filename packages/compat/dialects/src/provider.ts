import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The responses of a provider's HTTP API, one body of server-sent events for each request. */
export interface Provider {
  readonly url: string;
  close(): void;
}

export async function startProvider(bodies: readonly string[]): Promise<Provider> {
  const left = [...bodies];
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      const body = left.shift();
      response.writeHead(body === undefined ? 500 : 200, {
        "content-type": body === undefined ? "application/json" : "text/event-stream",
      });
      response.end(body ?? '{"error":{"message":"no more answers","type":"server_error"}}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Events that are distinguished only by their data, or also by a name. */
export function toEvents(items: readonly object[], named: "named" | "unnamed" = "unnamed"): string {
  return items
    .map(
      (item) =>
        `${named === "named" ? `event: ${(item as { type?: string }).type}\n` : ""}data: ${JSON.stringify(item)}\n\n`,
    )
    .join("");
}

export function toLines(items: readonly object[]): string {
  return items.map((item) => `${JSON.stringify(item)}\n`).join("");
}

export const chatChunk = (id: string, delta: object, finish_reason: string | null = null) => ({
  id,
  object: "chat.completion.chunk",
  created: 1,
  model: "test",
  choices: [{ index: 0, delta, finish_reason }],
});

export const openaiChatBodies = [
  toEvents([
    chatChunk("c1", { role: "assistant", content: "" }),
    chatChunk("c1", { content: "Let me " }),
    chatChunk("c1", { content: "look." }),
    chatChunk("c1", {
      tool_calls: [
        { index: 0, id: "call_1", type: "function", function: { name: "weather", arguments: "" } },
      ],
    }),
    chatChunk("c1", { tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] }),
    chatChunk("c1", { tool_calls: [{ index: 0, function: { arguments: '"Rome"}' } }] }),
    chatChunk("c1", {}, "tool_calls"),
  ]),
  `${toEvents([
    chatChunk("c2", { role: "assistant", content: "It is " }),
    chatChunk("c2", { content: "sunny in Rome." }),
    chatChunk("c2", {}, "stop"),
    {
      id: "c2",
      object: "chat.completion.chunk",
      created: 1,
      model: "test",
      choices: [],
      usage: { total_tokens: 9 },
    },
  ])}data: [DONE]\n\n`,
];

const message = (id: string, text: string) => ({
  type: "message",
  id,
  role: "assistant",
  status: "completed",
  content: [{ type: "output_text", text, annotations: [] }],
});
const call = {
  type: "function_call",
  id: "fc_1",
  call_id: "call_1",
  name: "weather",
  arguments: '{"city":"Rome"}',
  status: "completed",
};
const response = (id: string, output: readonly object[], more: object = {}) => ({
  id,
  object: "response",
  created_at: 1,
  model: "test",
  status: "completed",
  output,
  usage: {
    input_tokens: 1,
    output_tokens: 1,
    total_tokens: 2,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens_details: { reasoning_tokens: 0 },
  },
  error: null,
  incomplete_details: null,
  ...more,
});
const text = (id: string, index: number, pieces: readonly string[]) => {
  const place = { item_id: id, output_index: index, content_index: 0 };
  const whole = pieces.join("");
  return [
    {
      type: "response.output_item.added",
      output_index: index,
      item: { ...message(id, ""), content: [], status: "in_progress" },
    },
    {
      type: "response.content_part.added",
      ...place,
      part: { type: "output_text", text: "", annotations: [] },
    },
    ...pieces.map((delta) => ({ type: "response.output_text.delta", ...place, delta })),
    { type: "response.output_text.done", ...place, text: whole },
    {
      type: "response.content_part.done",
      ...place,
      part: { type: "output_text", text: whole, annotations: [] },
    },
    { type: "response.output_item.done", output_index: index, item: message(id, whole) },
  ];
};
const numbered = (items: readonly object[]) =>
  items.map((item, sequence_number) => ({ ...item, sequence_number }));

export const openaiResponsesBodies = [
  toEvents(
    numbered([
      { type: "response.created", response: response("r1", [], { status: "in_progress" }) },
      ...text("m1", 0, ["Let me ", "look."]),
      {
        type: "response.output_item.added",
        output_index: 1,
        item: { ...call, arguments: "", status: "in_progress" },
      },
      {
        type: "response.function_call_arguments.delta",
        item_id: "fc_1",
        output_index: 1,
        delta: call.arguments,
      },
      {
        type: "response.function_call_arguments.done",
        item_id: "fc_1",
        output_index: 1,
        arguments: call.arguments,
      },
      { type: "response.output_item.done", output_index: 1, item: call },
      { type: "response.completed", response: response("r1", [message("m1", "Let me look."), call]) },
    ]),
    "named",
  ),
  toEvents(
    numbered([
      { type: "response.created", response: response("r2", [], { status: "in_progress" }) },
      ...text("m2", 0, ["It is ", "sunny in Rome."]),
      { type: "response.completed", response: response("r2", [message("m2", "It is sunny in Rome.")]) },
    ]),
    "named",
  ),
];

export const openaiFailedBody = toEvents(
  numbered([
    { type: "response.created", response: response("r3", [], { status: "in_progress" }) },
    ...text("m3", 0, ["Half"]).slice(0, 3),
    {
      type: "response.failed",
      response: response("r3", [], {
        status: "failed",
        error: { code: "server_error", message: "The model is overloaded" },
      }),
    },
  ]),
  "named",
);

const anthropicMessage = (id: string) => ({
  type: "message_start",
  message: {
    id,
    type: "message",
    role: "assistant",
    model: "test",
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 1 },
  },
});
const textBlock = (index: number, pieces: readonly string[]) => [
  { type: "content_block_start", index, content_block: { type: "text", text: "" } },
  ...pieces.map((piece) => ({
    type: "content_block_delta",
    index,
    delta: { type: "text_delta", text: piece },
  })),
  { type: "content_block_stop", index },
];
const stopMessage = (stop_reason: string) => [
  { type: "message_delta", delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 9 } },
  { type: "message_stop" },
];

export const anthropicEvents: readonly (readonly object[])[] = [
  [
    anthropicMessage("msg_1"),
    { type: "ping" },
    ...textBlock(0, ["Let me ", "look."]),
    {
      type: "content_block_start",
      index: 1,
      content_block: { type: "tool_use", id: "toolu_1", name: "weather", input: {} },
    },
    { type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json: '{"city":' } },
    { type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json: '"Rome"}' } },
    { type: "content_block_stop", index: 1 },
    ...stopMessage("tool_use"),
  ],
  [
    anthropicMessage("msg_2"),
    ...textBlock(0, ["It is ", "sunny"]),
    ...textBlock(1, [" in Rome."]),
    ...stopMessage("end_turn"),
  ],
];

const candidate = (parts: readonly object[], finishReason?: string) => ({
  candidates: [{ index: 0, content: { role: "model", parts }, ...(finishReason ? { finishReason } : {}) }],
  usageMetadata: { totalTokenCount: 3 },
  modelVersion: "test",
  responseId: "g",
});

export const googleBodies = [
  toEvents([
    candidate([{ text: "I should look.", thought: true }]),
    candidate([{ text: "Let me " }]),
    candidate([{ text: "look." }]),
    candidate([{ functionCall: { id: "f1", name: "weather", args: { city: "Rome" } } }], "STOP"),
  ]),
  toEvents([candidate([{ text: "It is " }]), candidate([{ text: "sunny in Rome." }], "STOP")]),
];

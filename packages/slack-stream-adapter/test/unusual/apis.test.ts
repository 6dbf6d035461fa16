import { expect, test } from "vitest";
import { createStory } from "../support/story.ts";
import { delta, type Row, see } from "../support/unusual.ts";

const refused = "The answer ends here: the model's safety filter stopped it.";

const called = (...calls: object[]) => delta({ tool_calls: calls });
const call = (index: number | undefined, id: string | undefined, name: string, text = "{}") => ({
  index,
  id,
  function: { name, arguments: text },
});
const asksAgain = delta({}, { finish_reason: "tool_calls" });
const done = (id = "c2") => delta({ content: "Done." }, { finish_reason: "stop" }, id);

const png = "data:image/png;base64,iVBORw0KGgo=";

const chat: readonly Row[] = [
  [
    "chat: an image of OpenRouter",
    [
      delta({ content: "Here it is.", images: [{ type: "image_url", image_url: { url: png } }] }),
      delta({}, { finish_reason: "stop" }),
    ],
    "Here it is.",
    "complete | 1 file | File (image/png)",
  ],
  [
    "chat: arguments of two calls in turn",
    [
      called(call(0, "a", "search", ""), call(1, "b", "read_file", "")),
      called({ index: 1, function: { arguments: '{"path":"a.' } }),
      called({ index: 0, function: { arguments: '{"query":"x"}' } }),
      called({ index: 1, function: { arguments: 'txt"}' } }),
      asksAgain,
      done(),
    ],
    "Done.",
    "complete | Search: x",
    "complete | Read file: a.txt",
  ],
  [
    "chat: a call without an id",
    [called(call(0, undefined, "search")), asksAgain, done()],
    "Done.",
    "complete | Search",
  ],
  [
    "chat: two calls at the same index",
    [called(call(0, "a", "search")), called(call(0, "b", "fetch")), asksAgain, done()],
    "Done.",
    "complete | Search",
    "complete | Fetch",
  ],
  [
    "chat: calls without an index, and an id in each piece",
    [
      called(call(undefined, "a", "search", '{"query":')),
      called(call(undefined, "a", "search", '"x"}')),
      called(call(undefined, "b", "fetch")),
      asksAgain,
      done(),
    ],
    "Done.",
    "complete | Search: x",
    "complete | Fetch",
  ],
  [
    "chat: the id of a call again in the next step",
    [
      called(call(0, "call_0", "search", '{"query":"one"}')),
      asksAgain,
      delta(
        { tool_calls: [call(0, "call_0", "search", '{"query":"two"}')] },
        { finish_reason: "tool_calls" },
        "c2",
      ),
      done("c3"),
    ],
    "Done.",
    "complete | Search: one",
    "complete | Search: two",
  ],
  // The second call took the card of the first one.
  [
    "chat: the id of a call and of the completion again in the next step",
    [
      called(call(0, "call_0", "search", '{"query":"one"}')),
      asksAgain,
      called(call(0, "call_0", "search", '{"query":"two"}')),
      asksAgain,
      done("c1"),
    ],
    "Done.",
    "complete | Search: one",
    "complete | Search: two",
  ],
  // The card said "No result". Many servers give `stop` as the reason.
  [
    "chat: a call that waits, and stop as the reason",
    [called(call(0, "a", "search")), delta({}, { finish_reason: "stop" })],
    "This waits for an answer before it can go on: Search.",
    "pending | Waiting for an answer: Search",
  ],
  // Each piece was a paragraph.
  ...["", "null"].map(
    (reason): Row => [
      `chat: pieces with the reason "${reason}"`,
      [
        delta({ content: "It is " }, { finish_reason: reason }),
        delta({ content: "sunny." }, { finish_reason: reason }),
        delta({}, { finish_reason: "stop" }),
      ],
      "It is sunny.",
    ],
  ),
  // The call that was cut off looked done, because the model was called again.
  [
    "chat: a call that is cut off, and an app that goes on",
    [
      called(call(0, "a", "search", '{"query":"x')),
      delta({}, { finish_reason: "length" }),
      delta({ content: "Again." }, {}, "c2"),
      delta({ tool_calls: [call(0, "b", "fetch")] }, { finish_reason: "tool_calls" }, "c2"),
      done("c3"),
    ],
    "Again.\n\nDone.",
    "error | Search | Not run",
    "complete | Fetch",
  ],
  [
    "chat: a call whose arguments are no JSON",
    [called(call(0, "a", "search", '{"query":"x')), asksAgain, done()],
    "Done.",
    "error | Search | Not run",
  ],
  // The output of the tool was posted.
  [
    "chat: an agent that gives the results of its tools as well",
    [
      called(call(0, "a", "read_env")),
      asksAgain,
      delta({ role: "tool", tool_call_id: "a", content: "token=xoxb-1" }, {}, "c2"),
      delta({ role: "assistant", content: "Read." }, { finish_reason: "stop" }, "c3"),
    ],
    "Read.",
    "complete | Read env",
  ],
  [
    "chat: a message in the place of a piece",
    [
      {
        object: "chat.completion.chunk",
        choices: [{ index: 0, message: { role: "assistant", content: "Hi." }, finish_reason: "stop" }],
      },
    ],
    "Hi.",
  ],
  [
    "chat: an image as a content part",
    [delta({ content: [{ type: "image_url", image_url: "https://example.com/cat.png" }] })],
    "",
    "complete | 1 file",
  ],
  // These ends were not told.
  ...(
    [
      ["DeepSeek", "insufficient_system_resource", "The answer ends here: something went wrong."],
      ["GLM", "network_error", "The answer ends here: something went wrong."],
      ["GLM", "sensitive", refused],
      ["vLLM", "abort", "The answer ends here: something went wrong."],
    ] as const
  ).map(
    ([server, reason, notice]): Row => [
      `${server}: an answer that ends for ${reason}`,
      [delta({ content: "Half" }), delta({}, { finish_reason: reason })],
      `Half\n\n${notice}`,
    ],
  ),
  [
    "chat: a call of a tool that takes any text",
    [
      called({ index: 0, id: "a", type: "custom", custom: { name: "run_sql", input: "select " } }),
      called({ index: 0, custom: { input: "1" } }),
      asksAgain,
      done(),
    ],
    "Done.",
    "complete | Run SQL",
  ],
  [
    "chat: a function call of old",
    [
      delta({ function_call: { name: "search", arguments: "{}" } }, { finish_reason: "function_call" }),
      done(),
    ],
    "Done.",
    "complete | Search",
  ],
  [
    "chat: several choices, the first of which comes second",
    [
      delta({ content: "A" }),
      { object: "chat.completion.chunk", choices: [{ index: 1, delta: { content: "B" } }] },
      {
        object: "chat.completion.chunk",
        choices: [
          { index: 1, delta: { content: "B" } },
          { index: 0, delta: { content: "A" } },
        ],
      },
    ],
    "AA",
  ],
  ["chat: a refusal", [delta({ refusal: "I can't " }), delta({ refusal: "help." })], "I can't help."],
  [
    "chat: text after the last call, and no reason",
    [called(call(0, "a", "search")), asksAgain, delta({ content: "Done." }, {}, "c2")],
    "Done.",
    "complete | Search",
  ],
  [
    "Mistral: chunks in data, fields without _",
    [
      { data: { id: "1", choices: [{ index: 0, delta: { content: "Look." }, finishReason: null }] } },
      {
        data: {
          id: "1",
          choices: [{ index: 0, delta: { toolCalls: [call(0, "a", "search")] }, finishReason: "tool_calls" }],
        },
      },
      {
        data: {
          id: "2",
          choices: [
            { index: 0, delta: { content: [{ type: "text", text: "Done." }] }, finishReason: "stop" },
          ],
        },
      },
    ],
    "Look.\n\nDone.",
    "complete | Search",
  ],
];

const said = (item_id: string, text: string) => ({
  type: "response.output_text.delta",
  item_id,
  content_index: 0,
  delta: text,
});
const item = (fields: object) => ({ type: "response.output_item.done", item: fields });
const completed = (...output: object[]) => ({ type: "response.completed", response: { output } });
const computer = {
  type: "computer_call",
  id: "cu",
  call_id: "c",
  status: "completed",
  action: { type: "click" },
};

const drawing = { type: "image_generation_call", id: "g", status: "completed", result: "iVBORw0KGgo=" };

const responses: readonly Row[] = [
  [
    "Responses: an image that OpenAI has made",
    [item({ ...drawing, output_format: "webp" }), said("m", "A cat."), completed()],
    "A cat.",
    "complete | Image generation",
    "complete | 1 file | File (image/webp)",
  ],
  ["Responses: two messages", [said("m1", "One."), said("m2", "Two."), completed()], "One.\n\nTwo."],
  [
    "Responses: a tool for the app, which nobody has answered",
    [item(computer), completed(computer)],
    "This waits for an answer before it can go on: Computer.",
    "pending | Waiting for an answer: Computer",
  ],
  [
    "Responses: an output in the stream",
    [
      item({ type: "shell_call", id: "s", call_id: "c", action: { commands: ["ls"] } }),
      item({ type: "shell_call_output", call_id: "c", output: "a" }),
      said("m", "One file."),
      completed(),
    ],
    "One file.",
    "complete | Shell",
  ],
  [
    "Responses: an MCP call that failed, and a file that is cited",
    [
      item({
        type: "mcp_call",
        id: "m",
        name: "query_db",
        error: { content: [{ type: "text", text: "no table" }] },
      }),
      said("m", "Failed."),
      {
        type: "response.output_text.annotation.added",
        annotation: { type: "file_citation", filename: "q3_report.pdf" },
      },
      completed(),
    ],
    "Failed.",
    "error | Query db | Failed",
    "complete | 1 source | q3_report.pdf",
  ],
];

const wholeMessage = {
  type: "message",
  id: "m",
  content: [
    {
      type: "output_text",
      text: "Hi.",
      annotations: [{ type: "url_citation", url: "https://example.com/a", title: "A page" }],
    },
  ],
};

const wholes: readonly Row[] = [
  [
    "Responses: a server that does not stream gives a message with a source, and an image",
    [{ type: "response.created" }, completed(wholeMessage, drawing)],
    "Hi.",
    "complete | Image generation",
    "complete | 1 source, 1 file | File (image/png)",
  ],
  [
    "Responses: a server that does not stream gives a call",
    [completed({ type: "function_call", id: "f", call_id: "a", name: "search", arguments: '{"query":"x"}' })],
    "This waits for an answer before it can go on: Search: x.",
    "pending | Waiting for an answer: Search: x",
  ],
  [
    "Responses: a message that is only complete, and its source",
    [item(wholeMessage), completed(wholeMessage)],
    "Hi.",
    "complete | 1 source",
  ],
  [
    "Responses: a message in pieces, whole with another id",
    [said("m1", "Hi."), item({ ...wholeMessage, id: "m2" }), completed({ ...wholeMessage, id: "m3" })],
    "Hi.",
    "complete | 1 source",
  ],
  [
    "Responses: outputs of the app without ids",
    [
      item({ type: "function_call", id: "f", call_id: "a", name: "search", arguments: "{}" }),
      item({ type: "function_call", id: "g", call_id: "b", name: "fetch", arguments: "{}" }),
      item({ type: "function_call_output", call_id: "a", output: "1" }),
      item({ type: "function_call_output", call_id: "b", output: "2" }),
    ],
    "",
    "complete | Search",
    "complete | Fetch",
  ],
  [
    "Responses: a call that is cut off, and an app that goes on",
    [
      item({ type: "function_call", id: "f", call_id: "a", name: "search", arguments: '{"query":"x' }),
      {
        type: "response.incomplete",
        response: { incomplete_details: { reason: "max_output_tokens" }, output: [] },
      },
      { type: "response.created" },
      said("m", "Done."),
      completed(),
    ],
    "Done.",
    "error | Search | Not run",
  ],
  [
    "Responses: completed, with the status incomplete",
    [
      said("m", "Half"),
      { type: "response.completed", response: { incomplete_details: { reason: "max_output_tokens" } } },
    ],
    "Half\n\nThe answer ends here: it reached its length limit.",
  ],
];

const message = { type: "message_start", message: { id: "m" } };
const block = (index: number, content_block: object, ...deltas: object[]) => [
  { type: "content_block_start", index, content_block },
  ...deltas.map((one) => ({ type: "content_block_delta", index, delta: one })),
  { type: "content_block_stop", index },
];
const stop = (stop_reason: string) => [
  { type: "message_delta", delta: { stop_reason } },
  { type: "message_stop" },
];
const text = (index: number, words: string) => block(index, { type: "text", text: words });

const anthropic: readonly Row[] = [
  [
    "Anthropic: code that failed",
    [
      message,
      ...block(0, { type: "server_tool_use", id: "s", name: "bash_code_execution", input: {} }),
      ...block(1, {
        type: "bash_code_execution_tool_result",
        tool_use_id: "s",
        content: { return_code: 1, stderr: "no", content: [] },
      }),
      ...text(2, "Failed."),
      ...stop("end_turn"),
    ],
    "Failed.",
    "error | Bash code execution | Failed",
  ],
  [
    "Anthropic: a pause, after which nobody goes on",
    [
      message,
      ...text(0, "Look."),
      ...block(1, { type: "server_tool_use", id: "s", name: "web_search" }),
      ...stop("pause_turn"),
    ],
    "Look.\n\nThe answer ends here: the model stopped after its last tool, before it could sum up.",
    "error | Web search | No result",
  ],
  [
    "Anthropic: a pause, after which the result comes",
    [
      message,
      ...text(0, "Look."),
      ...block(1, { type: "server_tool_use", id: "s", name: "web_search" }),
      ...stop("pause_turn"),
      message,
      ...block(0, {
        type: "web_search_tool_result",
        tool_use_id: "s",
        content: { type: "web_search_tool_result_error", error_code: "max_uses_exceeded" },
      }),
      ...text(1, "Found."),
      ...stop("end_turn"),
    ],
    "Look.\n\nFound.",
    "error | Web search | Failed",
  ],
  [
    "Anthropic: a call whose input is complete at its start",
    [
      message,
      ...block(0, { type: "mcp_tool_use", id: "s", name: "read_file", input: { path: "a.txt" } }),
      ...block(1, {
        type: "mcp_tool_result",
        tool_use_id: "s",
        content: [{ type: "text", text: "found" }],
      }),
      ...text(2, "Done."),
      ...stop("end_turn"),
    ],
    "Done.",
    "complete | Read file: a.txt",
  ],
  [
    "Anthropic: a call that is cut off, and an app that goes on",
    [
      message,
      ...block(
        0,
        { type: "tool_use", id: "t", name: "search", input: {} },
        { type: "input_json_delta", partial_json: '{"query":"x' },
      ),
      ...stop("max_tokens"),
      message,
      ...text(0, "Done."),
      ...stop("end_turn"),
    ],
    "Done.",
    "error | Search | Not run",
  ],
  ["Anthropic: a refusal", [message, ...text(0, "I"), ...stop("refusal")], `I\n\n${refused}`],
];

const raw = (data: object) => ({ type: "raw_model_stream_event", data });
const ran = (fields: object) => ({ type: "run_item_stream_event", item: fields });
const pieces = (itemId: string, words: string) => raw({ type: "output_text_delta", delta: words, itemId });
const whole = (id: string, words: string) =>
  ran({ type: "message_output_item", rawItem: { id, content: [{ type: "output_text", text: words }] } });
const agentCall = ran({
  type: "tool_call_item",
  rawItem: { type: "function_call", callId: "a", name: "send_mail", arguments: "{}" },
});
const agentOutput = (output: string) =>
  ran({ type: "tool_call_output_item", rawItem: { callId: "a" }, output });

const hosted = (type: string, providerData: object, more: object = {}) =>
  ran({
    type: "tool_call_item",
    rawItem: {
      type: "hosted_tool_call",
      name: type,
      status: "completed",
      providerData: { type, ...providerData },
      ...more,
    },
  });
const mail = { id: "q", name: "send_mail", arguments: '{"title":"Hi"}' };

const agents: readonly Row[] = [
  [
    "OpenAI Agents: two messages of one response, as pieces and then whole",
    [
      raw({ type: "response_started" }),
      pieces("m1", "One."),
      pieces("m2", "Two."),
      whole("m1", "One."),
      whole("m2", "Two."),
    ],
    "One.\n\nTwo.",
  ],
  // The events of the model are the only ones that say why it ended and what it cites.
  ...(
    [
      ["max_output_tokens", "it reached its length limit."],
      ["content_filter", "the model's safety filter stopped it."],
    ] as const
  ).map(
    ([reason, notice]): Row => [
      `OpenAI Agents: an answer that ends for ${reason}, and its source`,
      [
        raw({ type: "response_started" }),
        pieces("m", "Half"),
        raw({
          type: "model",
          event: {
            type: "response.output_text.annotation.added",
            annotation: { type: "url_citation", url: "https://example.com/a", title: "A page" },
          },
        }),
        raw({
          type: "model",
          event: { type: "response.incomplete", response: { incomplete_details: { reason } } },
        }),
        raw({ type: "response_done" }),
      ],
      `Half\n\nThe answer ends here: ${notice}`,
      "complete | 1 source",
    ],
  ),
  [
    "OpenAI Agents: a tool that threw",
    [
      agentCall,
      agentOutput("An error occurred while running the tool. Please try again. Error: Error: ENOENT"),
      pieces("m", "Sorry."),
    ],
    "Sorry.",
    "error | Send mail | Failed",
  ],
  // The card was complete.
  [
    "OpenAI Agents: a patch that was not applied",
    [
      ran({
        type: "tool_call_item",
        rawItem: { type: "apply_patch_call", callId: "t", operation: { path: "a.ts" } },
      }),
      ran({
        type: "tool_call_output_item",
        rawItem: { type: "apply_patch_call_output", callId: "t", status: "failed" },
      }),
      pieces("m", "Sorry."),
    ],
    "Sorry.",
    "error | Apply patch: a.ts | Failed",
  ],
  [
    "OpenAI Agents: a tool that a person refused",
    [agentCall, agentOutput("Tool execution was not approved."), pieces("m", "Not sent.")],
    "Not sent.",
    "error | Declined: Send mail",
  ],
  [
    "OpenAI Agents: an image that OpenAI has made",
    [
      ran({
        type: "tool_call_item",
        rawItem: { type: "hosted_tool_call", id: "g", name: "image_generation_call", status: "completed" },
      }),
      {
        type: "raw_model_stream_event",
        data: { type: "model", event: { type: "response.output_item.done", item: drawing } },
      },
      pieces("m", "A cat."),
    ],
    "A cat.",
    "complete | Image generation",
    "complete | 1 file | File (image/png)",
  ],
  // The request was a complete card, and nothing waited.
  [
    "OpenAI Agents: a tool of a remote server that waits for an approval",
    [
      hosted("mcp_list_tools", { id: "l", tools: [] }),
      hosted("mcp_approval_request", mail),
      ran({
        type: "tool_approval_item",
        rawItem: { type: "hosted_tool_call", id: "q", name: "send_mail", providerData: mail },
      }),
    ],
    "This needs approval before it can go on: Send mail: Hi.",
    "pending | Waiting for approval: Send mail: Hi",
  ],
  // Both were "MCP", and complete.
  [
    "OpenAI Agents: tools of a remote server, of which one fails",
    [
      hosted("mcp_call", { ...mail, id: "1" }, { output: "sent" }),
      hosted("mcp_call", { id: "2", name: "search", arguments: "{}", error: { message: "no net" } }),
      pieces("m", "Done."),
    ],
    "Done.",
    "complete | Send mail: Hi",
    "error | Search | Failed",
  ],
  [
    "OpenAI Agents: a tool that OpenAI runs",
    [
      ran({
        type: "tool_call_item",
        rawItem: { type: "hosted_tool_call", id: "w", name: "web_search_call", status: "completed" },
      }),
      pieces("m", "Done."),
    ],
    "Done.",
    "complete | Web search",
  ],
];

// The list began with sources that the text does not cite, and numbered them.
test("sources that the text cites come first, and they alone are numbered", async () => {
  const found = (name: string) => ({ url: `https://${name}.example/`, title: name });
  const content = ["a", "b", "c"].map((name) => ({ type: "web_search_result", ...found(name) }));
  const story = createStory({ defaults: "library" });
  const items = [
    {
      type: "content_block_start",
      index: 0,
      content_block: { type: "web_search_tool_result", tool_use_id: "s", content },
    },
    ...["c", "a", "c"].map((name) => ({
      type: "content_block_delta",
      index: 1,
      delta: { type: "citations_delta", citation: found(name) },
    })),
    { type: "content_block_delta", index: 1, delta: { type: "text_delta", text: "So it is." } },
  ];
  await story.play(() => items, { sources: "footnotes", status: false });
  expect(story.slack.messages.at(-1)?.markdown).toContain(
    "Sources: [1. c](https://c.example/) · [2. a](https://a.example/) · [b](https://b.example/)",
  );
});

test("an answer of Anthropic that ends without a reason is whole", async () => {
  const items = [
    { type: "message_start", message: { id: "m" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hi." } },
    { type: "message_stop" },
  ];
  expect(await see(items)).toEqual({ text: "Hi.", cards: [] });
});

const broken = "Half of it\n\nThe answer ends here: something went wrong.";

/** Streams that end without the event that ends each of their answers. They looked complete. */
const cut: readonly Row[] = [
  [
    "Anthropic: a stream that is cut off in a call",
    [
      { type: "message_start", message: { id: "m" } },
      { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Half of it" } },
      { type: "content_block_start", index: 1, content_block: { type: "tool_use", id: "t", name: "search" } },
    ],
    broken,
    "error | Search | Not run",
  ],
  [
    "Responses: a stream that is cut off",
    [
      { type: "response.created", response: { id: "r" } },
      { type: "response.output_text.delta", item_id: "i", delta: "Half of it" },
    ],
    broken,
  ],
  [
    "AG-UI: a stream that is cut off",
    [{ type: "RUN_STARTED" }, { type: "TEXT_MESSAGE_CHUNK", messageId: "m", delta: "Half of it" }],
    broken,
  ],
  [
    "AI SDK: a stream that is cut off inside a text",
    [
      { type: "start" },
      { type: "text-start", id: "1" },
      { type: "text-delta", id: "1", delta: "Half of it" },
    ],
    broken,
  ],
  [
    "Cohere: a stream that is cut off",
    [
      { type: "message-start", delta: { message: {} } },
      { type: "content-delta", index: 0, delta: { message: { content: { text: "Half of it" } } } },
    ],
    broken,
  ],
];

test.each(
  [...chat, ...responses, ...wholes, ...anthropic, ...agents, ...cut].map((row) => [row[0], row] as const),
)("%s", async (_title, [, items, text, ...cards]) => {
  expect(await see(items)).toEqual({ text, cards });
});

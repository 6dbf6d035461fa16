import { expect, test } from "vitest";
import type { StreamSource } from "../../src/index.ts";
import { createStory } from "../support/story.ts";
import { delta, type Row, see } from "../support/unusual.ts";

const length = "The answer ends here: it reached its length limit.";
const broken = "The answer ends here: something went wrong.";

const stop = delta({}, { finish_reason: "stop" });
const call = { index: 0, id: "a", function: { name: "search", arguments: '{"q' } };
const done = (item: object) => ({ type: "response.output_item.done", item });
const said = (words: string) => ({
  type: "response.output_text.delta",
  item_id: "m",
  content_index: 0,
  delta: words,
});
const completed = { type: "response.completed", response: { output: [] } };
const google = (parts: object[], more: object = {}) => ({ candidates: [{ content: { parts }, ...more }] });
const ag = (type: string, more: object = {}) => ({ type, ...more });
const v3 = (event: string, more: object) => ({
  type: "event",
  method: "messages",
  params: { data: { event, ...more } },
});
const block = (index: number, content: object) => [
  v3("content-block-start", { index, content }),
  v3("content-block-finish", { index, content }),
];
const text = (index: number, words: string) => ({
  contentBlockDelta: { contentBlockIndex: index, delta: { text: words } },
});
const claude = { type: "assistant", message: { id: "m", content: [{ type: "text", text: "Half" }] } };

const rows: readonly Row[] = [
  [
    "Azure: chunks that have only the results of its filters",
    [
      { id: "", object: "", choices: [], prompt_filter_results: [] },
      delta({ content: "Hi." }),
      { id: "", object: "", choices: [{ index: 0, finish_reason: null, content_filter_offsets: {} }] },
      stop,
    ],
    "Hi.",
  ],
  [
    "Azure: results of its filters behind a call do not answer it",
    [
      delta({ tool_calls: [{ ...call, function: { name: "search", arguments: "{}" } }] }),
      delta({}, { finish_reason: "tool_calls" }),
      { id: "", object: "", choices: [{ index: 0, finish_reason: null, content_filter_offsets: {} }] },
    ],
    "This waits for an answer before it can go on: Search.",
    "pending | Waiting for an answer: Search",
  ],
  [
    "Perplexity: search results beside the text",
    [
      delta({ content: "It is so [1]." }),
      { ...stop, search_results: [{ title: "A page", url: "https://example.com/a" }] },
    ],
    "It is so [1].",
    "complete | 1 source",
  ],
  [
    "chat: a call whose arguments are cut off",
    [delta({ tool_calls: [call] }), delta({}, { finish_reason: "length" })],
    "\n\nI couldn't answer: the model reached its length limit before it wrote anything. Please try again.",
    "error | Search | Not run",
  ],
  [
    "completions of old",
    [{ id: "c", object: "text_completion", choices: [{ text: "Hi.", index: 0 }] }],
    "Hi.",
  ],
  [
    "Responses: a search for tools has no call of the app",
    [
      done({ type: "tool_search_call", id: "t", call_id: null, status: "completed", arguments: {} }),
      done({ type: "tool_search_output", id: "o", call_id: null, tools: [] }),
      said("Hi."),
      completed,
    ],
    "Hi.",
    "complete | Tool search",
  ],
  [
    "Responses: a command that failed",
    [
      done({ type: "shell_call", id: "s", call_id: "c", action: { commands: ["ls"] } }),
      done({
        type: "shell_call_output",
        call_id: "c",
        output: [{ stdout: "", stderr: "no", outcome: { type: "exit", exit_code: 1 } }],
      }),
      said("Failed."),
      completed,
    ],
    "Failed.",
    "error | Shell | Failed",
  ],
  [
    "Google: calls and results without ids",
    [
      google([
        { functionCall: { name: "search", args: { query: "x" } } },
        { functionCall: { name: "fetch", args: {} } },
      ]),
      google([
        { functionResponse: { name: "search", response: { error: "no net" } } },
        { functionResponse: { name: "fetch", response: { output: "ok" } } },
      ]),
      google([{ text: "Done." }], { finishReason: "STOP" }),
    ],
    "Done.",
    "error | Search: x | Failed",
    "complete | Fetch",
  ],
  // Each piece was a paragraph.
  ...["", "FINISH_REASON_UNSPECIFIED"].map(
    (finishReason): Row => [
      `Google: pieces with the reason "${finishReason}"`,
      ["It is ", "sunny."].map((words) => google([{ text: words }], { finishReason })),
      "It is sunny.",
    ],
  ),
  // Old servers end each piece with this reason.
  [
    'Google: pieces with the reason "STOP", and a second answer',
    [
      ...["It is ", "sun", "ny."].map((text) => ({
        ...google([{ text }], { finishReason: "STOP" }),
        responseId: "r1",
      })),
      { ...google([{ text: "Bye." }], { finishReason: "STOP" }), responseId: "r2" },
    ],
    "It is sunny.\n\nBye.",
  ],
  [
    'Google: pieces with the reason "STOP" and without an id',
    ["It is ", "sun", "ny."].map((text) => google([{ text }], { finishReason: "STOP" })),
    "It is sunny.",
  ],
  [
    'a chat completion whose pieces have the reason "normal"',
    ["It is ", "sun", "ny."].map((content) => delta({ content }, { finish_reason: "normal" })),
    "It is sunny.",
  ],
  // They were not shown.
  [
    "a chat completion with addresses as sources",
    [
      delta({ content: "It is sunny." }),
      { ...delta({}, { finish_reason: "stop" }), citations: ["https://a.example/x", "https://b.example/y"] },
    ],
    "It is sunny.",
    "complete | 2 sources",
  ],
  // The cards said "No result". Gemini gives no other reason.
  [
    "Google: a function that the app has to call",
    [google([{ functionCall: { name: "search", args: { query: "x" } } }], { finishReason: "STOP" })],
    "This waits for an answer before it can go on: Search: x.",
    "pending | Waiting for an answer: Search: x",
  ],
  [
    "Google: a citation",
    [
      google([{ text: "So they say." }], {
        citationMetadata: { citations: [{ startIndex: 0, uri: "https://a.example/x", title: "A" }] },
      }),
    ],
    "So they say.",
    "complete | 1 source",
  ],
  [
    "Google: a place on the map",
    [
      google([{ text: "There." }], {
        groundingMetadata: {
          groundingChunks: [{ maps: { uri: "https://maps.example.com/x", title: "A café" } }],
        },
      }),
    ],
    "There.",
    "complete | 1 source",
  ],
  // The request was a card of its own, "Adk request confirmation", and the tool a failed card, or a complete one.
  ...[
    { error: "This tool call requires confirmation, please approve or reject." },
    { status: "A manager has to agree." },
  ].flatMap((response) =>
    [0, 1].map((responseFirst): Row => {
      const event = (part: object, more: object = {}) => ({
        invocationId: "i",
        author: "a",
        content: { parts: [part] },
        ...more,
      });
      const original = { id: "c1", name: "send_mail", args: { to: "ada" } };
      const args = { originalFunctionCall: original, toolConfirmation: { hint: "", confirmed: false } };
      const asking = [
        event(
          { functionCall: { id: "adk-1", name: "adk_request_confirmation", args } },
          { longRunningToolIds: ["adk-1"] },
        ),
        event(
          { functionResponse: { id: "c1", name: "send_mail", response } },
          "error" in response ? {} : { actions: { requestedToolConfirmations: { c1: { hint: "" } } } },
        ),
      ];
      return [
        `ADK: a tool that needs a confirmation, whose answer ${JSON.stringify(response)} comes ${responseFirst ? "first" : "last"}`,
        [event({ functionCall: original }), ...(responseFirst ? asking.reverse() : asking)],
        "This needs approval before it can go on: Send mail.",
        "pending | Waiting for approval: Send mail",
      ];
    }),
  ),
  [
    "Responses: a command that took too long",
    [
      {
        type: "response.output_item.done",
        item: { type: "shell_call", id: "s1", call_id: "c", action: { commands: ["sleep"] } },
      },
      {
        type: "response.output_item.done",
        item: {
          type: "shell_call_output",
          id: "o1",
          call_id: "c",
          output: [{ stdout: "", stderr: "", outcome: { type: "timeout" } }],
        },
      },
      { type: "response.completed", response: {} },
    ],
    "\n\nI couldn't answer: the model gave no answer. Please try again.",
    "error | Shell | Failed",
  ],
  // Nothing was said of them.
  [
    "Ollama: images",
    [
      { model: "m", message: { role: "assistant", content: "A cat.", images: ["iVBOR"] }, done: false },
      { model: "m", message: { role: "assistant", content: "" }, done: true, done_reason: "stop" },
    ],
    "A cat.",
    "complete | 1 file | File (image)",
  ],
  [
    "Ollama: an image that is the whole answer",
    [{ model: "m", response: "", image: "iVBOR", done: true }],
    "",
    "complete | 1 file | File (image)",
  ],
  [
    "ADK: a tool whose result comes in a later run",
    [
      {
        invocationId: "i",
        author: "a",
        content: { parts: [{ functionCall: { id: "f", name: "file_report", args: {} } }] },
        longRunningToolIds: ["f"],
      },
    ],
    "This waits for an answer before it can go on: File report.",
    "pending | Waiting for an answer: File report",
  ],
  [
    "Google Interactions: the names of the first version",
    [
      { event_type: "interaction.start" },
      { event_type: "content.start", index: 0, content: { type: "text" } },
      { event_type: "content.delta", index: 0, delta: { type: "text", text: "Hi." } },
      { event_type: "content.stop", index: 0 },
      { event_type: "interaction.complete", interaction: { status: "completed" } },
    ],
    "Hi.",
  ],
  [
    "Bedrock: a tool that AWS runs, and a citation",
    [
      { messageStart: { role: "assistant" } },
      {
        contentBlockStart: {
          contentBlockIndex: 0,
          start: { toolUse: { toolUseId: "t", name: "nova_grounding", type: "server_tool_use" } },
        },
      },
      { contentBlockStop: { contentBlockIndex: 0 } },
      {
        contentBlockStart: {
          contentBlockIndex: 1,
          start: { toolResult: { toolUseId: "t", status: "error" } },
        },
      },
      text(2, "Hi."),
      {
        contentBlockDelta: {
          contentBlockIndex: 2,
          delta: { citation: { title: "A page", location: { web: { url: "https://example.com/a" } } } },
        },
      },
      { messageStop: { stopReason: "end_turn" } },
    ],
    "Hi.",
    "error | Nova grounding | Failed",
    "complete | 1 source",
  ],
  [
    "Bedrock: an answer that the model could not form",
    [text(0, "Half"), { messageStop: { stopReason: "malformed_model_output" } }],
    `Half\n\n${broken}`,
  ],
  [
    "Bedrock: an image",
    [
      { contentBlockStart: { contentBlockIndex: 0, start: { image: { format: "png" } } } },
      {
        contentBlockDelta: {
          contentBlockIndex: 0,
          delta: { image: { source: { bytes: new Uint8Array() } } },
        },
      },
      { contentBlockStop: { contentBlockIndex: 0 } },
      text(1, "A cat."),
      { messageStop: { stopReason: "end_turn" } },
    ],
    "A cat.",
    "complete | 1 file | File (image/png)",
  ],
  [
    "Bedrock: the text of an agent",
    ["It is ", "42"].map((words) => ({ chunk: { bytes: new TextEncoder().encode(words) } })),
    "It is 42",
  ],
  [
    "Bedrock: the events of a model's own API",
    [
      {
        chunk: {
          bytes: new TextEncoder().encode(
            JSON.stringify({
              type: "content_block_delta",
              index: 0,
              delta: { type: "text_delta", text: "Hi." },
            }),
          ),
        },
      },
    ],
    "Hi.",
  ],
  [
    "Cohere: events as its server writes them",
    [
      { type: "message-start", delta: { message: {} } },
      { type: "tool-plan-delta", delta: { message: { tool_plan: "I will look." } } },
      {
        type: "tool-call-start",
        index: 0,
        delta: { message: { tool_calls: { id: "t", function: { name: "search", arguments: "" } } } },
      },
      {
        type: "tool-call-delta",
        index: 0,
        delta: { message: { tool_calls: { function: { arguments: '{"query":"x"}' } } } },
      },
      { type: "tool-call-end", index: 0, delta: {} },
      { type: "message-end", delta: { finish_reason: "TOOL_CALL" } },
      { type: "message-start", delta: { message: {} } },
      { type: "content-delta", index: 0, delta: { message: { content: { text: "Half" } } } },
      { type: "message-end", delta: { finish_reason: "MAX_TOKENS" } },
    ],
    `Half\n\n${length}`,
    "complete | Search: x",
  ],
  [
    "LangChain: a tool that the provider runs, in streamEvents of version 3",
    [
      v3("message-start", {}),
      ...block(0, { type: "server_tool_call", id: "s", name: "web_search", args: { query: "x" } }),
      ...block(1, { type: "server_tool_call_result", toolCallId: "s", status: "error", output: {} }),
      v3("content-block-delta", { index: 2, delta: { type: "text-delta", text: "Hi." } }),
      v3("message-finish", { reason: "stop" }),
    ],
    "Hi.",
    "error | Web search: x | Failed",
  ],
  [
    "OpenAI: an answer as audio, and its transcript",
    [
      delta({ role: "assistant", content: null, audio: { id: "audio_1", transcript: "It is " } }),
      delta({ audio: { data: "UklGRg==" } }),
      delta({ audio: { transcript: "sunny." } }),
      delta({ audio: { expires_at: 1_760_000_000 } }, { finish_reason: "stop" }),
    ],
    "It is sunny.",
  ],
  [
    "OpenAI Realtime: the transcript of an answer",
    [
      { type: "response.output_audio_transcript.delta", item_id: "m", content_index: 0, delta: "It is " },
      { type: "response.output_audio_transcript.delta", item_id: "m", content_index: 0, delta: "sunny." },
      { type: "response.output_audio.delta", item_id: "m", content_index: 0, delta: "UklGRg==" },
      {
        type: "response.output_audio_transcript.done",
        item_id: "m",
        content_index: 0,
        transcript: "It is sunny.",
      },
    ],
    "It is sunny.",
  ],
  [
    "Text Generation Inference: tokens, one of them for the model alone",
    [
      { index: 1, token: { id: 5, text: "It is", logprob: -0.1, special: false }, generated_text: null },
      { index: 2, token: { id: 6, text: " sunny", logprob: -0.1, special: false }, generated_text: null },
      {
        index: 3,
        token: { id: 2, text: "</s>", logprob: -0.1, special: true },
        generated_text: "It is sunny",
        details: { finish_reason: "eos_token", generated_tokens: 3, seed: null },
      },
    ],
    "It is sunny",
  ],
  [
    "Text Generation Inference: cut off",
    [
      {
        index: 1,
        token: { id: 5, text: "Half", logprob: -0.1, special: false },
        generated_text: "Half",
        details: { finish_reason: "length", generated_tokens: 1 },
      },
    ],
    `Half\n\n${length}`,
  ],
  // The digits were deleted.
  [
    "Workers AI: a token that is a number",
    [{ response: "It is " }, { response: 4 }, { response: 0 }, { response: ".", usage: {} }],
    "It is 40.",
  ],
  [
    "Workers AI: a call that waits, and no sign of the end",
    [
      { response: "", p: "a" },
      { response: null, tool_calls: [{ name: "search", arguments: { query: "x" } }] },
    ],
    "This waits for an answer before it can go on: Search: x.",
    "pending | Waiting for an answer: Search: x",
  ],
  [
    "Workers AI: a call and the answer behind it, and no sign of the end of either",
    [
      { response: null, tool_calls: [{ name: "search", arguments: { query: "x" } }] },
      { tool_calls: [{ name: "fetch", arguments: {} }] },
      { response: "Done." },
    ],
    "Done.",
    "complete | Search: x",
    "complete | Fetch",
  ],
  [
    "Workers AI: calls in pieces and without text, then the answer",
    [
      { tool_calls: [{ index: 0, id: "a", function: { name: "search", arguments: '{"query"' } }] },
      { tool_calls: [{ index: 0, function: { arguments: ':"x"}' } }] },
      { tool_calls: [{ index: 1, id: "b", function: { name: "fetch", arguments: "{}" } }] },
      { response: "", usage: { total_tokens: 9 } },
      { response: "Done." },
      { response: "", usage: { total_tokens: 12 } },
    ],
    "Done.",
    "complete | Search: x",
    "complete | Fetch",
  ],
  [
    "AG-UI: a tool that waits for the client",
    [
      ag("TOOL_CALL_START", { toolCallId: "1", toolCallName: "pick_color" }),
      ag("TOOL_CALL_END", { toolCallId: "1" }),
      ag("RUN_FINISHED"),
    ],
    "This waits for an answer before it can go on: Pick color.",
    "pending | Waiting for an answer: Pick color",
  ],
  [
    "AG-UI: an agent that does not say what came of its calls",
    [
      ag("TEXT_MESSAGE_CHUNK", { messageId: "m", delta: "Look." }),
      ag("TOOL_CALL_CHUNK", { toolCallId: "1", toolCallName: "search", delta: "{}" }),
      ag("TOOL_CALL_END", { toolCallId: "1" }),
      ag("TEXT_MESSAGE_CHUNK", { messageId: "n", delta: "Done." }),
      ag("RUN_FINISHED"),
    ],
    "Look.\n\nDone.",
    "complete | Search",
  ],
  // A blank line was put into the message.
  [
    "AG-UI: a step that begins and ends inside a message",
    [
      ag("STEP_STARTED", { stepName: "a" }),
      ag("TEXT_MESSAGE_START", { messageId: "m", role: "assistant" }),
      ag("TEXT_MESSAGE_CONTENT", { messageId: "m", delta: "One sentence " }),
      ag("STEP_STARTED", { stepName: "b" }),
      ag("STEP_FINISHED", { stepName: "b" }),
      ag("TEXT_MESSAGE_CONTENT", { messageId: "m", delta: "goes on." }),
      ag("TEXT_MESSAGE_END", { messageId: "m" }),
      ag("STEP_FINISHED", { stepName: "a" }),
    ],
    "One sentence goes on.",
  ],
  // The tools and their sources were not shown.
  [
    "Groq: tools that it runs itself",
    [
      delta({ executed_tools: [{ index: 0, type: "search", arguments: '{"query":"rome"}' }] }),
      delta({
        executed_tools: [
          {
            index: 0,
            type: "search",
            arguments: '{"query":"rome"}',
            output: "Title: A page",
            search_results: { results: [{ title: "A page", url: "https://example.com/a" }] },
          },
        ],
      }),
      delta({ content: "It is so." }),
      stop,
    ],
    "It is so.",
    "complete | Search: rome",
    "complete | 1 source",
  ],
  // The SDK of AWS gives them for events that are newer than itself. The answer failed.
  [
    "Bedrock: an event that the SDK does not know",
    [
      text(0, "Half "),
      { $unknown: ["newEvent", {}] },
      text(0, "and half."),
      { messageStop: { stopReason: "end_turn" } },
    ],
    "Half and half.",
  ],
  // The card was complete.
  [
    "Responses: code that ran only in part",
    [
      done({ type: "code_interpreter_call", id: "a", code: "1", status: "incomplete" }),
      said("Sorry."),
      completed,
    ],
    "Sorry.",
    "error | Code interpreter | Failed",
  ],
  // Nothing told that the answer was cut off.
  ...["OTHER", "LANGUAGE", "NO_IMAGE", "IMAGE_OTHER"].map(
    (finishReason): Row => [
      `Google: an answer that ends with ${finishReason}`,
      [google([{ text: "Half" }]), google([], { finishReason })],
      `Half\n\n${broken}`,
    ],
  ),
];

test.each(rows.map((row) => [row[0], row] as const))("%s", async (_title, [, items, shown, ...cards]) => {
  expect(await see(items)).toEqual({ text: shown, cards });
});

test.each<readonly [title: string, items: readonly object[], error: string]>([
  [
    "Bedrock: events of a model that are not known",
    [{ chunk: { bytes: new TextEncoder().encode('{"outputText":"Hi"}') } }],
    "give the text of an event of your own",
  ],
  [
    "Google Interactions: a failure",
    [
      {
        event_type: "interaction.completed",
        interaction: { status: "failed", error: { message: "no quota" } },
      },
    ],
    "no quota",
  ],
  [
    "OpenAI Realtime: a failure",
    [
      said("Half"),
      { type: "response.done", response: { status_details: { error: { message: "no quota" } } } },
    ],
    "no quota",
  ],
  ["Groq: an error alone", [{ error: { message: "Rate limit", code: "rate_limit_exceeded" } }], "Rate limit"],
  [
    "Ollama: an error in the middle",
    [delta({ content: "Half" }), { error: "the runner has stopped" }],
    "the runner has stopped",
  ],
  [
    "vLLM: an error",
    [{ object: "error", type: "BadRequestError", message: "too long", code: 400 }],
    "too long",
  ],
  ["Bedrock: an exception", [text(0, "Half"), { throttlingException: { message: "Too many" } }], "Too many"],
  [
    "ADK: an error that has only a code",
    [{ invocationId: "i", errorCode: "MALFORMED_FUNCTION_CALL" }],
    "MALFORMED",
  ],
  [
    "Claude Agent SDK: a turn that the user broke off",
    [
      claude,
      { type: "user", message: { role: "user", content: [{ type: "text", text: "[Request interrupted]" }] } },
      { type: "result", subtype: "error_during_execution", is_error: false, errors: ["interrupted"] },
    ],
    "error_during_execution: interrupted",
  ],
])("rejects %s", async (_title, items, error) => {
  const story = createStory({ defaults: "library" });
  await expect(story.play(() => items)).rejects.toThrow(error);
  expect(story.thread()).not.toContain("[Request");
});

const bytes = (body: string, size: number) => {
  const all = new TextEncoder().encode(body);
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
};
const events = (lineEnd: string) =>
  [": comment", delta({ content: "Grüße 🌍 " }), delta({ content: "Ende." }), "[DONE]"]
    .map((one) =>
      typeof one === "string" && one !== "[DONE]"
        ? one
        : `data: ${typeof one === "string" ? one : JSON.stringify(one)}`,
    )
    .map((line) => `${line}${lineEnd}${lineEnd}`)
    .join("");

test.each<readonly [title: string, source: StreamSource]>([
  ["events with CRLF, in bytes that cut characters", bytes(events("\r\n"), 3)],
  ["events with CR", bytes(events("\r"), 7)],
  ["events in one piece", events("\n")],
  [
    "lines of Ollama in bytes",
    bytes(
      ["Grüße 🌍 ", "Ende."]
        .map((content) => JSON.stringify({ model: "m", created_at: "t", message: { content }, done: false }))
        .join("\n"),
      5,
    ),
  ],
])("reads %s", async (_title, source) => {
  const story = createStory({ defaults: "library" });
  await story.play(source, { status: false });
  expect(story.slack.messages.at(-1)?.markdown).toBe("Grüße 🌍 Ende.");
});

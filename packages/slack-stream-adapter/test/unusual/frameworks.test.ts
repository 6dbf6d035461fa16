import { expect, test } from "vitest";
import { createStory } from "../support/story.ts";
import { type Row, see } from "../support/unusual.ts";

const length = "The answer ends here: it reached its length limit.";
const refused = "The answer ends here: the model's safety filter stopped it.";

const ag = (type: string, more: object = {}) => ({ type, ...more });
const agCall = ag("TOOL_CALL_START", { toolCallId: "1", toolCallName: "send_mail" });
const mastra = (type: string, payload: object) => ({ type, runId: "r", from: "AGENT", payload });
const google = (parts: object[], more: object = {}) => ({ candidates: [{ content: { parts }, ...more }] });
const adk = (parts: object[], more: object = {}) => ({
  invocationId: "i",
  author: "a",
  content: { parts },
  ...more,
});
const claude = (content: object[], more: object = {}) => ({
  type: "assistant",
  message: { id: "m", content },
  ...more,
});
const claudeResult = (fields: object) => ({
  type: "user",
  message: { role: "user", content: [{ type: "tool_result", tool_use_id: "t", ...fields }] },
});

const mcpCall = { type: "call", serverLabel: "s", name: "x", arguments: "{}", error: { message: "no net" } };

const alone = (event: string, data: object) => ({ event, name: "ChatOpenAI", run_id: "r", data });
const chunk = (fields: object) => ({ chunk: { type: "AIMessageChunk", ...fields } });

const frameworks: readonly Row[] = [
  // The call was not shown, and the answer looked cut off.
  [
    "LangChain: streamEvents of a model alone, which calls a tool",
    [
      alone("on_chat_model_start", {}),
      alone("on_chat_model_stream", chunk({ content: "Let me look." })),
      alone(
        "on_chat_model_stream",
        chunk({
          content: "",
          tool_call_chunks: [{ index: 0, id: "t", name: "search", args: '{"query":"x"}' }],
        }),
      ),
      alone(
        "on_chat_model_stream",
        chunk({ content: "", response_metadata: { finish_reason: "tool_calls" } }),
      ),
      alone("on_chat_model_end", { output: { type: "ai", content: "Let me look." } }),
    ],
    "Let me look.\n\nThis waits for an answer before it can go on: Search: x.",
    "pending | Waiting for an answer: Search: x",
  ],
  // Its card said "Not run".
  [
    "LangChain: streamEvents of a model alone, which gives no reason, and the next answer",
    [
      alone("on_chat_model_start", {}),
      alone(
        "on_chat_model_stream",
        chunk({ content: "", tool_call_chunks: [{ index: 0, id: "t", name: "search", args: "{}" }] }),
      ),
      alone("on_chat_model_end", { output: { type: "ai", content: "" } }),
      alone("on_chat_model_start", {}),
      alone("on_chat_model_stream", chunk({ content: "Found." })),
      alone("on_chat_model_end", { output: { type: "ai", content: "Found." } }),
    ],
    "Found.",
    "complete | Search",
  ],
  // The request had a card of its own.
  [
    "ADK: a tool that needs access",
    [
      adk([{ functionCall: { id: "t", name: "get_mail", args: {} } }]),
      adk([{ functionCall: { id: "q", name: "adk_request_credential", args: { function_call_id: "t" } } }], {
        longRunningToolIds: ["q"],
      }),
      adk([{ functionResponse: { id: "t", name: "get_mail", response: {} } }], {
        actions: { requestedAuthConfigs: { t: {} } },
      }),
    ],
    "This waits for an answer before it can go on: Get mail.",
    "pending | Waiting for an answer: Get mail",
  ],
  [
    "AG-UI: a result that says it is an error",
    [
      agCall,
      ag("TOOL_CALL_RESULT", { toolCallId: "1", content: '{"isError":true,"content":[]}' }),
      ag("TEXT_MESSAGE_CHUNK", { messageId: "m", delta: "Sorry." }),
    ],
    "Sorry.",
    "error | Send mail | Failed",
  ],
  [
    "AG-UI: a run that waits for a person",
    [
      agCall,
      ag("TOOL_CALL_END", { toolCallId: "1" }),
      ag("RUN_FINISHED", { outcome: { type: "interrupt", interrupts: [{ id: "i", toolCallId: "1" }] } }),
    ],
    "This needs approval before it can go on: Send mail.",
    "pending | Waiting for approval: Send mail",
  ],
  // The answer was empty.
  [
    "AG-UI: an interrupt of LangGraph",
    [ag("CUSTOM", { name: "on_interrupt", value: '"Which account?"' }), ag("RUN_FINISHED")],
    "Which account?",
    "pending | Waiting for an answer",
  ],
  [
    "AG-UI: an answer in a snapshot alone",
    [
      ag("MESSAGES_SNAPSHOT", {
        messages: [
          { role: "assistant", content: "Old." },
          { id: "u", role: "user", content: "?" },
          { id: "a", role: "assistant", content: "New." },
        ],
      }),
      ag("RUN_FINISHED"),
    ],
    "New.",
  ],
  [
    "Mastra: a tool that waits",
    [
      mastra("tool-call", { toolCallId: "1", toolName: "ask", args: {} }),
      mastra("tool-call-suspended", { toolCallId: "1" }),
    ],
    "This waits for an answer before it can go on: Ask.",
    "pending | Waiting for an answer: Ask",
  ],
  // The question was not shown.
  [
    "Mastra: a tool that asks a question",
    [
      mastra("tool-call", { toolCallId: "1", toolName: "send_mail", args: { title: "Hi" } }),
      mastra("tool-call-suspended", {
        toolCallId: "1",
        toolName: "send_mail",
        args: { title: "Hi" },
        suspendPayload: { question: "Which account?" },
      }),
    ],
    "Which account?",
    "pending | Waiting for an answer",
  ],
  [
    "Mastra: a tool that waits for something else",
    [
      mastra("tool-call", { toolCallId: "1", toolName: "send_mail", args: { title: "Hi" } }),
      mastra("tool-call-suspended", { toolCallId: "1", args: { title: "Hi" }, suspendPayload: { since: 3 } }),
    ],
    "This waits for an answer before it can go on: Send mail: Hi.",
    "pending | Waiting for an answer: Send mail: Hi",
  ],
  // The answer was empty.
  [
    "Mastra: a workflow that waits",
    [
      mastra("workflow-step-suspended", { id: "s", suspendPayload: { question: "Which account?" } }),
      mastra("workflow-finish", { workflowStatus: "suspended" }),
    ],
    "Which account?",
    "pending | Waiting for an answer",
  ],
  // A tool that did not run looked done.
  [
    "Mastra: arguments that a tool does not take",
    [
      mastra("tool-call", { toolCallId: "1", toolName: "search", args: {} }),
      mastra("tool-result", {
        toolCallId: "1",
        toolName: "search",
        result: { error: true, message: "Tool input validation failed", validationErrors: {} },
      }),
      mastra("text-delta", { id: "t", text: "Sorry." }),
    ],
    "Sorry.",
    "error | Search | Failed",
  ],
  [
    "Google: a function that answers with an error",
    [
      google([{ functionCall: { id: "1", name: "search", args: {} } }]),
      google([{ functionResponse: { id: "1", response: { error: "ENOENT" } } }]),
      google([{ text: "Sorry." }], { finishReason: "STOP" }),
    ],
    "Sorry.",
    "error | Search | Failed",
  ],
  // The answer failed with "STOP", and the others with their reason.
  ...(
    [
      ["STOP", "Hello."],
      ["MAX_TOKENS", `Hello.\n\n${length}`],
      ["SAFETY", `Hello.\n\n${refused}`],
    ] as const
  ).map(
    ([errorCode, text]): Row => [
      `ADK: a last chunk that is empty, with the reason ${errorCode}`,
      [
        adk([{ text: "Hel" }], { partial: true }),
        adk([{ text: "lo." }], { partial: true }),
        { invocationId: "i", author: "a", errorCode, partial: true },
        adk([{ text: "Hello." }]),
      ],
      text,
    ],
  ),
  // The first text was lost or repeated, and the two were mixed.
  [
    "ADK: two agents that write at the same time",
    [
      adk([{ text: "It is " }], { partial: true }),
      adk([{ text: "Rome " }], { author: "b", partial: true }),
      adk([{ text: "sunny." }], { partial: true }),
      adk([{ text: "is big." }], { author: "b", partial: true }),
      adk([{ text: "It is sunny." }]),
      adk([{ text: "Rome is big." }], { author: "b" }),
      adk([{ text: "Both." }], { author: "c" }),
    ],
    "It is sunny.\n\nRome is big.\n\nBoth.",
  ],
  [
    "Google: an answer that is audio alone, in pieces",
    [
      google([{ inlineData: { mimeType: "audio/L16", data: "AA" } }]),
      google([{ inlineData: { mimeType: "audio/L16", data: "AB" } }], { finishReason: "STOP" }),
    ],
    "",
    "complete | 1 file | File (audio/L16)",
  ],
  [
    "LangChain: images, as a block of its own and as one of OpenAI's",
    [
      {
        type: "AIMessageChunk",
        content: [
          { type: "text", text: "Two cats." },
          { type: "image", mimeType: "image/jpeg", data: "AA" },
          { type: "image_url", image_url: { url: "https://example.com/cat.png" } },
        ],
      },
      { type: "AIMessageChunk", content: "", response_metadata: { finish_reason: "stop" } },
    ],
    "Two cats.",
    "complete | 2 files | File (image/jpeg)",
  ],
  [
    "LangChain: pieces with an empty reason",
    ["It is ", "sunny."].map((content) => ({
      type: "AIMessageChunk",
      content,
      response_metadata: { finish_reason: "" },
    })),
    "It is sunny.",
  ],
  // The answer was empty.
  [
    "LangChain: a refusal of OpenAI",
    [{ type: "AIMessageChunk", content: "", additional_kwargs: { refusal: "I can't help." } }],
    "I can't help.",
  ],
  [
    "LangChain: a citation of Anthropic",
    [
      {
        type: "AIMessageChunk",
        content: [
          {
            type: "text",
            text: "It is so.",
            citations: [{ type: "char_location", document_title: "q3_report.pdf", cited_text: "so" }],
          },
        ],
      },
    ],
    "It is so.",
    "complete | 1 source | q3_report.pdf",
  ],
  [
    "LangChain: an answer of Ollama that is cut off",
    [
      { type: "AIMessageChunk", content: "Half." },
      { type: "AIMessageChunk", content: "", response_metadata: { done: true, done_reason: "length" } },
    ],
    `Half.\n\n${length}`,
  ],
  // The searches and their sources were not shown.
  [
    "LangChain: a search that Anthropic ran",
    [
      { type: "server_tool_use", id: "s", name: "web_search", input: "", index: 0 },
      { type: "input_json_delta", input: '{"query":"x"}', index: 0 },
      {
        type: "web_search_tool_result",
        tool_use_id: "s",
        content: [{ type: "web_search_result", url: "https://a.example/x", title: "A" }],
      },
      { type: "text", text: "Found." },
    ].map((block) => ({ type: "AIMessageChunk", id: "m", content: [block] })),
    "Found.",
    "complete | Web search",
    "complete | 1 source",
  ],
  [
    "LangChain: searches that a provider ran, in the blocks of version 1",
    [
      { type: "server_tool_call", id: "a", name: "web_search", args: { query: "x" } },
      { type: "server_tool_call_result", toolCallId: "a", status: "success", output: "ok" },
      { type: "server_tool_call_chunk", id: "b", name: "web_search", args: '{"query":' },
      { type: "server_tool_call_result", toolCallId: "b", status: "error", output: "no net" },
      { type: "text", text: "Found." },
    ].map((block) => ({ type: "AIMessageChunk", id: "m", content: [block] })),
    "Found.",
    "complete | Web search: x",
    "error | Web search | Failed",
  ],
  [
    "Google: the first candidate comes second",
    [
      {
        candidates: [
          { index: 1, content: { parts: [{ text: "B" }] } },
          { index: 0, content: { parts: [{ text: "A" }] } },
        ],
      },
    ],
    "A",
  ],
  [
    "ADK: pieces, then all as a whole",
    [
      adk([{ text: "Let me " }], { partial: true }),
      adk([{ text: "look." }], { partial: true }),
      adk([{ text: "Let me look." }, { functionCall: { id: "f", name: "search", args: {} } }], {
        finishReason: "STOP",
      }),
      adk([{ functionResponse: { id: "f", response: { error: "no net" } } }]),
      adk([{ text: "Sorry." }]),
    ],
    "Let me look.\n\nSorry.",
    "error | Search | Failed",
  ],
  [
    "Claude Agent SDK: a call that a person refused, and one of a subagent",
    [
      claude([{ type: "tool_use", id: "t", name: "Bash", input: { command: "rm -rf /" } }]),
      claudeResult({ is_error: true, content: "Not in this repository." }),
      claude([{ type: "text", text: "I left it." }], {
        message: { id: "n", content: [{ type: "text", text: "I left it." }] },
      }),
      {
        type: "result",
        subtype: "success",
        result: "I left it.",
        permission_denials: [
          { tool_name: "Bash", tool_use_id: "t" },
          { tool_name: "Read", tool_use_id: "of a subagent" },
        ],
      },
    ],
    "I left it.",
    "error | Declined: Bash | Failed",
  ],
  [
    "Claude Agent SDK: a call that a rule refused",
    [
      claude([{ type: "tool_use", id: "t", name: "Write", input: {} }]),
      {
        type: "system",
        subtype: "permission_denied",
        tool_name: "Write",
        tool_use_id: "t",
        message: "dontAsk",
      },
      claudeResult({ is_error: true, content: "Permission to use Write has been denied." }),
      claude([{ type: "text", text: "I can't." }]),
    ],
    "I can't.",
    "error | Declined: Write",
  ],
  [
    "Claude Agent SDK: a call that a person broke off",
    [
      claude([{ type: "tool_use", id: "t", name: "Write", input: {} }]),
      claudeResult({
        is_error: true,
        content: "The user doesn't want to proceed with this tool use. The tool use was rejected.",
      }),
    ],
    "",
    "error | Declined: Write",
  ],
  [
    "LangGraph: a call that a person refused",
    [
      { type: "ai", content: "", tool_calls: [{ id: "t", name: "write_file", args: {} }] },
      {
        type: "tool",
        status: "error",
        tool_call_id: "t",
        content: "User rejected the tool call for `write_file` with id t",
      },
      { type: "ai", content: "I left it." },
    ],
    "I left it.",
    "error | Declined: Write file",
  ],
  [
    "ADK: a call that a person refused",
    [
      adk([{ functionCall: { id: "f", name: "send_mail", args: {} } }]),
      adk([{ functionResponse: { id: "f", response: { error: "This tool call is rejected." } } }]),
      adk([{ text: "Not sent." }]),
    ],
    "Not sent.",
    "error | Declined: Send mail",
  ],
  [
    "Mastra and AG-UI: a call that a person refused",
    [
      mastra("tool-call", { toolCallId: "1", toolName: "send_mail", args: {} }),
      mastra("tool-result", { toolCallId: "1", result: "Tool call was not approved by the user" }),
      ag("TOOL_CALL_START", { toolCallId: "2", toolCallName: "write_file" }),
      ag("TOOL_CALL_RESULT", { toolCallId: "2", content: "Tool call was not approved by the user" }),
      ag("TEXT_MESSAGE_CHUNK", { messageId: "m", delta: "Nothing done." }),
    ],
    "Nothing done.",
    "error | Declined: Send mail",
    "error | Declined: Write file",
  ],
  [
    "Strands: a call that was cancelled",
    [
      { messageStart: { role: "assistant" } },
      { contentBlockStart: { contentBlockIndex: 0, start: { toolUse: { toolUseId: "t", name: "search" } } } },
      { contentBlockStop: { contentBlockIndex: 0 } },
      { messageStop: { stopReason: "tool_use" } },
      {
        type: "toolResultEvent",
        result: { toolUseId: "t", status: "error", content: [{ text: "tool cancelled by user" }] },
      },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { text: "Not done." } } },
    ],
    "Not done.",
    "error | Declined: Search",
  ],
  // Both looked done. OpenAI's provider gives such a failure as a result.
  [
    "AI SDK: calls of an MCP server by OpenAI, in a full stream and in a UI message stream",
    [
      { type: "tool-call", toolCallId: "1", toolName: "mcp.read", input: {}, providerExecuted: true },
      { type: "tool-result", toolCallId: "1", toolName: "mcp.read", output: mcpCall, providerExecuted: true },
      { type: "tool-input-available", toolCallId: "2", toolName: "mcp.write", input: {} },
      { type: "tool-output-available", toolCallId: "2", output: mcpCall },
      { type: "tool-input-available", toolCallId: "3", toolName: "mcp.list", input: {} },
      { type: "tool-output-available", toolCallId: "3", output: { ...mcpCall, error: null, output: "a" } },
      { type: "text-delta", text: "Sorry." },
      { type: "finish", finishReason: "stop" },
    ],
    "Sorry.",
    "error | Read | Failed",
    "error | Write | Failed",
    "complete | List",
  ],
  [
    "AI SDK: the reason of a language model",
    [
      { type: "text-delta", text: "Half" },
      { type: "finish", finishReason: { unified: "length", raw: "max_tokens" } },
    ],
    `Half\n\n${length}`,
  ],
];

const v3 = (method: string, data: object) => ({ type: "event", method, params: { data } });
const message = (event: string, more: object = {}) => v3("messages", { event, ...more });
const step = (event_type: string, index?: number, more: object = {}) => ({ event_type, index, ...more });
const cohere = (type: string, message: object = {}) => ({ type, index: 0, delta: { message } });
const ended = (finishReason: string) => ({ type: "message-end", delta: { finishReason } });
const strands = (event: object) => ({ type: "modelStreamUpdateEvent", event });
const ollama = (message: object, more: object = {}) => ({ model: "m", message, done: false, ...more });
const genkit = (role: string, content: object[]) => ({ index: 0, role, content, previousChunks: [] });

const others: readonly Row[] = [
  [
    "LangGraph: a tool that fails in streamEvents of version 3",
    [
      v3("values", { messages: [] }),
      message("message-start"),
      message("content-block-delta", { index: 0, delta: { type: "text-delta", text: "Let me look." } }),
      message("content-block-start", {
        index: 1,
        content: { type: "tool_call_chunk", id: "c", name: "search" },
      }),
      message("content-block-delta", {
        index: 1,
        delta: { fields: { type: "tool_call_chunk", args: '{"query":"x"}' } },
      }),
      message("content-block-finish", { index: 1 }),
      message("message-finish", { reason: "tool_use" }),
      v3("tools", { event: "tool-started", tool_call_id: "c", tool_name: "search", input: '{"query":"x"}' }),
      v3("tools", { event: "tool-error", tool_call_id: "c", message: "no net" }),
      message("message-start"),
      message("content-block-delta", { index: 0, delta: { type: "text-delta", text: "Sorry." } }),
      message("message-finish", { reason: "stop" }),
    ],
    "Let me look.\n\nSorry.",
    "error | Search: x | Failed",
  ],
  [
    "Google Interactions: a search, a text that cites, a function",
    [
      step("interaction.created"),
      step("step.start", 0, { step: { type: "google_search_call", id: "s" } }),
      step("step.delta", 0, { delta: { type: "google_search_call", arguments: { queries: ["rome"] } } }),
      step("step.stop", 0),
      step("step.start", 1, { step: { type: "google_search_result", call_id: "s" } }),
      step("step.delta", 1, { delta: { type: "google_search_result", is_error: true, result: [] } }),
      step("step.stop", 1),
      step("step.start", 2, { step: { type: "model_output" } }),
      step("step.delta", 2, { delta: { type: "text", text: "Let me look." } }),
      step("step.stop", 2),
      step("step.start", 3, { step: { type: "function_call", id: "f", name: "weather", arguments: {} } }),
      step("step.delta", 3, { delta: { type: "arguments_delta", arguments: '{"city":"Rome"}' } }),
      step("step.stop", 3),
      step("interaction.completed", undefined, { interaction: { status: "requires_action" } }),
      step("interaction.created"),
      step("step.start", 0, { step: { type: "model_output" } }),
      step("step.delta", 0, { delta: { type: "text", text: "Sunny." } }),
      step("interaction.completed", undefined, { interaction: { status: "completed" } }),
    ],
    "Let me look.\n\nSunny.",
    "error | Google search | Failed",
    "complete | Weather",
  ],
  [
    "Cohere: a plan, a call, a text",
    [
      cohere("message-start"),
      cohere("tool-plan-delta", { toolPlan: "I will look." }),
      cohere("tool-call-start", { toolCalls: { id: "t", function: { name: "search", arguments: "" } } }),
      cohere("tool-call-delta", { toolCalls: { function: { arguments: '{"query":"x"}' } } }),
      { type: "tool-call-end", index: 0 },
      ended("TOOL_CALL"),
      cohere("message-start"),
      cohere("content-delta", { content: { text: "Half" } }),
      ended("MAX_TOKENS"),
    ],
    `Half\n\n${length}`,
    "complete | Search: x",
  ],
  [
    "Bedrock: a call, and a guardrail",
    [
      { messageStart: { role: "assistant" } },
      { contentBlockStart: { contentBlockIndex: 0, start: { toolUse: { toolUseId: "t", name: "search" } } } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { toolUse: { input: '{"query":"x"}' } } } },
      { contentBlockStop: { contentBlockIndex: 0 } },
      { messageStop: { stopReason: "tool_use" } },
      { metadata: { usage: {} } },
      { messageStart: { role: "assistant" } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { text: "Half" } } },
      { messageStop: { stopReason: "guardrail_intervened" } },
    ],
    `Half\n\n${refused}`,
    "complete | Search: x",
  ],
  [
    "Strands: a tool that fails",
    [
      { type: "beforeInvocationEvent" },
      strands({
        type: "modelContentBlockStartEvent",
        start: { type: "toolUseStart", name: "search", toolUseId: "t" },
      }),
      strands({
        type: "modelContentBlockDeltaEvent",
        delta: { type: "toolUseInputDelta", input: '{"query":"x"}' },
      }),
      strands({ type: "modelContentBlockStopEvent" }),
      strands({ type: "modelMessageStopEvent", stopReason: "toolUse" }),
      { type: "toolResultEvent", result: { toolUseId: "t", status: "error", content: [{ text: "no net" }] } },
      strands({ type: "modelContentBlockDeltaEvent", delta: { type: "reasoningContentDelta", text: "Hm." } }),
      strands({ type: "modelContentBlockDeltaEvent", delta: { type: "textDelta", text: "Sorry." } }),
      strands({ type: "modelMessageStopEvent", stopReason: "endTurn" }),
    ],
    "Sorry.",
    "error | Search: x | Failed",
  ],
  [
    "Ollama: two calls without ids",
    [
      ollama({ content: "", tool_calls: [{ function: { name: "search", arguments: { query: "x" } } }] }),
      ollama({ content: "", tool_calls: [{ function: { name: "search", arguments: { query: "y" } } }] }),
      ollama({ content: "" }, { done: true, done_reason: "stop" }),
      ollama({ content: "", thinking: "Hm." }),
      ollama({ content: "Done." }),
      ollama({ content: "" }, { done: true, done_reason: "stop" }),
    ],
    "Done.",
    "complete | Search: x",
    "complete | Search: y",
  ],
  [
    "Genkit: a tool",
    [
      genkit("model", [{ text: "Look." }]),
      genkit("model", [{ toolRequest: { name: "search", ref: "r", input: { query: "x" } } }]),
      genkit("tool", [{ toolResponse: { name: "search", ref: "r", output: "found" } }]),
      genkit("model", [{ reasoning: "Hm." }, { text: "Done." }]),
    ],
    "Look.\n\nDone.",
    "complete | Search: x",
  ],
];

test.each([...frameworks, ...others].map((row) => [row[0], row] as const))(
  "%s",
  async (_title, [, items, text, ...cards]) => {
    expect(await see(items)).toEqual({ text, cards });
  },
);

test.each<readonly [title: string, items: readonly object[], error: RegExp]>([
  [
    "Mastra: a workflow that a guardrail of an agent's stopped",
    [mastra("workflow-finish", { workflowStatus: "tripwire", tripwire: { reason: "no secrets" } })],
    /no secrets/,
  ],
  // The error said no more than that the workflow failed.
  [
    "Mastra: a workflow with a step that failed beside others",
    [
      mastra("workflow-step-result", { id: "s", status: "failed", error: { message: "no such file" } }),
      mastra("workflow-step-result", { id: "t", status: "success", output: {} }),
      mastra("workflow-finish", { workflowStatus: "failed", metadata: {} }),
    ],
    /no such file/,
  ],
  [
    "Mastra: a workflow that failed",
    [mastra("workflow-finish", { workflowStatus: "failed" })],
    /the workflow failed/,
  ],
  [
    "Claude Agent SDK: an error of the API, which is a message too",
    [
      claude([{ type: "text", text: "API Error: 529" }], { error: "overloaded" }),
      { type: "result", subtype: "success", is_error: true, result: "API Error: 529" },
    ],
    /^Error: API Error: 529$/,
  ],
  ["ADK: an error", [adk([], { errorCode: "429", errorMessage: "slow down" })], /slow down/],
  [
    "LangGraph: modes without text",
    [
      ["values", {}],
      [["sub:1"], "updates", {}],
    ],
    /\(values, updates\).*streamMode: "messages"/,
  ],
  [
    "LangGraph's server: growing messages",
    [
      { event: "metadata", data: {} },
      { event: "messages/partial", data: [] },
    ],
    /messages-tuple/,
  ],
  // The failure was lost: the half answer was a whole one.
  [
    "LangGraph's server: a failure",
    [
      { event: "messages", data: [{ type: "AIMessageChunk", content: "Half" }, { langgraph_node: "a" }] },
      { event: "error", data: { error: "GraphRecursionError", message: "Recursion limit of 25 reached" } },
    ],
    /^Error: Recursion limit of 25 reached$/,
  ],
  // It was taken for LangChain's, and said that the model gave no answer.
  [
    "events of a name that many servers use",
    [{ event: "message", answer: "Hi." }, { event: "message_end" }],
    /none is known \(message, message_end\).*give the text of an event of your own/,
  ],
  [
    "Claude Agent SDK: a failure without words",
    [{ type: "result", session_id: "s", subtype: "error_max_turns", is_error: true, errors: [] }],
    /^Error: error_max_turns$/,
  ],
  [
    "AI SDK: an object in pieces",
    [
      { type: "object", object: { name: "La" } },
      { type: "finish", finishReason: "stop" },
    ],
    /none is known \(object\).*give a text made of result\.object/,
  ],
  [
    "Mastra: an object in pieces",
    [
      { type: "object", object: { name: "La" }, from: "AGENT", runId: "r" },
      { type: "object-result", object: { name: "La" }, from: "AGENT", runId: "r" },
      mastra("finish", { stepResult: { reason: "stop" } }),
    ],
    /none is known \(object, object-result\).*give a text made of result\.object/,
  ],
  ["a stream of streams", [new ReadableStream()], /yield\* each of them/],
])("rejects %s", async (_title, items, error) => {
  const story = createStory({ defaults: "library" });
  const failure: unknown = await story
    .play(() => items)
    .then(
      () => "no failure",
      (reason) => reason,
    );
  expect(String(failure)).toMatch(error);
  expect(story.slack.messages.map(({ markdown }) => markdown).join()).not.toContain("529");
});

import {
  again,
  args,
  type Call,
  half,
  input,
  type Language,
  quiet,
  say,
  type Told,
  tell,
} from "./language.ts";

const chat: Language = {
  hasResults: false,
  turn: (turn, at, mix) => {
    const chunk = (delta: object, finish_reason: string | null = null) => ({
      id: `c${at}`,
      object: "chat.completion.chunk",
      choices: [{ index: 0, delta, finish_reason }],
    });
    return [
      tell(chunk({ role: "assistant", content: "" }), again),
      ...turn.texts.map((content) => say(chunk({ content }), content)),
      ...mix(
        turn.calls.map((call, index) => [
          tell(
            chunk({
              tool_calls: [
                { index, id: call.id, type: "function", function: { name: call.name, arguments: "" } },
              ],
            }),
            { type: "begun", call },
          ),
          ...half(input).flatMap((piece) =>
            quiet(chunk({ tool_calls: [{ index, function: { arguments: piece } }] })),
          ),
        ]),
      ),
      ...quiet(chunk({}, turn.calls.length > 0 ? "tool_calls" : "stop"), {
        id: `c${at}`,
        object: "chat.completion.chunk",
        choices: [],
        usage: {},
      }),
    ];
  },
  fail: (message) => ({ error: { message } }),
};

const responses: Language = {
  hasResults: false,
  turn: (turn, at, mix) => {
    const event = (type: string, more: object = {}) => ({ type: `response.${type}`, ...more });
    const place = { item_id: `m${at}`, content_index: 0 };
    const all = turn.texts.join("");
    const message = { id: `m${at}`, type: "message", content: [{ type: "output_text", text: all }] };
    const toItem = (call: Call) => ({
      type: "function_call",
      id: `fc_${call.id}`,
      call_id: call.id,
      name: call.name,
    });
    return [
      tell(event("created"), again),
      ...turn.texts.map((delta) => say(event("output_text.delta", { ...place, delta }), delta)),
      ...(turn.texts.length > 0 ? quiet(event("output_text.done", { ...place, text: all })) : []),
      ...mix(
        turn.calls.map((call) => [
          tell(event("output_item.added", { item: toItem(call) }), { type: "begun", call }),
          ...quiet(event("output_item.done", { item: { ...toItem(call), arguments: input } })),
        ]),
      ),
      ...quiet(event("completed", { response: { output: turn.texts.length > 0 ? [message] : [] } })),
    ];
  },
  fail: (message) => ({ type: "response.failed", response: { error: { message } } }),
};

const anthropic: Language = {
  hasResults: false,
  turn: (turn, at, mix) => {
    const block = (index: number, content_block: object, deltas: readonly Told[]) => [
      ...quiet({ type: "content_block_start", index, content_block }),
      ...deltas,
      ...quiet({ type: "content_block_stop", index }),
    ];
    const delta = (index: number, fields: object) => ({ type: "content_block_delta", index, delta: fields });
    return [
      tell({ type: "message_start", message: { id: `m${at}` } }, again),
      ...block(
        0,
        { type: "text", text: "" },
        turn.texts.map((text) => say(delta(0, { type: "text_delta", text }), text)),
      ),
      ...mix([
        turn.calls.flatMap((call, place) => [
          tell(
            {
              type: "content_block_start",
              index: place + 1,
              content_block: { type: "tool_use", id: call.id, name: call.name, input: {} },
            },
            { type: "begun", call },
          ),
          ...half(input).flatMap((partial_json) =>
            quiet(delta(place + 1, { type: "input_json_delta", partial_json })),
          ),
          ...quiet({ type: "content_block_stop", index: place + 1 }),
        ]),
      ]),
      ...quiet(
        { type: "message_delta", delta: { stop_reason: turn.calls.length > 0 ? "tool_use" : "end_turn" } },
        { type: "message_stop" },
      ),
    ];
  },
  fail: (message) => ({ type: "error", error: { type: "overloaded_error", message } }),
};

const bedrock: Language = {
  hasResults: false,
  turn: (turn, _at, mix) => [
    tell({ messageStart: { role: "assistant" } }, again),
    ...turn.texts.map((text) => say({ contentBlockDelta: { contentBlockIndex: 0, delta: { text } } }, text)),
    ...quiet({ contentBlockStop: { contentBlockIndex: 0 } }),
    ...mix(
      turn.calls.map((call, place) => {
        const contentBlockIndex = place + 1;
        const start = { toolUse: { toolUseId: call.id, name: call.name } };
        return [
          tell({ contentBlockStart: { contentBlockIndex, start } }, { type: "begun", call }),
          ...half(input).flatMap((piece) =>
            quiet({ contentBlockDelta: { contentBlockIndex, delta: { toolUse: { input: piece } } } }),
          ),
          ...quiet({ contentBlockStop: { contentBlockIndex } }),
        ];
      }),
    ),
    ...quiet(
      { messageStop: { stopReason: turn.calls.length > 0 ? "tool_use" : "end_turn" } },
      { metadata: {} },
    ),
  ],
  fail: (message) => ({ modelStreamErrorException: { message } }),
};

const google: Language = {
  hasResults: false,
  turn: (turn, _at, _mix, isLast) => {
    const chunk = (parts: readonly object[], more: object = {}) => ({
      candidates: [{ content: { role: "model", parts }, index: 0, ...more }],
      usageMetadata: {},
    });
    const parts = turn.calls.map(({ id, name }) => ({ functionCall: { id, name, args } }));
    const begun = turn.calls.map((call) => ({ type: "begun", call }) as const);
    return [
      ...turn.texts.map((text) => say(chunk([{ text }]), text)),
      ...(parts.length > 0 ? [tell(chunk(parts), ...begun)] : []),
      tell(chunk([{ text: "" }], { finishReason: "STOP" }), ...(isLast ? [] : [again])),
    ];
  },
  fail: (message) => ({ error: { code: 503, message } }),
};

const interactions: Language = {
  hasResults: false,
  turn: (turn, _at, mix) => {
    const event = (event_type: string, more: object = {}) => ({ event_type, ...more });
    return [
      tell(event("interaction.created"), again),
      ...quiet(event("step.start", { index: 0, step: { type: "model_output" } })),
      ...turn.texts.map((text) =>
        say(event("step.delta", { index: 0, delta: { type: "text", text } }), text),
      ),
      ...quiet(event("step.stop", { index: 0 })),
      ...mix(
        turn.calls.map((call, place) => {
          const index = place + 1;
          const step = { type: "function_call", id: call.id, name: call.name, arguments: {} };
          return [
            tell(event("step.start", { index, step }), { type: "begun", call }),
            ...quiet(event("step.delta", { index, delta: { type: "arguments_delta", arguments: input } })),
            ...quiet(event("step.stop", { index })),
          ];
        }),
      ),
      ...quiet(
        event("interaction.completed", {
          interaction: { status: turn.calls.length > 0 ? "requires_action" : "completed" },
        }),
      ),
    ];
  },
  fail: (message) => ({ event_type: "error", error: { message } }),
};

const ollama: Language = {
  hasResults: false,
  turn: (turn) => {
    const chunk = (message: object, more: object = {}) => ({
      model: "m",
      created_at: "t",
      message,
      done: false,
      ...more,
    });
    return [
      ...turn.texts.map((content, index) =>
        tell(chunk({ role: "assistant", content }), ...(index === 0 ? [again] : []), {
          type: "say",
          text: content,
        }),
      ),
      ...turn.calls.map((call, index) =>
        tell(
          chunk({
            content: "",
            tool_calls: [{ id: call.id, function: { name: call.name, arguments: args } }],
          }),
          ...(index === 0 && turn.texts.length === 0 ? [again] : []),
          { type: "begun", call },
        ),
      ),
      ...quiet(chunk({ content: "" }, { done: true, done_reason: "stop" })),
    ];
  },
  fail: (error) => ({ error }),
};

const cohere: Language = {
  hasResults: false,
  turn: (turn, _at, mix) => {
    const event = (type: string, index: number, message: object = {}) => ({
      type,
      index,
      delta: { message },
    });
    return [
      tell(event("message-start", 0), again),
      ...turn.texts.map((text) => say(event("content-delta", 0, { content: { text } }), text)),
      ...mix(
        turn.calls.map((call, index) => [
          tell(
            event("tool-call-start", index, {
              tool_calls: { id: call.id, function: { name: call.name, arguments: "" } },
            }),
            { type: "begun", call },
          ),
          ...quiet(
            event("tool-call-delta", index, { tool_calls: { function: { arguments: input } } }),
            event("tool-call-end", index),
          ),
        ]),
      ),
      ...quiet({
        type: "message-end",
        delta: { finish_reason: turn.calls.length > 0 ? "TOOL_CALL" : "COMPLETE" },
      }),
    ];
  },
};

/** The tokens of Text Generation Inference; it has no calls. */
const tokens: Language = {
  hasResults: false,
  turn: (turn) => [
    ...turn.texts.map((text, index) =>
      say({ index, token: { id: index, text, logprob: -0.1, special: false }, generated_text: null }, text),
    ),
    ...quiet({
      index: turn.texts.length,
      token: { id: 2, text: "</s>", logprob: 0, special: true },
      generated_text: turn.texts.join(""),
      details: { finish_reason: "eos_token" },
    }),
  ],
  fail: (error) => ({ error, error_type: "overloaded" }),
};

const workersAi: Language = {
  hasResults: false,
  turn: (turn) => [
    ...turn.texts.map((response, index) =>
      tell({ response, p: "abc" }, ...(index === 0 ? [again] : []), { type: "say", text: response }),
    ),
    ...turn.calls.map((call, index) =>
      tell(
        { response: null, tool_calls: [{ name: call.name, arguments: args }] },
        ...(index === 0 && turn.texts.length === 0 ? [again] : []),
        { type: "begun", call },
      ),
    ),
    ...quiet({ response: "", usage: { total_tokens: 3 } }),
  ],
};

/** What APIs and servers of models give. */
export const apis = {
  chat,
  responses,
  anthropic,
  bedrock,
  google,
  interactions,
  ollama,
  cohere,
  tokens,
  workersAi,
};

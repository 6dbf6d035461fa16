import { again, args, input, type Language, outcomes, quiet, say, tell, upper } from "./language.ts";

const fullStream: Language = {
  hasResults: true,
  turn: (turn, at, mix, isLast) => [
    ...quiet({ type: "start-step", request: {}, warnings: [] }, { type: "text-start", id: `t${at}` }),
    ...turn.texts.map((text) => say({ type: "text-delta", id: `t${at}`, text }, text)),
    ...quiet({ type: "text-end", id: `t${at}` }),
    ...mix(
      turn.calls.map((call) => [
        tell({ type: "tool-input-start", id: call.id, toolName: call.name }, { type: "begun", call }),
        ...quiet(
          { type: "tool-input-delta", id: call.id, delta: input },
          { type: "tool-input-end", id: call.id },
        ),
        ...quiet({ type: "tool-call", toolCallId: call.id, toolName: call.name, input: args }),
      ]),
    ),
    ...outcomes(turn, ({ id, name }, hasFailed) =>
      hasFailed
        ? { type: "tool-error", toolCallId: id, toolName: name, input: args, error: "no net" }
        : { type: "tool-result", toolCallId: id, toolName: name, input: args, output: "found" },
    ),
    ...quiet({ type: "finish-step", finishReason: turn.calls.length > 0 ? "tool-calls" : "stop" }),
    ...(isLast ? quiet({ type: "finish", finishReason: turn.calls.length > 0 ? "tool-calls" : "stop" }) : []),
  ],
  fail: (message) => ({ type: "error", error: { message } }),
};

const uiStream: Language = {
  hasResults: true,
  turn: (turn, at, mix) => [
    ...quiet({ type: "start-step" }),
    // Two texts at the same time, as `writer.merge` of two streams makes them.
    ...mix([
      [
        say({ type: "text-start", id: `t${at}` }, "", `t${at}`),
        ...turn.texts.map((delta) => say({ type: "text-delta", id: `t${at}`, delta }, delta, `t${at}`)),
        ...quiet({ type: "text-end", id: `t${at}` }),
      ],
      [
        say({ type: "text-start", id: `u${at}` }, "", `u${at}`),
        ...turn.texts
          .map(upper)
          .map((delta) => say({ type: "text-delta", id: `u${at}`, delta }, delta, `u${at}`)),
        ...quiet({ type: "text-end", id: `u${at}` }),
      ],
    ]),
    ...mix(
      turn.calls.map((call) => [
        tell({ type: "tool-input-start", toolCallId: call.id, toolName: call.name }, { type: "begun", call }),
        ...quiet({ type: "tool-input-available", toolCallId: call.id, toolName: call.name, input: args }),
      ]),
    ),
    ...outcomes(turn, ({ id }, hasFailed) =>
      hasFailed
        ? { type: "tool-output-error", toolCallId: id, errorText: "no net" }
        : { type: "tool-output-available", toolCallId: id, output: "found" },
    ),
    ...quiet({ type: "finish-step" }),
  ],
  fail: (errorText) => ({ type: "error", errorText }),
};

const version4: Language = {
  hasResults: true,
  turn: (turn, _at, mix) => [
    ...quiet({ type: "step-start", messageId: "m" }),
    ...turn.texts.map((textDelta) => say({ type: "text-delta", textDelta }, textDelta)),
    ...mix(
      turn.calls.map((call) => [
        tell(
          { type: "tool-call-streaming-start", toolCallId: call.id, toolName: call.name },
          { type: "begun", call },
        ),
        ...quiet({ type: "tool-call", toolCallId: call.id, toolName: call.name, args }),
      ]),
    ),
    ...outcomes(turn, ({ id, name }, hasFailed) => ({
      type: "tool-result",
      toolCallId: id,
      toolName: name,
      result: hasFailed ? { isError: true, content: [] } : "found",
    })),
    ...quiet({ type: "step-finish", finishReason: turn.calls.length > 0 ? "tool-calls" : "stop" }),
  ],
};

const mastra: Language = {
  hasResults: true,
  turn: (turn, at, mix) => {
    const wrap = (type: string, payload: object) => ({ type, runId: "r", from: "AGENT", payload });
    return [
      ...quiet(wrap("step-start", {})),
      ...turn.texts.map((text) => say(wrap("text-delta", { id: `t${at}`, text }), text)),
      ...mix(
        turn.calls.map((call) => [
          tell(wrap("tool-call", { toolCallId: call.id, toolName: call.name, args }), {
            type: "begun",
            call,
          }),
        ]),
      ),
      ...outcomes(turn, ({ id, name }, hasFailed) =>
        hasFailed
          ? wrap("tool-error", { toolCallId: id, toolName: name, error: "no net" })
          : wrap("tool-result", { toolCallId: id, toolName: name, result: "found" }),
      ),
      ...quiet(
        wrap("step-finish", { stepResult: { reason: turn.calls.length > 0 ? "tool-calls" : "stop" } }),
      ),
    ];
  },
  fail: (message) => ({ type: "error", runId: "r", from: "AGENT", payload: { error: { message } } }),
};

const agents: Language = {
  hasResults: true,
  turn: (turn, at, mix) => {
    const raw = (data: object) => ({ type: "raw_model_stream_event", data });
    const ran = (item: object) => ({ type: "run_item_stream_event", item });
    const all = [{ type: "output_text", text: turn.texts.join("") }];
    return [
      tell(raw({ type: "response_started" }), again),
      ...turn.texts.map((delta) => say(raw({ type: "output_text_delta", delta, itemId: `m${at}` }), delta)),
      ...quiet(raw({ type: "response_done" })),
      ...(turn.texts.length > 0
        ? quiet(ran({ type: "message_output_item", rawItem: { id: `m${at}`, content: all } }))
        : []),
      ...mix(
        turn.calls.map((call) => [
          tell(
            ran({
              type: "tool_call_item",
              rawItem: { type: "function_call", callId: call.id, name: call.name, arguments: input },
            }),
            { type: "begun", call },
          ),
        ]),
      ),
      ...outcomes(turn, ({ id }, hasFailed) =>
        ran({
          type: "tool_call_output_item",
          rawItem: { callId: id },
          output: hasFailed ? "An error occurred while running the tool. Error: no net" : "found",
        }),
      ),
    ];
  },
};

const agUi: Language = {
  hasResults: true,
  turn: (turn, at, mix, isLast) => {
    const messageId = `m${at}`;
    return [
      ...quiet({ type: "STEP_STARTED", stepName: "model" }),
      ...(turn.texts.length > 0 ? quiet({ type: "TEXT_MESSAGE_START", messageId, role: "assistant" }) : []),
      ...turn.texts.map((delta) => say({ type: "TEXT_MESSAGE_CONTENT", messageId, delta }, delta)),
      ...(turn.texts.length > 0 ? quiet({ type: "TEXT_MESSAGE_END", messageId }) : []),
      ...mix(
        turn.calls.map((call) => [
          tell(
            { type: "TOOL_CALL_START", toolCallId: call.id, toolCallName: call.name },
            { type: "begun", call },
          ),
          ...quiet(
            { type: "TOOL_CALL_ARGS", toolCallId: call.id, delta: input },
            { type: "TOOL_CALL_END", toolCallId: call.id },
          ),
        ]),
      ),
      ...outcomes(turn, ({ id }, hasFailed) => ({
        type: "TOOL_CALL_RESULT",
        messageId: `r${id}`,
        toolCallId: id,
        content: hasFailed ? '{"isError":true,"content":[]}' : "found",
      })),
      tell({ type: "STEP_FINISHED", stepName: "model" }, ...(isLast ? [] : [again])),
    ];
  },
  fail: (message) => ({ type: "RUN_ERROR", message }),
};

const claude: Language = {
  hasResults: true,
  turn: (turn, at) => {
    const common = { session_id: "s", parent_tool_use_id: null };
    const assistant = (content: object) => ({
      ...common,
      type: "assistant",
      uuid: `u${at}`,
      message: { id: `m${at}`, content: [content] },
    });
    return [
      ...turn.texts.map((text) => say(assistant({ type: "text", text }), text)),
      ...turn.calls.map((call) =>
        tell(assistant({ type: "tool_use", id: call.id, name: call.name, input: args }), {
          type: "begun",
          call,
        }),
      ),
      ...outcomes(turn, ({ id }, is_error) => ({
        ...common,
        type: "user",
        message: { content: [{ type: "tool_result", tool_use_id: id, content: "found", is_error }] },
      })),
    ];
  },
  fail: (message) => ({
    type: "result",
    session_id: "s",
    subtype: "error_during_execution",
    is_error: true,
    errors: [message],
  }),
};

/** Claude in pieces, and whole messages after them. A first try of each turn is refused, and its words are taken back. */
const claudePieces: Language = {
  hasResults: true,
  turn: (turn, at) => {
    const common = { session_id: "s", parent_tool_use_id: null };
    const piece = (event: object) => ({ ...common, type: "stream_event", event });
    const whole = (id: string, content: readonly object[], more: object = {}) => ({
      ...common,
      type: "assistant",
      uuid: `u-${id}`,
      message: { id, content },
      ...more,
    });
    const deltas = (texts: readonly string[]) =>
      texts.map((text) =>
        piece({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } }),
      );
    const lane = `r${at}`;
    const id = `m${at}`;
    return [
      // The next message: the model goes on without the results that have not come.
      tell(piece({ type: "message_start", message: { id: lane } }), again),
      ...deltas(["REFUSED "]).map((item) => say(item, "REFUSED ", lane)),
      ...quiet(whole(lane, [{ type: "text", text: "REFUSED " }])),
      ...quiet(piece({ type: "message_delta", delta: { stop_reason: "refusal" } })),
      tell(piece({ type: "message_start", message: { id } }), { type: "back", lane }),
      ...deltas(turn.texts).map((item, index) => say(item, turn.texts[index] ?? "")),
      ...quiet(whole(id, [{ type: "text", text: turn.texts.join("") }], { supersedes: [`u-${lane}`] })),
      ...turn.calls.flatMap((call, place) => [
        tell(
          piece({
            type: "content_block_start",
            index: place + 1,
            content_block: { type: "tool_use", id: call.id, name: call.name, input: {} },
          }),
          { type: "begun", call } as const,
        ),
        ...quiet(
          piece({ type: "content_block_delta", index: place + 1, delta: { partial_json: input } }),
          piece({ type: "content_block_stop", index: place + 1 }),
          whole(id, [{ type: "tool_use", id: call.id, name: call.name, input: args }]),
        ),
      ]),
      ...outcomes(turn, ({ id: toolCallId }, is_error) => ({
        ...common,
        type: "user",
        message: { content: [{ type: "tool_result", tool_use_id: toolCallId, content: "found", is_error }] },
      })),
    ];
  },
};

const adk: Language = {
  hasResults: true,
  turn: (turn) => {
    const event = (parts: readonly object[], more: object = {}) => ({
      invocationId: "i",
      author: "agent",
      content: { role: "model", parts },
      ...more,
    });
    const whole = [
      ...(turn.texts.length > 0 ? [{ text: turn.texts.join("") }] : []),
      ...turn.calls.map(({ id, name }) => ({ functionCall: { id, name, args } })),
    ];
    const begun = turn.calls.map((call) => ({ type: "begun", call }) as const);
    return [
      tell(event([], { partial: true }), again),
      ...turn.texts.map((text) => say(event([{ text }], { partial: true }), text)),
      tell(event(whole, { finishReason: "STOP" }), ...begun),
      ...outcomes(turn, ({ id, name }, hasFailed) =>
        event([
          { functionResponse: { id, name, response: hasFailed ? { error: "no net" } : { output: "ok" } } },
        ]),
      ),
    ];
  },
  fail: (errorMessage) => ({ invocationId: "i", errorCode: "500", errorMessage }),
};

const genkit: Language = {
  hasResults: true,
  turn: (turn) => {
    const chunk = (role: string, content: readonly object[]) => ({
      index: 0,
      role,
      content,
      previousChunks: [],
    });
    return [
      ...turn.texts.map((text) => say(chunk("model", [{ text }]), text)),
      ...turn.calls.map((call) =>
        tell(chunk("model", [{ toolRequest: { name: call.name, ref: call.id, input: args } }]), {
          type: "begun",
          call,
        }),
      ),
      ...outcomes(turn, ({ id, name }, hasFailed) =>
        chunk("tool", [
          { toolResponse: { name, ref: id, output: hasFailed ? { error: "no net" } : "found" } },
        ]),
      ),
    ];
  },
};

const strands: Language = {
  hasResults: true,
  turn: (turn) => {
    const event = (fields: object) => ({ type: "modelStreamUpdateEvent", event: fields });
    return [
      tell(event({ type: "modelMessageStartEvent", role: "assistant" }), again),
      ...turn.texts.map((text) =>
        say(event({ type: "modelContentBlockDeltaEvent", delta: { type: "textDelta", text } }), text),
      ),
      ...quiet(event({ type: "modelContentBlockStopEvent" })),
      ...turn.calls.flatMap(({ id, name, outcome }) => [
        tell(
          event({
            type: "modelContentBlockStartEvent",
            start: { type: "toolUseStart", name, toolUseId: id },
          }),
          { type: "begun", call: turn.calls.find((one) => one.id === id) ?? { id, name, outcome } },
        ),
        ...quiet(
          event({ type: "modelContentBlockDeltaEvent", delta: { type: "toolUseInputDelta", input } }),
          event({ type: "modelContentBlockStopEvent" }),
        ),
      ]),
      ...quiet(
        event({ type: "modelMessageStopEvent", stopReason: turn.calls.length > 0 ? "toolUse" : "endTurn" }),
      ),
      ...outcomes(turn, ({ id }, hasFailed) => ({
        type: "toolResultEvent",
        result: { toolUseId: id, status: hasFailed ? "error" : "success", content: [{ text: "x" }] },
      })),
    ];
  },
};

/** What SDKs and agents give. */
export const sdks = {
  fullStream,
  uiStream,
  version4,
  mastra,
  agents,
  agUi,
  claude,
  claudePieces,
  adk,
  genkit,
  strands,
};

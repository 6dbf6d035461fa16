import { args, type Call, input, type Language, outcomes, quiet, say, tell, upper } from "./language.ts";

const graph: Language = {
  hasResults: true,
  turn: (turn, at, mix) => {
    const message = (node: string, fields: object) => [
      { type: "AIMessageChunk", id: `${node}${at}`, content: "", ...fields },
      { langgraph_node: node, langgraph_step: at * 2, langgraph_checkpoint_ns: `${node}:${at}` },
    ];
    const speak = (node: string, texts: readonly string[]) =>
      texts.map((content) => say(message(node, { content }), content, `${node}${at}`));
    return [
      ...mix([
        speak("a", turn.texts),
        [
          ...speak("b", turn.texts.map(upper)),
          ...turn.calls.map((call, index) =>
            tell(message("b", { tool_call_chunks: [{ index, id: call.id, name: call.name, args: input }] }), {
              type: "begun",
              call,
            }),
          ),
          ...quiet(message("b", { response_metadata: { finish_reason: "stop" } })),
        ],
      ]),
      ...outcomes(turn, ({ id, name }, hasFailed) => [
        {
          type: "tool",
          id: `r${id}`,
          tool_call_id: id,
          name,
          content: "x",
          status: hasFailed ? "error" : "success",
        },
        { langgraph_node: "tools", langgraph_step: at * 2 + 1, langgraph_checkpoint_ns: `tools:${id}` },
      ]),
    ];
  },
};

const streamEvents: Language = {
  hasResults: true,
  turn: (turn, at, mix) => {
    const event = (name: string, run_id: string, more: object = {}) => ({
      event: name,
      run_id,
      name: "x",
      ...more,
    });
    const speak = (run: string, texts: readonly string[]) => [
      say(event("on_chat_model_start", run), "", run),
      ...texts.map((content) =>
        say(
          event("on_chat_model_stream", run, { data: { chunk: { type: "AIMessageChunk", content } } }),
          content,
          run,
        ),
      ),
      ...quiet(
        event("on_chat_model_end", run, { data: { output: { type: "ai", content: texts.join("") } } }),
      ),
    ];
    return [
      ...mix([speak(`a${at}`, turn.texts), speak(`b${at}`, turn.texts.map(upper))]),
      ...mix(
        turn.calls.map((call) => [
          tell(event("on_tool_start", call.id, { name: call.name, data: { input: { input } } }), {
            type: "begun",
            call,
          }),
        ]),
      ),
      ...outcomes(turn, ({ id, name }, hasFailed) =>
        event(hasFailed ? "on_tool_error" : "on_tool_end", id, {
          name,
          data: hasFailed ? { error: "no net" } : { output: "found" },
        }),
      ),
    ];
  },
};

const events3: Language = {
  hasResults: true,
  turn: (turn, at, mix) => {
    const event = (name: string, run_id: string, more: object = {}) => ({
      type: "event",
      method: name.startsWith("tool-") ? "tools" : "messages",
      params: { namespace: [`${run_id}:1`], node: run_id.charAt(0), data: { event: name, run_id, ...more } },
    });
    const speak = (run: string, texts: readonly string[], calls: readonly Call[]) => [
      say(event("message-start", run), "", run),
      ...quiet(event("content-block-start", run, { index: 0, content: { type: "text", text: "" } })),
      ...texts.map((text) =>
        say(event("content-block-delta", run, { index: 0, delta: { type: "text-delta", text } }), text, run),
      ),
      ...quiet(event("content-block-finish", run, { index: 0, content: { type: "text" } })),
      ...calls.flatMap((call, place) => [
        tell(
          event("content-block-start", run, {
            index: place + 1,
            content: { type: "tool_call_chunk", id: call.id, name: call.name, args: "" },
          }),
          { type: "begun", call } as const,
        ),
        ...quiet(
          event("content-block-finish", run, { index: place + 1, content: { type: "tool_call", args } }),
        ),
      ]),
      ...quiet(event("message-finish", run, { reason: calls.length > 0 ? "tool_use" : "stop" })),
    ];
    return [
      ...mix([speak(`a${at}`, turn.texts, []), speak(`b${at}`, turn.texts.map(upper), turn.calls)]),
      ...outcomes(turn, ({ id, name }, hasFailed) =>
        event(hasFailed ? "tool-error" : "tool-finished", id, {
          tool_call_id: id,
          tool_name: name,
          ...(hasFailed ? { message: "no net" } : { output: "found" }),
        }),
      ),
    ];
  },
};

/** What LangChain and LangGraph give, with two nodes that speak at the same time. */
export const graphs = { graph, streamEvents, events3 };

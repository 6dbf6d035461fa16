import {
  type Dialect,
  fieldsOf,
  type Handlers,
  handle,
  type Item,
  inputOf,
  matches,
  pick,
  pickString,
} from "./dialect.ts";
import { openaiResponses } from "./openai-responses.ts";

/** Events of `@openai/agents`, which a `StreamedRunResult` gives. A failed run throws. */
export const openaiAgents: Dialect = {
  reads: ({ type }) => matches(type, /^(raw_model|run_item|agent_updated)_stream_event$/),
  create(writer, open) {
    // The events of the model's API repeat texts and calls. The rest comes nowhere else.
    const { read } = open((part) => {
      if (/^(reasoning-|file|source|finish$)/.test(part.type)) writer.emit(part);
    });
    const readItem = openaiResponses.create(writer, open);
    const call = (item: Item) => {
      const { type, name, providerData, ...given } = fieldsOf(item.rawItem);
      if (type !== "hosted_tool_call")
        return void writer.call({ ...fieldsOf(item.rawItem), name: nameOf(item) });
      // What OpenAI runs is an item of its API, with its result. A request for an approval comes again as an item of its own.
      const ran = { type: `${name}`.replace(/(_call)?$/, "_call"), ...given, ...fieldsOf(providerData) };
      if (!matches(ran.type, /^mcp_approval/)) readItem({ type: "response.output_item.done", item: ran });
    };
    const output = (item: Item) => {
      const given = pick(item, "output rawItem.output.text rawItem.output");
      // The output of a failed tool is a text of the SDK.
      const is_error = matches(given, /^An error occurred while (running|parsing) /);
      writer.result(
        { ...fieldsOf(item.rawItem), output: given, is_error },
        { toolCallId: idOf(item), toolName: nameOf(item) },
      );
    };

    const handlers: Handlers = {
      response_started: () => writer.again(),
      output_text_delta: ({ delta, itemId }) => writer.say(delta, itemId),
      response_done: () => writer.endStep(),
      model: ({ event }) => read(fieldsOf(event)),
      message_output_item: ({ rawItem }) => writer.sayWhole(pick(rawItem, "content"), pick(rawItem, "id")),
      tool_call_item: call,
      handoff_call_item: call,
      tool_call_output_item: output,
      handoff_output_item: output,
      tool_approval_item(item) {
        const input = inputOf(item.rawItem) ?? inputOf(pick(item, "rawItem.providerData"));
        writer.ask(idOf(item), idOf(item), nameOf(item), input);
      },
    };

    return ({ data, item }) => {
      const inner = fieldsOf(data ?? item);
      handle(handlers, inner.type, inner);
    };
  },
};

function idOf(item: Item): string | undefined {
  return pickString(item, "rawItem.callId rawItem.id");
}

function nameOf(item: Item): string | undefined {
  return pickString(item, "toolName rawItem.name rawItem.type")?.replace(/_call$/, "");
}

import { anthropic } from "./anthropic.ts";
import { type Dialect, emitOutcome, fieldsOf, type Item, stringOf } from "./dialect.ts";

/**
 * Events of Bedrock's `ConverseStream`, and those of Strands, an agent on top of it. They are Anthropic's in other words: Bedrock
 * names them by their only field, Strands by their type.
 */
export const bedrock: Dialect = {
  reads: (item) => names.test(Object.keys(item)[0] ?? "") || strands.test(stringOf(item.type) ?? ""),
  create(emit, open) {
    const read = anthropic.create(emit, open);

    const readEvent = (name: string, event: Item) => {
      const { contentBlockIndex: index, start, delta, stopReason } = event;
      switch (name.charAt(0).toLowerCase() + name.slice(1)) {
        case "messageStart":
          return read({ type: "message_start" });
        case "contentBlockStart": {
          const { toolUse, toolUseId: id, name } = fieldsOf(start);
          const call = { id, name, ...renamed(toolUse) };
          const type = call.id === undefined ? "text" : "tool_use";
          return read({ type: "content_block_start", index, content_block: { ...call, type } });
        }
        case "contentBlockDelta": {
          const { type, text, input, toolUse, reasoningContent } = fieldsOf(delta);
          const isThought = type === "reasoningContentDelta";
          return read({
            type: "content_block_delta",
            index,
            delta: {
              text: isThought ? undefined : text,
              thinking: isThought ? text : fieldsOf(reasoningContent).text,
              partial_json: input ?? fieldsOf(toolUse).input,
            },
          });
        }
        case "contentBlockStop":
          return read({ type: "content_block_stop", index });
        case "messageStop":
          read({ type: "message_delta", delta: { stop_reason: stopReason } });
          return read({ type: "message_stop" });
      }
    };

    const readResult = ({ toolUseId, status, content, error }: Item) => {
      if (typeof toolUseId === "string")
        emitOutcome(
          emit,
          { toolCallId: toolUseId },
          content,
          status === "error" ? (error ?? content) : undefined,
        );
    };

    return (item) => {
      const { type, event, result } = item;
      if (type === "modelStreamUpdateEvent") {
        const name = /^model(.*)Event$/.exec(stringOf(fieldsOf(event).type) ?? "")?.[1] ?? "";
        readEvent(name, fieldsOf(event));
      } else if (type === "toolResultEvent") readResult(fieldsOf(result));
      else for (const [name, value] of Object.entries(item)) readEvent(name, fieldsOf(value));
    };
  },
};

function renamed(toolUse: unknown): Item {
  const { toolUseId, name } = fieldsOf(toolUse);
  return toolUseId === undefined ? {} : { id: toolUseId, name };
}

/** The only field of an event of Bedrock. */
const names = /^(messageSt(art|op)|contentBlock(Start|Delta|Stop)|metadata)$/;
const strands = /^(modelStreamUpdate|toolResult|(before|after)(Invocation|ModelCall|Tools))Event$/;

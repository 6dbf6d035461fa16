import { blockHandlers, toSnakeCase } from "./anthropic.ts";
import {
  type Dialect,
  fieldsOf,
  type Handlers,
  handle,
  matches,
  parseInput,
  pick,
  pickString,
} from "./dialect.ts";

/**
 * Events of Bedrock's `ConverseStream`, and of Strands, an agent framework on top of it. Bedrock's events are named by their only field, those
 * of Strands by their type.
 */
export const bedrock: Dialect = {
  reads: (item) => matches(Object.keys(item)[0], names) || matches(item.type, strands),
  create(writer, open) {
    const { read } = open(writer.emit);
    const handlers: Handlers = {
      ...blockHandlers(writer),
      content_block_start({ contentBlockIndex, start }) {
        const given = fieldsOf(pick(start, "toolUse") ?? start);
        const { toolUseId, type } = given;
        const callType = type === "server_tool_use" ? type : "tool_use";
        const block = { ...given, type: toolUseId === undefined ? "text" : callType };
        writer.begin(contentBlockIndex, pick(start, "toolResult") ?? block);
      },
    };

    /** The events of a model's own API, or the text of an agent of Bedrock. */
    const readBytes = (bytes: unknown) => {
      const text = new TextDecoder().decode(bytes as Uint8Array);
      const inner = parseInput(text);
      return typeof inner === "object" ? read(fieldsOf(inner)) : writer.text(text);
    };

    return (item) => {
      const { chunk, type, event, result } = item;
      if (chunk !== undefined) return readBytes(fieldsOf(chunk).bytes);
      if (type === "toolResultEvent") return writer.result(result);
      const named =
        type === "modelStreamUpdateEvent"
          ? { [(pickString(event, "type") ?? "").replace(/^model|Event$/g, "")]: event }
          : item;
      for (const [name, value] of Object.entries(named))
        if (name.endsWith("Exception")) writer.fail(value);
        else handle(handlers, toSnakeCase(name), fieldsOf(value));
    };
  },
};

/** The only field of an event of Bedrock. The SDK of AWS names events that are newer than itself `$unknown`. */
const names = /^(messageSt(art|op)|contentBlock(Start|Delta|Stop)|metadata|chunk|\$unknown|\w+Exception)$/;
const strands = /^(modelStreamUpdate|toolResult|(before|after)(Invocation|ModelCall|Tools))Event$/;

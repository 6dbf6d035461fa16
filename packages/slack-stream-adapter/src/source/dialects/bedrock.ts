import {
  type Dialect,
  fieldsOf,
  type Handlers,
  handle,
  matches,
  parseInput,
  pick,
  pickString,
  textOf,
} from "./dialect.ts";

/**
 * Events of Bedrock's `ConverseStream`, and those of Strands, an agent on top of it. Bedrock names them by their only field,
 * Strands by their type.
 */
export const bedrock: Dialect = {
  reads: (item) => matches(Object.keys(item)[0], names) || matches(item.type, strands),
  create(writer, open) {
    const readInner = open(writer.emit).read;
    const readResult = (result: unknown) => {
      const content = pick(result, "content");
      const failure =
        pick(result, "status") === "error" ? (pick(result, "error") ?? textOf(content)) : undefined;
      writer.result({ toolCallId: pickString(result, "toolUseId") }, content, failure);
    };

    const handlers: Handlers = {
      messagestart: writer.again,
      contentblockstart({ contentBlockIndex, start }) {
        const call = pick(start, "toolUse") ?? start;
        const id = pick(call, "toolUseId");
        const by = pick(call, "type") === "server_tool_use" ? "provider" : "app";
        writer.begin(contentBlockIndex, { type: id ? "call" : "text", id, name: pick(call, "name"), by });
        readResult(pick(start, "toolResult"));
      },
      contentblockdelta({ contentBlockIndex, delta }) {
        const isThought = pick(delta, "type") === "reasoningContentDelta";
        writer.add(
          contentBlockIndex,
          isThought ? undefined : pick(delta, "text"),
          pick(delta, isThought ? "text" : "reasoningContent.text"),
          pick(delta, "input toolUse.input"),
        );
        const citation = pick(delta, "citation");
        writer.source({ url: pick(citation, "location.web.url source"), title: pick(citation, "title") });
      },
      // The events of a model's own API.
      chunk: ({ bytes }) =>
        void readInner(fieldsOf(parseInput(new TextDecoder().decode(bytes as Uint8Array)))),
      contentblockstop: ({ contentBlockIndex }) => writer.end(contentBlockIndex),
      messagestop: ({ stopReason }) => writer.finish(stopReason),
    };

    return (item) => {
      const { type, event, result } = item;
      if (type === "toolResultEvent") readResult(result);
      else {
        const named =
          type === "modelStreamUpdateEvent"
            ? { [(pickString(event, "type") ?? "").replace(/^model|Event$/g, "")]: event }
            : item;
        for (const [name, value] of Object.entries(named))
          if (name.endsWith("Exception")) writer.fail(value);
          else handle(handlers, name.toLowerCase(), fieldsOf(value));
      }
    };
  },
};

/** The only field of an event of Bedrock. */
const names = /^(messageSt(art|op)|contentBlock(Start|Delta|Stop)|metadata|chunk|\w+Exception)$/;
const strands = /^(modelStreamUpdate|toolResult|(before|after)(Invocation|ModelCall|Tools))Event$/;

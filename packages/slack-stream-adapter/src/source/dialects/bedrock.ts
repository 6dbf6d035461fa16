import { type Dialect, fieldsOf, type Handlers, handle, pick, pickString, textOf } from "./dialect.ts";

/**
 * Events of Bedrock's `ConverseStream`, and those of Strands, an agent on top of it. Bedrock names them by their only field,
 * Strands by their type.
 */
export const bedrock: Dialect = {
  reads: (item) => names.test(Object.keys(item)[0] ?? "") || strands.test(pickString(item, "type") ?? ""),
  create(writer) {
    const handlers: Handlers = {
      messagestart: writer.again,
      contentblockstart({ contentBlockIndex, start }) {
        const call = pick(start, "toolUse") ?? start;
        const id = pick(call, "toolUseId");
        writer.begin(contentBlockIndex, { type: id ? "call" : "text", id, name: pick(call, "name") });
      },
      contentblockdelta({ contentBlockIndex, delta }) {
        const isThought = pick(delta, "type") === "reasoningContentDelta";
        const text = pick(delta, "text");
        writer.add(
          contentBlockIndex,
          isThought ? undefined : text,
          isThought ? text : pick(delta, "reasoningContent.text"),
          pick(delta, "input toolUse.input"),
        );
      },
      contentblockstop: ({ contentBlockIndex }) => writer.end(contentBlockIndex),
      messagestop: ({ stopReason }) => writer.finish(stopReason),
    };

    return (item) => {
      const { type, event, result } = item;
      if (type === "toolResultEvent") {
        const content = pick(result, "content");
        const failure =
          pick(result, "status") === "error" ? (pick(result, "error") ?? textOf(content)) : undefined;
        writer.result({ toolCallId: pickString(result, "toolUseId") }, content, failure);
      } else {
        const named =
          type === "modelStreamUpdateEvent"
            ? { [(pickString(event, "type") ?? "").replace(/^model|Event$/g, "")]: event }
            : item;
        for (const [name, value] of Object.entries(named))
          handle(handlers, name.toLowerCase(), fieldsOf(value));
      }
    };
  },
};

/** The only field of an event of Bedrock. */
const names = /^(messageSt(art|op)|contentBlock(Start|Delta|Stop)|metadata)$/;
const strands = /^(modelStreamUpdate|toolResult|(before|after)(Invocation|ModelCall|Tools))Event$/;

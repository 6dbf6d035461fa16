import {
  type Dialect,
  fieldsOf,
  type Handlers,
  handle,
  type Item,
  matches,
  pick,
  pickItems,
  pickString,
} from "./dialect.ts";

/** Events of Google's Interactions API. A call and its result are two steps. */
export const googleInteractions: Dialect = {
  reads: ({ event_type }) => matches(event_type, /^(interaction|step)\.|^error$/),
  create(writer) {
    /** The steps that are open, by their index. */
    const steps = new Map<unknown, Item>();

    const readContent = (content: Item) => {
      writer.text(content.text);
      pickItems(content, "annotations").forEach(writer.source);
      if (matches(content.type, /^(image|audio|video|document)$/)) writer.file(content);
    };

    const readResult = (call: unknown, { result, is_error }: Item) => {
      if (result !== undefined)
        writer.result(
          { toolCallId: pickString(call, "call_id") },
          result,
          is_error === true ? result : undefined,
        );
    };

    const handlers: Handlers = {
      "interaction.created": writer.again,
      "step.start"({ index, step: given }) {
        const step = fieldsOf(given);
        const [, name] = /^(\w+)_call$/.exec(step.type as string) ?? [];
        steps.set(index, step);
        pickItems(step, "content").forEach(readContent);
        const type = name ? "call" : step.type === "thought" ? "thought" : "other";
        const by = name === "function" ? "app" : "provider";
        writer.begin(index, { type, id: step.id, name: step.name ?? name, by });
        readResult(step, step);
      },
      "step.delta"({ index, delta: given }) {
        const delta = fieldsOf(given);
        const { type, arguments: input } = delta;
        writer.addInput(index, input);
        if (typeof input === "object") steps.set(index, { ...steps.get(index), arguments: input });
        if (type === "thought_summary") writer.thought(pick(delta, "content.text"));
        else readContent(delta);
        readResult(steps.get(index), delta);
      },
      "step.stop"({ index }) {
        const input = fieldsOf(steps.get(index)?.arguments);
        writer.end(index, Object.keys(input).length > 0 ? input : undefined);
      },
      error: ({ error }) => writer.fail(error),
    };

    return (item) => {
      handle(handlers, item.event_type, item);
      const status = pick(item, "status interaction.status");
      if (status === "failed") writer.fail("the interaction failed");
      if (status === "cancelled") writer.emit({ type: "abort" });
      if (matches(status, /^(complet|incomplet|requires|budget)/)) writer.finish(status);
    };
  },
};

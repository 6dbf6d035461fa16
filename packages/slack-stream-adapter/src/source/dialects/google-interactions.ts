import {
  type Dialect,
  fieldsOf,
  type Handlers,
  handle,
  type Item,
  matches,
  pick,
  pickItems,
} from "./dialect.ts";

/** Events of Google's Interactions API. A call and its result are two steps. */
export const googleInteractions: Dialect = {
  reads: ({ event_type }) => matches(event_type, /^(interaction|step)\.|^error$/),
  create(writer) {
    /** The steps that are open, by their index. */
    const steps = new Map<unknown, Item>();

    const readContent = (content: Item) => {
      writer.text(content.text);
      for (const one of pickItems(content, "annotations")) writer.source(one);
      if (matches(content.type, /^(image|audio|video|document)$/)) writer.file(content);
    };

    const handlers: Handlers = {
      "interaction.created": () => writer.again(),
      "step.start"({ index, step: given }) {
        const step = fieldsOf(given);
        steps.set(index, step);
        pickItems(step, "content").forEach(readContent);
        writer.begin(index, step);
      },
      "step.delta"({ index, delta: given }) {
        const delta = fieldsOf(given);
        const { type, arguments: input } = delta;
        writer.add(index, { input });
        if (typeof input === "object") steps.set(index, { ...steps.get(index), arguments: input });
        if (type === "thought_summary") writer.thought(pick(delta, "content.text"));
        else readContent(delta);
        if (delta.result !== undefined) writer.result({ ...steps.get(index), ...delta });
      },
      "step.stop"({ index }) {
        const input = fieldsOf(steps.get(index)?.arguments);
        writer.end(index, Object.keys(input).length > 0 ? { input } : undefined);
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

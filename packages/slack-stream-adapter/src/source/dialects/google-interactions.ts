import { type Dialect, fieldsOf, type Handlers, handle, type Item, matches, pick } from "./dialect.ts";

/** Events of Google's Interactions API. A call and its result are two steps. */
export const googleInteractions: Dialect = {
  reads: ({ event_type }) => matches(event_type, /^(interaction|step|content)\.|^error$/),
  create(writer) {
    /** The steps that are open, by their index. */
    const steps = new Map<unknown, Item>();

    const handlers: Handlers = {
      "interaction.created": () => writer.turn(),
      "step.start"(item) {
        const step = fieldsOf(pick(item, "step content"));
        steps.set(item.index, step);
        writer.begin(item.index, step);
        writer.content(step.content);
      },
      "step.delta"({ index, delta: given }) {
        const delta = fieldsOf(given);
        writer.add(index, delta);
        if (delta.result !== undefined) writer.result({ ...steps.get(index), ...delta });
      },
      "step.stop": ({ index }) => writer.end(index),
      error: ({ error }) => writer.fail(error),
    };

    return (item) => {
      // The first version calls a step content.
      handle(handlers, (item.event_type as string).replace(/^content/, "step"), item);
      const status = pick(item, "status interaction.status");
      if (status === "failed") writer.fail(pick(item, "interaction.error") ?? "the interaction failed");
      if (status === "cancelled") writer.emit({ type: "abort" });
      if (matches(status, /^(complet|incomplet|requires|budget)/)) writer.finish(status);
    };
  },
};

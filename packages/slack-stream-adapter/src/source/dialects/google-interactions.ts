import { createCallBuffer } from "./call-buffer.ts";
import {
  type Dialect,
  emitError,
  emitFinish,
  emitOutcome,
  emitSource,
  emitText,
  emitThought,
  fieldsOf,
  type Item,
  itemsOf,
  stringOf,
} from "./dialect.ts";

/** Events of Google's Interactions API. A call and its result are two steps. */
export const googleInteractions: Dialect = {
  reads: ({ event_type }) => /^(interaction|step)\.|^error$/.test(stringOf(event_type) ?? ""),
  create(emit) {
    const calls = createCallBuffer(emit);
    /** The steps that are open, by their index. */
    const steps = new Map<unknown, Item>();

    const readContent = ({ type, text, annotations, mime_type, uri }: Item) => {
      emitText(emit, text);
      for (const one of itemsOf(annotations)) emitSource(emit, one);
      if (/^(image|audio|video|document)$/.test(stringOf(type) ?? ""))
        emit({ type: "file", mediaType: stringOf(mime_type), url: stringOf(uri) });
    };

    const readResult = ({ call_id }: Item, { result, is_error }: Item) => {
      if (typeof call_id !== "string" || result === undefined) return;
      calls.forget(call_id);
      emitOutcome(emit, { toolCallId: call_id }, result, is_error === true ? result : undefined);
    };

    const startStep = (index: unknown, step: Item) => {
      const type = stringOf(step.type) ?? "";
      steps.set(index, step);
      for (const content of itemsOf(step.content)) readContent(fieldsOf(content));
      if (type === "thought") emit({ type: "reasoning-start" });
      if (type.endsWith("_call"))
        calls.begin(
          index,
          step.id,
          step.name ?? type.slice(0, -"_call".length),
          type === "function_call" ? "app" : "provider",
        );
      readResult(step, step);
    };

    const readDelta = (index: unknown, delta: Item) => {
      const step = steps.get(index) ?? {};
      const { type, arguments: input, content } = delta;
      calls.add(index, input);
      if (typeof input === "object") steps.set(index, { ...step, arguments: input });
      if (type === "thought_summary") emitThought(emit, fieldsOf(content).text);
      else readContent(delta);
      readResult(step, delta);
    };

    const stopStep = (index: unknown) => {
      const { type, arguments: input } = steps.get(index) ?? {};
      steps.delete(index);
      if (type === "thought") emit({ type: "reasoning-end" });
      calls.end(index, Object.keys(fieldsOf(input)).length > 0 ? input : undefined);
    };

    const readEnd = (status: string) => {
      if (status === "failed") emitError(emit, "the interaction failed");
      if (status === "cancelled") emit({ type: "abort" });
      if (/^(completed|incomplete|requires_action|budget_exceeded)$/.test(status)) emitFinish(emit, status);
    };

    return ({ event_type, index, step, delta, interaction, status, error }) => {
      switch (event_type) {
        case "interaction.created":
          return calls.settleAll();
        case "step.start":
          return startStep(index, fieldsOf(step));
        case "step.delta":
          return readDelta(index, fieldsOf(delta));
        case "step.stop":
          return stopStep(index);
        case "error":
          return emitError(emit, error);
        default:
          readEnd(stringOf(status ?? fieldsOf(interaction).status) ?? "");
      }
    };
  },
};

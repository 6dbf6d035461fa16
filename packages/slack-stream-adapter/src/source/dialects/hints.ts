import { fieldsOf } from "./dialect.ts";

/** The line that helps where a value can't be read, for values that are often given; empty for others. */
export function hintFor(value: unknown): string {
  const hint = hints.find(([isIt]) => isIt(value))?.[1];
  return hint === undefined ? "" : ` (${hint})`;
}

const has = (...names: readonly string[]) => {
  return (value: unknown) =>
    typeof value === "object" && value !== null && names.every((name) => name in value);
};

const hints: readonly (readonly [(value: unknown) => boolean, string])[] = [
  [
    has("role", "parts"),
    "a UI message holds all text so far, each time; give the stream that readUIMessageStream reads",
  ],
  [has("text", "steps"), "a generateText result is a whole answer; give result.text, or use streamText"],
  [has("finalOutput"), "a run without stream: true is a whole answer; give result.finalOutput"],
  [has("object", "finishReason"), "a generateObject result is no text; give a text made of result.object"],
  [
    (value) =>
      has("choices")(value) || has("output", "output_text")(value) || has("content", "stop_reason")(value),
    "that is a whole answer; call the API with stream: true, or give its text",
  ],
  [has("subscribe"), "an observable; give an async iterable, or push its events to createSlackStream"],
  [has("messages"), 'the state of a graph; call stream with streamMode: "messages"'],
  [
    (value) => Object.values(fieldsOf(value)).some(has("messages")),
    'the updates of a graph; call stream with streamMode: "messages"',
  ],
  [
    (value) => isPlain(value) && !has("type")(value),
    "if it is a piece of a partialOutputStream or an elementStream: give the streamText result itself, or text made of the objects",
  ],
];

function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Array.isArray(value);
}

import { fieldsOf, itemsOf, stringOf } from "./dialect.ts";

/** The line that helps where a value can't be read, for values that are often given; empty for others. */
export function hintFor(value: unknown): string {
  if (typeof value !== "object" || value === null) return "";
  const field = Object.keys(value).find((name) => isStream(fieldsOf(value)[name]));
  const hint =
    field === undefined || Array.isArray(value)
      ? hints.find(([isIt]) => isIt(value))?.[1]
      : `give its ${field}`;
  return hint === undefined ? "" : ` (${hint})`;
}

const has =
  (...names: readonly string[]) =>
  (value: object) =>
    names.every((name) => name in value);

const hints: readonly (readonly [(value: object) => boolean, string])[] = [
  [isStream, "a stream of streams; yield* each of them in a generator"],
  [
    has("role", "parts"),
    "a UI message holds all text so far, each time; give the stream that readUIMessageStream reads",
  ],
  [has("text", "steps"), "a generateText result is a whole answer; give result.text, or use streamText"],
  [has("finalOutput"), "a run without stream: true is a whole answer; give result.finalOutput"],
  [has("object", "finishReason"), "a generateObject result is no text; give a text made of result.object"],
  [
    (value) =>
      has("choices")(value) ||
      has("output", "output_text")(value) ||
      has("content", "stop_reason")(value) ||
      has("content", "response_metadata")(value),
    "that is a whole answer; call the API with stream: true, or give its text",
  ],
  [
    (value) => has("subscribe")(value) || has("on", "emit")(value),
    "push its events to createSlackStream, or give an async iterable of them",
  ],
  [
    (value) =>
      has("messages")(value) ||
      modeOf(value) !== undefined ||
      Object.values(value).some((one) => has("messages")(Object(one))),
    'a state or an update of a graph; call stream with streamMode: "messages"',
  ],
  [
    has("event", "data"),
    'for text of a LangGraph server: call runs.stream with streamMode: "messages-tuple"',
  ],
  [
    (value) => isPlain(value) && !has("type")(value),
    "if it is an event of your own: give its text; if it is a piece of a partialOutputStream or an elementStream: give the streamText result itself, or text made of the objects",
  ],
];

function isStream(value: unknown): boolean {
  const { getReader } = fieldsOf(value);
  return typeof getReader === "function" || Symbol.asyncIterator in fieldsOf(value);
}

/** What an item calls itself: its type, or the way of streaming that LangGraph puts before it. */
export function kindOf(item: object): string | undefined {
  const { type, event, event_type } = fieldsOf(item);
  return [type, event, event_type, modeOf(item)].map(stringOf).find((one) => one !== undefined);
}

/** A way of streaming a graph that gives no text; before it may stand the place of a subgraph. */
function modeOf(value: object): string | undefined {
  const [first, second] = itemsOf(value);
  const mode = stringOf(Array.isArray(first) ? second : first);
  return /^(?:values|updates|custom|debug|tasks|checkpoints|tools)$/.test(mode ?? "") ? mode : undefined;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Array.isArray(value);
}

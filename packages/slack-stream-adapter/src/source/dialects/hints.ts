import { fieldsOf, itemsOf, matches, stringOf } from "./dialect.ts";

/** Returns advice for a value that can't be read, if it is a known mistake. Otherwise an empty text. */
export function hintFor(value: unknown): string {
  if (typeof value !== "object" || value === null) return "";
  const field = Object.keys(value).find(
    (name) => isStream(fieldsOf(value)[name]) && !/^(partial|element)/.test(name),
  );
  const hint = field === undefined || Array.isArray(value) ? findHint(value) : `give its ${field}`;
  return hint === undefined ? "" : ` (${hint})`;
}

const graph = 'a state or an update of a graph; call stream with streamMode: "messages"';

/** The advice by the fields of a value. `|` separates kinds of values with the same advice. */
const hints: readonly (readonly [fields: string, hint: string])[] = [
  ["role parts", "a UI message holds all text so far; give the stream that readUIMessageStream reads"],
  ["text steps", "give result.text, or use streamText"],
  ["finalOutput", "give result.finalOutput, or run it with stream: true"],
  ["object finishReason|object type", "give a text made of result.object"],
  [
    "choices|candidates|response|output object|output stopReason|content stop_reason|content response_metadata|message done|message finishReason|message finish_reason",
    "that is a whole answer; call the API with stream: true, or give its text",
  ],
  ["subscribe|on emit", "push its events to createSlackStream, or give an async iterable of them"],
  ["messages", graph],
  ["event data", 'give the text of its data; with a LangGraph server use streamMode: "messages-tuple"'],
];

function findHint(value: object): string | undefined {
  if (isStream(value)) return "a stream of streams; yield* each of them in a generator";
  const known = hints.find(([kinds]) =>
    kinds.split("|").some((fields) => fields.split(" ").every((name) => name in value)),
  );
  if (known) return known[1];
  if (modeOf(value) || Object.values(value).some((one) => "messages" in Object(one))) return graph;
  return "type" in value || "then" in value
    ? undefined
    : "give the text of an event of your own; for a partialOutputStream or an elementStream give the streamText result itself";
}

function isStream(value: unknown): boolean {
  const { getReader } = fieldsOf(value);
  return typeof getReader === "function" || Symbol.asyncIterator in fieldsOf(value);
}

/** The type of an item, or LangGraph's stream mode before it. A generator may yield a field that the last chunk does not have. */
export function kindOf(item: unknown): string | undefined {
  if (item === undefined || item === null) return `${item}`;
  const { type, event, event_type } = fieldsOf(item);
  return [type, event, event_type, modeOf(item)].map(stringOf).find((one) => one !== undefined);
}

/** A way of streaming a graph that gives no text; before it may stand the place of a subgraph. */
function modeOf(value: unknown): string | undefined {
  const [first, second] = itemsOf(value);
  const mode = stringOf(Array.isArray(first) ? second : first);
  return matches(mode, /^(?:values|updates|custom|debug|tasks|checkpoints|tools)$/) ? mode : undefined;
}

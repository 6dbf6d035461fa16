import { createParser, type EventSourceMessage } from "eventsource-parser";
import { fieldsOf, itemsOf, pick } from "./dialect.ts";
import { isOfDialect } from "./table.ts";

/** Receives the items of a text: objects, or plain text. */
export interface ItemSink {
  read(item: unknown): void;
}

/** Reads plain text. The readers of other forms extend it. The text may be cut anywhere. */
class FormReader {
  readonly sink: ItemSink;
  /** The source has failed, or is read no further. */
  hasFailed = false;

  constructor(sink: ItemSink) {
    this.sink = sink;
  }

  add(text: string): void {
    this.sink.read(text);
  }

  /** The text has ended: the source is over, or another item follows. */
  end(): void {}

  /** An item is not whole. If the source has failed, its own error says why. */
  protected brokeOff(where: string): void {
    if (!this.hasFailed) this.sink.read(toErrorPart(`the stream broke off in the middle of ${where}`));
  }
}

/**
 * `lines`: a JSON object on each line, or the data stream of the AI SDK 4, whose lines begin with a code. `array`: JSON, the
 * items of an array.
 */
export type TextForm = "text" | "events" | "lines" | "array";

/** If the form is still unknown after this many characters, the source is text. */
const longestBeginning = 1_000_000;

/**
 * Reads plain text, or the items of a stream of events or lines. An answer may contain `data:` lines or JSON too, so only the beginning of the
 * source decides: an event with JSON, or a line that begins like an item of a known SDK.
 */
export class TextReader extends FormReader {
  #reader: FormReader | undefined;
  #beginning = "";

  /** @param form `guess`: the beginning of the source decides. */
  constructor(sink: ItemSink, form: "guess" | TextForm) {
    super(sink);
    if (form !== "guess") this.#begin(form);
  }

  override add(text: string): void {
    if (this.#reader !== undefined) {
      this.#reader.add(text);
      return;
    }
    const known = this.#beginning.length;
    this.#beginning += text;
    // A long event comes in many pieces. Its text is parsed only when it may be complete.
    if (known > longestKind && known < longestBeginning && !/[\n\r}\]]/.test(text)) return;
    const kind = known > longestBeginning ? "text" : judgeBeginning(this.#beginning.replace(/^\uFEFF/, ""));
    if (kind !== "undecided") this.#begin(kind);
  }

  override end(): void {
    // A model may write JSON too, but not the error of an API and nothing else.
    const isFailure = pick(parse(this.#beginning), "error.message") !== undefined;
    const reader = this.#reader ?? this.#begin(isFailure ? "array" : "text");
    reader.hasFailed = this.hasFailed;
    reader.end();
  }

  #begin(form: TextForm): FormReader {
    const reader = new readers[form](this.sink);
    this.#reader = reader;
    if (this.#beginning !== "") reader.add(this.#beginning);
    this.#beginning = "";
    return reader;
  }
}

type Judgement = TextForm | "undecided";

/** The kind stands in the first characters; an answer that is JSON is not held back for longer. */
const longestKind = 200;
const lineOfKnown =
  /^\{(?:(?:"id":"[^"]*",)?"object":"chat\.completion\.chunk"|"model":"[^"]*","created_at":")/;
/** The beginning of a text that may be the error of an API instead of an answer. Text behind it makes the whole text an answer. */
const mayBeFailure = /^\{\s*(?:["\w:\s]*$|"error":\s*\{)/;
/** A line of the AI SDK 4: its code, and JSON. */
const codedLine = /^([0-9a-k]):(["[{].*)$/s;

/** Decides the form of a source by its first text. */
function judgeBeginning(text: string): Judgement {
  // No other form begins with these characters. A closer look would make V8 compile seven regular expressions.
  if (/^[^[{0-9a-kr:\s]/.test(text)) return "text";
  return judgeFirstLine(text) || judgeArray(text) || judgeEvents(text);
}

/** Without `alt=sse` Gemini gives an array. */
function judgeArray(text: string): "array" | "undecided" | undefined {
  if (/^\[\s*\{\s*"(candidates|promptFeedback|error":\s*\{\s*"code)":/.test(text)) return "array";
  return /^\[\s*(\{[\s\w":{]*)?$/.test(text) ? "undecided" : undefined;
}

function judgeFirstLine(text: string): "lines" | "undecided" | undefined {
  if (mayBeFailure.test(text)) return "undecided";
  // A type of one word may belong to an object inside the answer's text.
  const type = /^\{"type":"(\w+[-_.][\w.-]+|start(?="\}|",))"/.exec(text)?.[1];
  if (type === undefined ? lineOfKnown.test(text) : isOfDialect({ type })) return "lines";
  const [line = "", lineEnd] = text.split(/([\r\n])/, 2);
  const [, , coded = ""] = codedLine.exec(line) ?? [];
  if (lineEnd) return parse(coded) === undefined ? undefined : "lines";
  // Other lone characters begin an answer more often than such a stream, and waiting would delay its first text.
  const mayBecome = type === undefined && line.length <= longestKind && /^(?:\{|[f0]$|[0-9f-k]:$)/.test(line);
  return coded || mayBecome ? "undecided" : undefined;
}

function judgeEvents(text: string): Judgement {
  // Other fields of an event, comments and blank lines may come before the data.
  const rest = text.replace(/^(?:(?:(?:event|id|retry):.*|: .*|:)?(?:\r\n|\n|\r))*/, "");
  const [, lines, after = ""] = /^((?:data:[^\r\n]*(?:\r\n|\n|\r|$))+)(.*)/s.exec(rest) ?? [];
  if (lines === undefined) return fieldAt(rest) ? "undecided" : "text";
  const data = lines.replace(/^data: ?/gm, "").trimEnd();
  if (isJson(data) || data === "[DONE]") return "events";
  if (after === "") return "undecided";
  // Text may be an answer's own, unless a blank line ends it as an event and it is in quotation marks, or another event follows.
  if (!/^[\r\n]/.test(after)) return "text";
  const next = after.trimStart();
  const field = fieldAt(next);
  if (typeof parse(data) === "string" || (field && next.startsWith(field))) return "events";
  return field ? "undecided" : "text";
}

/** The field of an event at the beginning of a text, as far as it was read. */
function fieldAt(text: string): string | undefined {
  return ["data:", "event:", "id:", "retry:", ": "].find(
    (field) => field.startsWith(text) || text.startsWith(field),
  );
}

function isJson(text: string): boolean {
  return /^[[{]/.test(text) && parse(text) !== undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

abstract class LinedReader extends FormReader {
  /** The line that has not ended. */
  #rest = "";

  abstract readLine(line: string): void;

  override add(text: string): void {
    // Some sources give lines without line ends.
    const mayBeNext = /^(?:(?:data|event|id|retry):|\{)/.test(text);
    const isNext = mayBeNext && isJson(this.#rest.replace(/^data: ?/, ""));
    const whole = isNext ? `\n\n${text}` : text;
    const hasLineEnd = /[\n\r]/.test(this.#rest.slice(-1) + whole);
    this.#rest += whole;
    if (!hasLineEnd) return;
    // The other half of a line end may follow.
    const lines = this.#rest.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.readLine(line);
  }

  override end(): void {
    this.readLine(this.#rest);
    this.#rest = "";
  }
}

class EventReader extends LinedReader {
  readonly #parser = createParser({
    onEvent: (event) => this.#readEvent(event),
    // Fields of other names are allowed. JSON is no field.
    onError: ({ line = "" }) => {
      if (this.#isEmpty && line.startsWith("{"))
        this.sink.read(toErrorPart(pick(parse(line), "error") ?? "the stream has no events"));
    },
  });
  #isEmpty = true;
  #isJsonStream = false;

  readLine(line: string): void {
    this.#parser.feed(`${line}\n`);
  }

  override end(): void {
    super.end();
    this.#parser.feed("\n");
  }

  #readEvent({ event, data }: EventSourceMessage): void {
    this.#isEmpty = false;
    const value = parse(data);
    if (typeof value === "object" && value !== null) this.sink.read(this.#toItem(value, event));
    else if (event === "error") this.sink.read(toErrorPart(value ?? data));
    else if (typeof value === "string") this.sink.read(value);
    else if (/^[[{]/.test(data) && data !== "[DONE]") this.brokeOff("an event");
    else if (!this.#isJsonStream && data !== "[DONE]") this.sink.read(data);
  }

  #toItem(value: object, event: string | undefined): object {
    this.#isJsonStream = true;
    if (event === undefined || fieldsOf(value).type !== undefined) return value;
    if (event === "error") return toErrorPart(value);
    return isOfDialect(fieldsOf(value)) ? value : { event, data: value };
  }
}

function toErrorPart(error: unknown): object {
  return { type: "error", error };
}

/** Reads the items of an array. JSON without an array is one item: an error, or a whole answer, which is refused. */
class ArrayReader extends FormReader {
  #rest = "";

  override add(text: string): void {
    this.#rest += text;
    if (!text.includes("}")) return;
    const end = this.#rest.lastIndexOf("}") + 1;
    const items = parse(`[${this.#rest.slice(0, end).replace(/^[\s,[]+/, "")}]`);
    if (items === undefined) return;
    this.#rest = this.#rest.slice(end);
    for (const item of itemsOf(items)) this.sink.read(item);
  }

  override end(): void {
    if (!/[^\s,[\]]/.test(this.#rest)) return;
    const item = parse(this.#rest);
    if (item === undefined) this.brokeOff("an item");
    else this.sink.read(item);
  }
}

/** The parts of the AI SDK 4 that the codes of its data stream stand for. */
const codes: Readonly<Record<string, string>> = {
  0: "text-delta",
  3: "error",
  9: "tool-call",
  a: "tool-result",
  b: "tool-call-streaming-start",
  d: "finish",
  e: "step-finish",
  f: "step-start",
  g: "reasoning",
  h: "source",
  k: "file",
};

class LineReader extends LinedReader {
  readLine(line: string): void {
    if (line.trim() === "") return;
    const [, code, coded] = codedLine.exec(line) ?? [];
    const value = parse(coded ?? line.replace(/^\uFEFF/, ""));
    if (value === undefined) this.brokeOff("a line");
    else this.sink.read(code === undefined ? value : toPart(codes[code] ?? "raw", value));
  }
}

function toPart(type: string, value: unknown): object {
  return typeof value === "string" ? { type, textDelta: value, error: value } : { ...fieldsOf(value), type };
}

const readers = { text: FormReader, events: EventReader, lines: LineReader, array: ArrayReader };

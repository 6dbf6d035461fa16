import { createParser } from "eventsource-parser";
import { fieldsOf, itemsOf } from "./dialect.ts";
import { isOfDialect } from "./table.ts";

/** Reads text that may be server-sent events or lines of JSON, cut anywhere. */
export interface TextReader {
  add(text: string): void;
  /** Nothing comes any more, or something else than text. */
  end(): void;
}

/**
 * `lines`: a JSON object on each line, or the data stream of the AI SDK 4, whose lines begin with a code. `array`: JSON, the
 * items of an array.
 */
export type TextForm = "text" | "events" | "lines" | "array";

export interface TextReaderOptions {
  /** An item, or text: data that is not JSON, or the whole body if the source is plain text. */
  readonly item: (item: unknown) => void;
  /** `guess`: the beginning of the source decides. */
  readonly form: "guess" | TextForm;
}

/** A longer beginning is text. */
const longestBeginning = 1_000_000;

/**
 * Text as it is, or the items of a stream of events or lines. An answer may hold `data:` lines or JSON as well, so only the
 * beginning of the source decides: an event that holds JSON, or a line that begins as an item of a known SDK.
 */
export function createTextReader({ item, form }: TextReaderOptions): TextReader {
  let reader = form === "guess" ? undefined : readers[form](item);
  let beginning = "";

  const begin = (as: TextForm) => {
    reader = readers[as](item);
    if (beginning !== "") reader.add(beginning);
    return reader;
  };

  return {
    add(text) {
      if (reader !== undefined) return reader.add(text);
      const known = beginning.length;
      beginning += text;
      // A long event comes in many pieces: its text is parsed only when it may be whole.
      if (known > longestKind && known < longestBeginning && !/[\n\r}\]]/.test(text)) return;
      const kind = known > longestBeginning ? "text" : judgeBeginning(beginning.replace(/^\uFEFF/, ""));
      if (kind !== "undecided") begin(kind);
    },
    end() {
      const last = reader ?? begin("text");
      last.end();
    },
  };
}

type Judgement = TextForm | "undecided";

/** The kind stands in the first characters; an answer that is JSON is not held back for longer. */
const longestKind = 200;
const lineOfKnown =
  /^\{(?:(?:"id":"[^"]*",)?"object":"chat\.completion\.chunk"|"model":"[^"]*","created_at":")|^(?:f:\{"messageId":"|0:"(?:[^"\\]|\\.)*"\r?\n)/;

/** Decides by the first text of a source what it is. */
function judgeBeginning(text: string): Judgement {
  return judgeFirstLine(text) || judgeArray(text) || judgeEvents(text);
}

/** Without `alt=sse` Gemini gives an array. */
function judgeArray(text: string): "array" | "undecided" | undefined {
  if (/^\[\s*\{\s*"(candidates|promptFeedback|error":\s*\{\s*"code)":/.test(text)) return "array";
  return /^\[\s*(\{[\s\w":{]*)?$/.test(text) ? "undecided" : undefined;
}

function judgeFirstLine(text: string): "lines" | "undecided" | undefined {
  // A type of one word may be that of an object that the answer speaks of.
  const type = /^\{"type":"(\w+[-_.][\w.-]+|start(?="\}|",))"/.exec(text)?.[1];
  if (type === undefined ? lineOfKnown.test(text) : isOfDialect({ type })) return "lines";
  const mayBecome = type === undefined && text.length <= longestKind && /^(?:\{|[f0](?:$|:)).*$/.test(text);
  return mayBecome ? "undecided" : undefined;
}

function judgeEvents(text: string): Judgement {
  // Before the data may stand other fields of an event, comments and blank lines.
  const rest = text.replace(/^(?:(?:(?:event|id|retry):.*|: .*|:)?(?:\r\n|\n|\r))*/, "");
  const [, lines, after = ""] = /^((?:data:[^\r\n]*(?:\r\n|\n|\r|$))+)(.*)/s.exec(rest) ?? [];
  if (lines === undefined) return fieldAt(rest) ? "undecided" : "text";
  const data = lines.replace(/^data: ?/gm, "").trimEnd();
  if (isJson(data)) return "events";
  if (after === "") return "undecided";
  // Text may be an answer's own, unless a blank line ends it as an event and it is in quotation marks, or another event follows.
  if (!/^[\r\n]/.test(after)) return "text";
  const next = after.trimStart();
  const field = fieldAt(next);
  if (typeof parse(data) === "string" || (field && next.startsWith(field))) return "events";
  return field ? "undecided" : "text";
}

/** The field of an event that a text begins with, as far as it goes. */
function fieldAt(text: string): string | undefined {
  return ["data:", "event:", "id:", "retry:", ": "].find(
    (field) => field.startsWith(text) || text.startsWith(field),
  );
}

function isJson(text: string): boolean {
  return /^(?:\{.*\}|\[.*\])\s*$/s.test(text) && parse(text) !== undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The lines of a text, however it is cut. */
function createLines(read: (line: string) => void) {
  let rest = "";
  return {
    add(text: string) {
      const isWhole = /[\n\r]/.test(rest.slice(-1) + text);
      rest += text;
      if (!isWhole) return;
      // The other half of a line end may follow.
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? "";
      lines.forEach(read);
    },
    end() {
      const last = rest.replace(/\r$/, "");
      rest = "";
      read(last);
    },
  };
}

function createEventReader(item: (item: unknown) => void): TextReader {
  let isJsonStream = false;
  /** The line that has not ended. */
  let line = "";

  const readObject = (value: object, event: string | undefined) => {
    isJsonStream = true;
    const isNamed = event !== undefined && fieldsOf(value).type === undefined;
    if (isNamed && event === "error") item(toErrorPart(value));
    else item(isNamed && !isOfDialect(fieldsOf(value)) ? { event, data: value } : value);
  };

  const parser = createParser({
    onEvent({ event, data }) {
      const value = parse(data);
      if (typeof value === "object" && value !== null) readObject(value, event);
      else if (event === "error") item(toErrorPart(value ?? data));
      else if (typeof value === "string") item(value);
      else if (/^[[{]/.test(data) && data !== "[DONE]") item(brokeOff("an event"));
      else if (!isJsonStream && data !== "[DONE]") item(data);
    },
  });

  return {
    add(text) {
      // Some sources give lines without their ends.
      const isNextLine = /^(?:data|event|id|retry):/.test(text) && isJson(line.replace(/^data: ?/, ""));
      const whole = isNextLine ? `\n\n${text}` : text;
      const lineEnd = Math.max(whole.lastIndexOf("\n"), whole.lastIndexOf("\r"));
      line = lineEnd < 0 ? line + whole : whole.slice(lineEnd + 1);
      parser.feed(whole);
    },
    end: () => parser.feed("\n\n"),
  };
}

function brokeOff(where: string): object {
  return toErrorPart(`the stream broke off in the middle of ${where}`);
}

function toErrorPart(error: unknown): object {
  return { type: "error", error };
}

function createArrayReader(item: (item: unknown) => void): TextReader {
  let rest = "";
  let isArray = false;

  return {
    add(text) {
      rest += text;
      isArray ||= /^\s*\[/.test(rest);
      if (!isArray || !text.includes("}")) return;
      const end = rest.lastIndexOf("}") + 1;
      const items = parse(`[${rest.slice(0, end).replace(/^[\s,[]+/, "")}]`);
      if (items === undefined) return;
      rest = rest.slice(end);
      itemsOf(items).forEach(item);
    },
    end() {
      if (!isArray) item(toErrorPart(noStream));
      else if (/[^\s,[\]]/.test(rest)) item(brokeOff("an item"));
    },
  };
}

const noStream =
  "the Response is no answer: it is application/json, where text or text/event-stream was expected; call the API with stream: true";

type MakeReader = (item: (item: unknown) => void) => TextReader;

const readers: Readonly<Record<TextForm, MakeReader>> = {
  text: (item) => ({ add: item, end() {} }),
  events: createEventReader,
  lines: createLineReader,
  array: createArrayReader,
};

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

function createLineReader(item: (item: unknown) => void): TextReader {
  return createLines((line) => {
    if (line.trim() === "") return;
    const [, code, coded] = /^([0-9a-k]):(.*)$/s.exec(line) ?? [];
    const value = parse(coded ?? line.replace(/^\uFEFF/, ""));
    if (value === undefined) item(brokeOff("a line"));
    else if (code === undefined) item(value);
    else if (typeof value === "string") item({ type: codes[code] ?? "raw", textDelta: value, error: value });
    else item({ ...fieldsOf(value), type: codes[code] ?? "raw" });
  });
}

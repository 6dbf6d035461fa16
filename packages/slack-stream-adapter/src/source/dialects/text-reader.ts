import { createParser } from "eventsource-parser";
import { fieldsOf } from "./dialect.ts";
import { isOfDialect } from "./table.ts";

/** Reads text that may be server-sent events or lines of JSON, cut anywhere. */
export interface TextReader {
  add(text: string): void;
  /** Nothing comes any more, or something else than text. */
  end(): void;
}

/** `lines`: a JSON object on each line, or the data stream of the AI SDK 4, whose lines begin with a code. */
export type TextForm = "text" | "events" | "lines";

export interface TextReaderOptions {
  /** An item, or text: data that is not JSON, or the whole body if the source is plain text. */
  readonly item: (item: unknown) => void;
  readonly failed: (error: Error) => void;
  /** `guess`: the beginning of the source decides. */
  readonly form: "guess" | TextForm;
}

/** A longer beginning is text. */
const longestBeginning = 1_000_000;

/**
 * Text as it is, or the items of a stream of events or lines. An answer may hold `data:` lines or JSON as well, so only the
 * beginning of the source decides: an event that holds JSON, or a line that begins as an item of a known SDK.
 */
export function createTextReader({ item, failed, form }: TextReaderOptions): TextReader {
  const open = (as: TextForm): TextReader => {
    if (as === "text") return { add: item, end() {} };
    return as === "events" ? createEventReader(item, failed) : createLineReader(item, failed);
  };
  let reader = form === "guess" ? undefined : open(form);
  let beginning = "";

  const begin = (as: TextForm) => {
    reader = open(as);
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

/** How the first line of JSON begins: with the kind of the item, or of OpenAI's chunks with the id. */
const firstFields = ['{"type":"', '{"model":"', '{"id":"', '{"object":"', 'f:{"messageId":"', '0:"'];
/** The kind stands in the first characters; an answer that is JSON is not held back for longer. */
const longestKind = 200;
const lineOfKnown =
  /^\{(?:(?:"id":"[^"]*",)?"object":"chat\.completion\.chunk"|"model":"[^"]*","created_at":")|^(?:f:\{"messageId":"|0:"(?:[^"\\]|\\.)*"\r?\n)/;

/** Decides by the first text of a source what it is. */
function judgeBeginning(text: string): Judgement {
  const isLine = firstFields.some((field) => text.startsWith(field) || field.startsWith(text));
  return (isLine && judgeFirstLine(text)) || judgeEvents(text);
}

function judgeFirstLine(text: string): "lines" | "undecided" | undefined {
  // A type of one word may be that of an object that the answer speaks of.
  const type = /^\{"type":"(\w+[-_.][\w.-]+|start(?="\}|",))"/.exec(text)?.[1];
  if (type === undefined ? lineOfKnown.test(text) : isOfDialect({ type })) return "lines";
  return type !== undefined || text.includes("\n") || text.length > longestKind ? undefined : "undecided";
}

function judgeEvents(text: string): Judgement {
  // Before the data may stand other fields of an event, comments and blank lines.
  const rest = text.replace(/^(?:(?:(?:event|id|retry):.*|: .*|:)?(?:\r\n|\n|\r))*/, "");
  const [, data, lineEnd, after = ""] = /^data: ?([^\r\n]*)(\r\n|\n|\r)?(.*)/s.exec(rest) ?? [];
  if (data === undefined) {
    const isField = ["event:", "id:", "retry:", ": ", "data:"].some(
      (field) => field.startsWith(rest) || rest.startsWith(field),
    );
    return isField ? "undecided" : "text";
  }
  if (isJson(data)) return "events";
  if (lineEnd === undefined) return /^$|^["[{]/.test(data) ? "undecided" : "text";
  // Text in quotation marks may be an answer's own, unless a blank line ends it as an event.
  if (typeof parse(data) !== "string" || !/^$|^[\r\n]/.test(after)) return "text";
  return after === "" ? "undecided" : "events";
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

function createEventReader(item: (item: unknown) => void, failed: (error: Error) => void): TextReader {
  /** What came since the last line end. Some sources give lines without their ends. */
  let line = "";
  let isJsonStream = false;

  const readObject = (value: object, event: string | undefined) => {
    isJsonStream = true;
    const isNamed = event !== undefined && fieldsOf(value).type === undefined;
    if (isNamed && event === "error") item({ type: "error", error: value });
    else item(isNamed && !isOfDialect(fieldsOf(value)) ? { event, data: value } : value);
  };

  const parser = createParser({
    onEvent({ event, data }) {
      const value = parse(data);
      if (typeof value === "object" && value !== null) readObject(value, event);
      else if (event === "error") item({ type: "error", error: value ?? data });
      else if (typeof value === "string") item(value);
      else if (/^[[{]/.test(data) && data !== "[DONE]") failed(brokeOff("an event"));
      else if (!isJsonStream && data !== "[DONE]") item(data);
    },
  });

  return {
    add(text) {
      const isNextLine = /^(?:data|event|id|retry):/.test(text) && isJson(line.replace(/^data: ?/, ""));
      const whole = isNextLine ? `\n\n${text}` : text;
      const lineEnd = Math.max(whole.lastIndexOf("\n"), whole.lastIndexOf("\r"));
      line = lineEnd < 0 ? line + whole : whole.slice(lineEnd + 1);
      parser.feed(whole);
    },
    end: () => parser.feed("\n\n"),
  };
}

function brokeOff(where: string): Error {
  return new Error(`the stream broke off in the middle of ${where}`);
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

function createLineReader(item: (item: unknown) => void, failed: (error: Error) => void): TextReader {
  let rest = "";

  const read = (line: string) => {
    if (line.trim() === "") return;
    const [, code, coded] = /^([0-9a-k]):(.*)$/.exec(line) ?? [];
    const value = parse(coded ?? line.replace(/^\uFEFF/, ""));
    if (value === undefined) failed(brokeOff("a line"));
    else if (code === undefined) item(value);
    else if (typeof value === "string") item({ type: codes[code] ?? "raw", textDelta: value, error: value });
    else item({ ...fieldsOf(value), type: codes[code] ?? "raw" });
  };

  return {
    add(text) {
      rest += text;
      if (!text.includes("\n")) return;
      const lines = rest.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) read(line);
    },
    end() {
      const last = rest;
      rest = "";
      read(last);
    },
  };
}

import { createParser } from "eventsource-parser";
import { fieldsOf } from "./dialect.ts";

/** Reads text that may be server-sent events, cut anywhere. */
export interface TextReader {
  add(text: string): void;
  /** Nothing comes any more, or something else than text; after that all is text. */
  end(): void;
}

export interface TextReaderOptions {
  /** An item, or text: data that is not JSON, or the whole body if the source is no stream of events. */
  readonly item: (item: unknown) => void;
  readonly failed: (error: Error) => void;
  /** `guess`: events if the source begins with one whose data is JSON. */
  readonly form: "guess" | "events";
}

/** A longer beginning is text. */
const longestBeginning = 1_000_000;

/**
 * Text as it is, or the items of a stream of events. An answer may hold `data:` lines as well, so only the beginning of the
 * source decides, and only an event that holds JSON makes it a stream of events.
 */
export function createTextReader({ item, failed, form }: TextReaderOptions): TextReader {
  let events: TextReader | undefined = form === "events" ? createEventReader(item, failed) : undefined;
  let isText = false;
  let beginning = "";
  let isInEvent = false;

  const decide = () => {
    const kind = beginning.length > longestBeginning ? "text" : judgeBeginning(beginning);
    isInEvent = kind === "in-event";
    if (kind === "undecided" || isInEvent) return;
    const held = beginning;
    beginning = "";
    if (kind === "text") {
      isText = true;
      item(held);
    } else {
      events = createEventReader(item, failed);
      events.add(held);
    }
  };

  return {
    add(text) {
      if (isText) {
        item(text);
        return;
      }
      if (events !== undefined) {
        events.add(text);
        return;
      }
      beginning += text;
      // A long event comes in many pieces: its text is parsed only when it may be whole.
      if (!isInEvent || /[\n\r}\]]/.test(text)) decide();
    },
    end() {
      if (events !== undefined) return events.end();
      isText = true;
      if (beginning !== "") item(beginning);
      beginning = "";
    },
  };
}

/** Decides by the first text of a source whether it is server-sent events or plain text. */
function judgeBeginning(beginning: string): "events" | "text" | "undecided" | "in-event" {
  const lines = beginning.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const unfinished = lines.pop() ?? "";
  for (const line of lines) {
    const data = dataOf(line);
    if (data !== undefined) return isJson(data) ? "events" : "text";
    if (line !== "" && !otherField.test(line)) return "text";
  }
  const data = dataOf(unfinished);
  if (data === undefined)
    return unfinished === "" || beginningOfField.test(unfinished) ? "undecided" : "text";
  if (isJson(data)) return "events";
  if (data === "") return "undecided";
  return /^[[{]/.test(data) ? "in-event" : "text";
}

function dataOf(line: string): string | undefined {
  return /^data: ?(.*)$/s.exec(line)?.[1];
}

const otherField = /^(?:event:|id:|retry:|:(?: |$))/;
const beginningOfField =
  /^(?:d|da|dat|data|e|ev|eve|even|event|event:.*|i|id|id:.*|r|re|ret|retr|retry|retry:.*|:|: .*)$/;

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

  const parser = createParser({
    onEvent({ event, data }) {
      const value = parse(data);
      if (typeof value === "object" && value !== null) {
        isJsonStream = true;
        const isUntypedError = event === "error" && fieldsOf(value).type === undefined;
        item(isUntypedError ? { type: "error", error: value } : value);
      } else if (/^[[{]/.test(data) && data !== "[DONE]") {
        failed(new Error("the stream of events broke off in the middle of an event"));
      } else if (!isJsonStream && data !== "[DONE]") item(data);
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

import { createParser } from "eventsource-parser";
import fc from "fast-check";
import { expect, test } from "vitest";
import { TextReader } from "../../src/source/dialects/text-reader.ts";
import { tries } from "../support/thorough.ts";

/** Server-sent events, cut anywhere, are read as `eventsource-parser` reads them whole. */

const word = fc.stringMatching(/^[ a-zé🌍:\u2028]{0,8}$/u);
const line = fc.oneof(
  word.map((text) => `data:${text}`),
  word.map((text) => `data: ${text}`),
  fc.constantFrom("data", "data:", "id: 1", "retry: 5", ": comment", ":", "unknown: x", "database", "", ""),
  fc.constantFrom("event: message", "event:", 'data: {"type":"text-delta",', 'data: "text":"a"}'),
);
const stream = fc.record({
  lines: fc.array(line, { maxLength: 12 }),
  end: fc.constantFrom("\n", "\r\n", "\r"),
  sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
});

test("events are those of eventsource-parser, wherever the text is cut", () => {
  fc.assert(
    fc.property(stream, ({ lines, end, sizes }) => {
      const text = lines.map((one) => one + end).join("");
      expect(read(pieces(text, sizes))).toEqual(expected(text));
    }),
    { numRuns: tries(4_000) },
  );
});

function* pieces(text: string, sizes: readonly number[]): Generator<string> {
  for (let at = 0, turn = 0; at < text.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield text.slice(at, at + size);
    at += size;
  }
}

/** The data of each event; broken JSON is a failure. */
function read(texts: Iterable<string>): readonly unknown[] {
  const seen: unknown[] = [];
  const note = (item: unknown) =>
    seen.push((item as { error?: unknown }).error === undefined ? item : "broken");
  const reader = new TextReader({ read: note }, "events");
  for (const text of texts) reader.add(text);
  reader.end();
  return seen;
}

function expected(text: string): readonly unknown[] {
  const seen: unknown[] = [];
  let hasObjects = false;
  const parser = createParser({
    onEvent({ data }) {
      const value = parse(data);
      if (value !== "broken") seen.push(value);
      else if (data.startsWith("{")) seen.push(value);
      else if (!hasObjects) seen.push(data);
      hasObjects ||= value !== "broken";
    },
  });
  parser.feed(`${text}\n\n`);
  return seen;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return "broken";
  }
}

import fc from "fast-check";
import { expect, test } from "vitest";
import { compose, continueInNewMessage, startAnswer } from "../../src/markdown/compose.ts";
import { isThorough, sampleRange, tries } from "../support/thorough.ts";
import { corpus } from "./corpus.ts";
import { cutAt, documents, noise } from "./documents.ts";
import { firstTableHead, lastTableHead, parse, read } from "./reading.ts";
import { createWriter, split, stream } from "./split.ts";

/** The visible text of all messages together. A repeated table head counts once. */
function readAll(messages: readonly string[]): string[] {
  return messages.flatMap((message, index) => {
    const head = index === 0 ? undefined : lastTableHead(messages[index - 1] ?? "");
    const skipFirstHead = head !== undefined && head === firstTableHead(message);
    return read(message, { underlines: "paragraphs", skipFirstHead });
  });
}

function expectSame(messages: readonly string[], text: string): void {
  expect(readAll(messages).join("\n")).toBe(read(text, { underlines: "paragraphs" }).join("\n"));
}

test.each(Object.entries(corpus))("the messages of %s read as the whole, at every size", (_name, text) => {
  for (const maxBytes of sampleRange(60, text.length + 40))
    expectSame(split(text, { maxBytes }).messages, text);
});

test.each(Object.entries(corpus))("the messages of %s read as the whole, cut anywhere", (_name, text) => {
  for (const at of sampleRange(0, text.length + 1)) {
    const writer = createWriter({ maxBytes: 9_000 });
    writer.push(text.slice(0, at));
    writer.cut();
    writer.push(text.slice(at));
    expectSame(writer.end().messages, text);
  }
});

test.each(Object.entries(corpus))("the messages of %s read as the whole, token by token", (_name, text) => {
  for (let size = 1; size <= 7; size++)
    expectSame(stream(cutAt(text, [size]), { maxBytes: 120 }).messages, text);
});

test.each(Object.entries(corpus))(
  "the messages of %s read as the whole, their first line with its break",
  (_name, text) => {
    for (const size of sampleRange(1, 41))
      expectSame(stream(cutAt(text, [size]), { maxBytes: 120, firstLine: "whole" }).messages, text);
  },
);

test("the messages of a document read as the whole, its first line with its break", () => {
  fc.assert(
    fc.property(documents, fc.integer({ min: 1, max: 40 }), (text, size) => {
      const second = text.indexOf("\n") + 1;
      const pieces = [text.slice(0, second), ...cutAt(text.slice(second), [size])];
      expectSame(stream(pieces, { maxBytes: 900, firstLine: "whole" }).messages, text);
    }),
    { numRuns: tries(100) },
  );
});

test("the messages of a document read as the whole", () => {
  fc.assert(
    fc.property(documents, fc.integer({ min: 500, max: 1_500 }), (text, maxBytes) => {
      expectSame(split(text, { maxBytes }).messages, text);
    }),
    { numRuns: tries(150) },
  );
});

test("the messages of a document read as the whole when it comes in tokens", () => {
  fc.assert(
    fc.property(
      documents,
      fc.integer({ min: 500, max: 900 }),
      fc.integer({ min: 1, max: 30 }),
      (text, maxBytes, size) => {
        expectSame(stream(cutAt(text, [size]), { maxBytes }).messages, text);
      },
    ),
    { numRuns: tries(60) },
  );
});

test("the messages of a document read as the whole when it is cut by age", () => {
  fc.assert(
    fc.property(documents, fc.double({ min: 0, max: 1, noNaN: true }), (text, place) => {
      const at = Math.floor(text.length * place);
      const writer = createWriter({ maxBytes: 9_000 });
      writer.push(text.slice(0, at));
      writer.cut();
      writer.push(text.slice(at));
      expectSame(writer.end().messages, text);
    }),
    { numRuns: tries(150) },
  );
});

test("any text is used up, in messages within their size, without white space at the end or half a character", () => {
  fc.assert(
    fc.property(
      noise,
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 60, max: 200 }),
      (text, size, maxBytes) => {
        const answer = stream(cutAt(text, [size]), { maxBytes });
        expect(answer.taken.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(text.length);
        for (const message of answer.messages) expect(message).not.toMatch(/\p{Surrogate}/u);
      },
    ),
    { numRuns: tries(500) },
  );
});

const giants: Readonly<Record<string, string>> = {
  prose: "Some **bold** text with `code` and a [link](https://e.com) in prose. ".repeat(4_000),
  "one word": "a".repeat(100_000),
  fence: `\`\`\`js\n${"const a = 1;\n".repeat(8_000)}\`\`\``,
  "one line of code": `\`\`\`\n${"x ".repeat(50_000)}\n\`\`\``,
  table: `| a | b |\n|---|---|\n${"| 1 | 2 |\n".repeat(10_000)}`,
  "one row": `| a | b |\n|---|---|\n| ${"cell text ".repeat(5_000)} | end |`,
  list: "- item of a list\n".repeat(6_000),
  japanese: "日本語の文章です。".repeat(5_000),
  arabic: "مرحبا بالعالم ".repeat(5_000),
  family: "👩‍👩‍👧‍👦".repeat(3_000),
  accents: `a${"\u0301".repeat(40_000)}`,
  "white space": `x${" \n".repeat(50_000)}y`,
  stars: "*".repeat(50_000),
  ticks: "` ".repeat(30_000),
  brackets: "[a](".repeat(15_000),
  openers: "<!".repeat(30_000),
  quotes: ">".repeat(20_000),
  lines: "\r\n".repeat(30_000),
};

test.each(Object.entries(giants))(
  "a giant of %s is cut without end, loss or looking at it again and again",
  (_name, whole) => {
    const text = isThorough ? whole : whole.slice(0, whole.length / 4);
    for (const maxBytes of isThorough ? [500, 9_000] : [500]) {
      let state = startAnswer({ maxBytes });
      let rest = text;
      let scanned = 0;
      for (;;) {
        const composed = compose(state, rest, { ended: true, reserve: 0 });
        scanned += composed.scanned;
        rest = rest.slice(composed.taken);
        if (!composed.full) break;
        state = continueInNewMessage(composed.state);
      }
      expect(rest).toBe("");
      expect(scanned).toBeLessThan(30 * text.length + 20_000);
    }
  },
);

test.each([1, 3, Number.MAX_SAFE_INTEGER])(
  "emoji and accents are never cut inside, in tokens of %d",
  (size) => {
    const text = "👩‍👩‍👧‍👦".repeat(300) + "e\u0301".repeat(300);
    const { messages } = stream(cutAt(text, [size]), { maxBytes: 500 });
    expect(messages.join("")).toBe(text);
    for (const message of messages) expect(message).toMatch(/^(?:👩‍👩‍👧‍👦|e\u0301)+$/u);
  },
);

// Regression: a message ended between the two characters of a line end, and the rest was read as a blank line.
test.each([1, 2, 3])("a table with CRLF in tokens of %d goes on below its head in each message", (size) => {
  const rows = Array.from({ length: 12 }, (_, row) => `row ${row} alpha | the beta value ${row}`);
  const text = ["before", "", "a | b", "--|--", ...rows].join("\r\n");
  const { messages } = stream(cutAt(text, [size]), { maxBytes: 200 });
  expect(messages.length).toBeGreaterThan(1);
  for (const message of messages) expect(firstTableHead(message) ?? lastTableHead(message)).toMatch(/a\|b$/);
});

test("a long text in tokens is put into messages that hold all of it", () => {
  const text = "A line of an answer, with a few words.\n\n".repeat(isThorough ? 25_000 : 5_000);
  const { messages, taken } = stream(cutAt(text, [400]), { maxBytes: 9_000 });
  expect(taken.reduce((sum, one) => sum + one, 0)).toBe(text.length);
  expect(messages.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
});

test("a fence that continues loses the indentation of its opening line in all its lines, and other lines keep theirs", () => {
  const code = Array.from({ length: 40 }, (_, line) => `    if (x) run(${line});`).join("\n");
  const text = `- Do this:\n\n    \`\`\`js\n${code}\n    \`\`\`\n\n    after`;
  const { messages } = split(text, { maxBytes: 500 });
  expect(messages.length).toBeGreaterThan(1);
  for (const message of messages) {
    const code = parse(message).children?.[0]?.children?.[0]?.children?.find((one) => one.type === "code");
    expect(code?.value).toMatch(/^(?:if \(x\) run\(\d+\);\n?)+$/);
  }
});

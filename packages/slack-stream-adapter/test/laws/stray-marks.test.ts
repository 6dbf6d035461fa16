import fc from "fast-check";
import { expect, test } from "vitest";
import { sample, tries } from "../support/thorough.ts";
import { cutAt } from "./documents.ts";
import { type Node, parse, read } from "./reading.ts";
import { createWriter, split } from "./split.ts";

// Regression: a mark that was shown as text was closed at the end of a message and opened again in the next.

const plain = ["Call", "plain", "words", "and", "then", "日本語", "end.", "so,", "it's", "(see)"];
const stray = [
  "_private_fn",
  "*args,",
  "**kwargs",
  "*.js",
  "**/*.ts",
  "~~",
  "~5",
  "~~struck",
  "/_next/",
  "_",
  "*",
  "2*3",
  "a_b_c",
  "`",
  "``",
  "`tick",
  "$_",
  "[x",
  "](",
  "***",
  "(_a",
  "__dunder",
  "\\*",
  "&amp",
];
const meant = ["**bold words here**", "_some italics_", "*more of them*", "`code of it`", "~~gone again~~"];

const words = (list: readonly string[]) => fc.constantFrom(...list);
const strays = toText(fc.oneof({ weight: 3, arbitrary: words(plain) }, words(stray)));
const mixed = toText(fc.oneof({ weight: 5, arbitrary: words(plain) }, words(meant)));

/** One paragraph or a few, which begin with a word. */
function toText(word: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const paragraph = fc.array(word, { minLength: 5, maxLength: 60 }).map((list) => `So ${list.join(" ")}`);
  return fc.array(paragraph, { minLength: 1, maxLength: 3 }).map((list) => list.join("\n\n"));
}

const inlineNodes: ReadonlySet<string> = new Set(["emphasis", "strong", "delete", "inlineCode", "link"]);

function hasInlineNode(node: Node): boolean {
  return inlineNodes.has(node.type) || (node.children ?? []).some(hasInlineNode);
}

/** The visible text without white space. An escape is read as its character. */
const seen = (...messages: readonly string[]) =>
  messages.map((message) => textOf(parse(message)).replace(/\s+/g, "")).join("");

function textOf({ children = [], value = "" }: Node): string {
  return value + children.map(textOf).join("");
}

const marks = (text: string) => text.match(/[*_~`]/g)?.length ?? 0;

/**
 * How a text comes: its pieces, the places where held-back text is released early, and the places where a message ends
 * for another reason than its size.
 */
const arrivals = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 }),
  releaseEvery: fc.integer({ min: 0, max: 6 }),
  cutEvery: fc.integer({ min: 0, max: 12 }),
  maxBytes: fc.constantFrom(80, 150, 9_000),
});
type Arrival = typeof arrivals extends fc.Arbitrary<infer One> ? One : never;

function arrive(text: string, { sizes, releaseEvery, cutEvery, maxBytes }: Arrival): readonly string[] {
  const writer = createWriter({ maxBytes });
  cutAt(text, sizes).forEach((piece, index) => {
    writer.push(piece);
    if (releaseEvery > 0 && index % releaseEvery === 0) writer.release();
    // Not between a mark and its neighbour, because the neighbour decides the meaning of the mark.
    const isAtMark = /[*_~`]$/.test(writer.shown());
    if (cutEvery > 0 && index % cutEvery === cutEvery - 1 && !isAtMark) writer.cut();
  });
  return writer.end().messages;
}

test("the messages contain stray marks unchanged, and no other marks", () => {
  fc.assert(
    fc.property(strays, arrivals, (text, arrival) => {
      fc.pre(!hasInlineNode(parse(text)));
      expect(seen(...arrive(text, arrival))).toBe(seen(text));
    }),
    { numRuns: tries(300) },
  );
});

test("the messages contain stray marks unchanged at each size", () => {
  fc.assert(
    fc.property(strays, fc.integer({ min: 60, max: 300 }), (text, maxBytes) => {
      fc.pre(!hasInlineNode(parse(text)));
      expect(seen(...split(text, { maxBytes }).messages)).toBe(seen(text));
    }),
    { numRuns: tries(500) },
  );
});

test("emphasis and code go on from message to message beside stray marks", () => {
  fc.assert(
    fc.property(strays, mixed, fc.integer({ min: 60, max: 300 }), (before, behind, maxBytes) => {
      fc.pre(!hasInlineNode(parse(before)));
      const text = `${before}\n\n${behind}`;
      expect(split(text, { maxBytes }).messages.flatMap((message) => read(message))).toEqual(read(text));
    }),
    { numRuns: tries(500) },
  );
});

test("no mark is added to emphasis that does not cross a message's end", () => {
  fc.assert(
    fc.property(
      fc.tuple(mixed, strays).map((parts) => parts.join(" ")),
      arrivals,
      (text, arrival) => {
        const messages = arrive(text, arrival);
        // What is closed is opened again: two marks of two characters at most for each of the two that can be around a place.
        const spanned = hasInlineNode(parse(text)) ? 8 * (messages.length - 1) : 0;
        expect(marks(messages.join("")) - marks(text)).toBeLessThanOrEqual(spanned);
      },
    ),
    { numRuns: tries(300) },
  );
});

test("an opening mark without a closing mark is text at each end of a message, in one paragraph of 12,000 characters", () => {
  for (const opener of sample(["_private_fn once", "*args, **kwargs", "*.js", "~~", "/_next/", "`tick"])) {
    const text = `Call ${opener}, ${"plain words and ".repeat(750)}then end.`;
    for (const size of [4, 60, text.length]) {
      const writer = createWriter({ maxBytes: 9_000 });
      for (const piece of cutAt(text, [size])) writer.push(piece);
      expect(seen(...writer.end().messages)).toBe(seen(text));
    }
  }
});

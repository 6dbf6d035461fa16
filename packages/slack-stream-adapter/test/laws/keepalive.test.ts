import fc from "fast-check";
import { expect, test } from "vitest";
import { keepalive } from "../../src/markdown/compose.ts";
import { sampleRange, tries } from "../support/thorough.ts";
import { corpus } from "./corpus.ts";
import { cutAt, documents } from "./documents.ts";
import { read } from "./reading.ts";
import { createWriter } from "./split.ts";

/** The text with a keepalive after `at` tokens, and whether a keepalive was possible there. */
function grow(text: string, size: number, at: number): { whole: string; alive: boolean } {
  const writer = createWriter({ maxBytes: 100_000 });
  let place = -1;
  cutAt(text, [size]).forEach((piece, index) => {
    writer.push(piece);
    if (index !== at) return;
    writer.release();
    if (keepalive(writer.state()) !== undefined) place = writer.shown().length;
  });
  const [message = ""] = writer.end().messages;
  return {
    whole: place === -1 ? message : `${message.slice(0, place)}\u200B${message.slice(place)}`,
    alive: place !== -1,
  };
}

test.each(Object.entries(corpus))(
  "a keepalive anywhere in %s changes nothing that is read",
  (_name, text) => {
    for (const at of sampleRange(0, text.length)) expect(read(grow(text, 1, at).whole)).toEqual(read(text));
  },
);

test("a keepalive anywhere in a document does not change the visible text", () => {
  fc.assert(
    fc.property(documents, fc.integer({ min: 1, max: 9 }), fc.nat(200), (text, size, at) => {
      expect(read(grow(text, size, at).whole)).toEqual(read(text));
    }),
    { numRuns: tries(200) },
  );
});

test("a keepalive is possible after a sentence if white space is known to follow", () => {
  expect(grow("Let me check.\n\nIt is so.", 15, 0).alive).toBe(true);
  expect(grow("Let me check. It is so.", 13, 0).alive).toBe(false);
});

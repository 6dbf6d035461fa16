import fc from "fast-check";
import { expect, test } from "vitest";
import { tries } from "../support/thorough.ts";
import { corpus } from "./corpus.ts";
import { cutAt, documents, noise } from "./documents.ts";
import { read } from "./reading.ts";
import { createShower } from "./shower.ts";

const texts = fc.oneof(documents, noise, fc.constantFrom(...Object.values(corpus)));
/** Cells of stray marks: the reader begins anew in each, also where a row was shown in part. */
const cells = fc
  .array(fc.constantFrom("a", "*", "**b", "**", "`c", "~~", "[l](u)", "\\|", "&amp;", " "), { maxLength: 5 })
  .map((marks) => marks.join(""));
const tables = fc
  .array(
    fc.array(cells, { minLength: 1, maxLength: 3 }).map((row) => `| ${row.join(" | ")} |\n`),
    { maxLength: 3 },
  )
  .map((rows) => `| a | b |\n|---|---|\n${rows.join("")}`);
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 8 });

test("the shown pieces, joined, are the given text", () => {
  fc.assert(
    fc.property(texts, sizes, fc.nat(20), (text, cuts, releaseEvery) => {
      const shower = createShower();
      let out = "";
      cutAt(text, cuts).forEach((piece, index) => {
        out += shower.push(piece);
        if (releaseEvery > 0 && index % releaseEvery === 0) out += shower.release();
        expect(text.startsWith(out)).toBe(true);
        expect(out.length + shower.held).toBeLessThanOrEqual(text.length);
      });
      expect(out + shower.end()).toBe(text);
    }),
    { numRuns: tries(300) },
  );
});

test("the held text depends on the whole text, not on how it was cut", () => {
  fc.assert(
    fc.property(fc.oneof(texts, tables), sizes, (text, cuts) => {
      const slow = createShower();
      const lengths = [0];
      for (const unit of text.split("")) lengths.push((lengths.at(-1) ?? 0) + slow.push(unit).length);
      const fast = createShower();
      let given = 0;
      let out = 0;
      for (const piece of cutAt(text, cuts)) {
        given += piece.length;
        out += fast.push(piece).length;
        // White space is shown with what it separates.
        expect(text.slice(0, out).trimEnd()).toBe(text.slice(0, lengths[given]).trimEnd());
      }
    }),
    { numRuns: tries(200) },
  );
});

test("no more than 200 characters are held back", () => {
  fc.assert(
    fc.property(texts, sizes, (text, cuts) => {
      const shower = createShower();
      for (const piece of cutAt(text.repeat(4), cuts)) {
        shower.push(piece);
        expect(shower.held).toBeLessThanOrEqual(202);
      }
    }),
    { numRuns: tries(200) },
  );
});

function firstChange(text: string, committed: readonly number[]): string | undefined {
  const whole = read(text, { underlines: "paragraphs" });
  for (const length of new Set(committed)) {
    const seen = read(text.slice(0, length), { underlines: "paragraphs" });
    const at = seen.findIndex((character, index) => character !== whole[index]);
    if (at !== -1) return `${JSON.stringify(text.slice(0, length))}: ${seen[at]}, then ${whole[at]}`;
  }
  return undefined;
}

function committedLengths(text: string): number[] {
  const shower = createShower();
  let length = 0;
  return text.split("").map((unit) => {
    length += shower.push(unit).length;
    return length;
  });
}

test.each(Object.entries(corpus))("all that is shown of %s stays as it is", (_name, text) => {
  expect(firstChange(text, committedLengths(text))).toBeUndefined();
});

test("the shown part of a growing document does not change", () => {
  fc.assert(
    fc.property(documents, fc.integer({ min: 1, max: 12 }), (text, step) => {
      // A mark that is held too long is shown as it is; documents here are short enough between their marks.
      const some = committedLengths(text).filter((_length, index) => index % (step * 7) === 0);
      expect(firstChange(text, some)).toBeUndefined();
    }),
    { numRuns: tries(60) },
  );
});

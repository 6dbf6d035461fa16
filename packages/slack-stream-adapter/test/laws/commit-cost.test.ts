import { expect, test } from "vitest";
import { isThorough } from "../support/thorough.ts";
import { createShower } from "./shower.ts";

const size = 5_000;
const repeat = (text: string) => text.repeat(Math.ceil(size / text.length)).slice(0, size);

/** How often each character may be read if the text comes in pieces of 1 and of 4, and everything that can be shown is sent. */
const most: Readonly<Record<string, readonly [text: string, ofOne: number, ofFour: number]>> = {
  prose: [repeat("Some words of prose, that say nothing much.\n\n"), 1.5, 1.5],
  "one very long line": [repeat("word "), 1.5, 1.5],
  "one very long word": [repeat("w"), 1.5, 1.5],
  code: [`\`\`\`js\n${repeat("const a = `b`; // **c\n")}`, 1.5, 1.5],
  "pipes in prose": [repeat("this | that | those "), 1.5, 1.5],
  "a table": [`| a | b |\n|---|---|\n${repeat("| one **two** | `three` |\n")}`, 4, 2],
  "rows that may be heads": [repeat("| one **two** | `three` |\n"), 6, 3],
  "a list": [repeat("- item **one** and\n  more `code`\n"), 4, 2],
  "soup of marks": [repeat("**_`~[*](`<@&\\** _"), 16, 5],
  "nothing but stars": [repeat("**"), 10, 4],
  "nothing but brackets": [repeat("["), 100, 26],
  "unclosed marks": [repeat("some **text and `code and [link that never close "), 75, 50],
  "unclosed marks in lines": [repeat("some **text and `code and [link that never close\n"), 75, 50],
  "unclosed marks in a quote": [repeat("> quoted **text\n"), 110, 50],
};

test.each(Object.entries(most))("%s is read a fixed number of times", (_name, [text, ofOne, ofFour]) => {
  expect(countReads(text, 4)).toBeLessThan(ofFour);
  if (isThorough) expect(countReads(text, 1)).toBeLessThan(ofOne);
});

test("in a long answer the cost of reading does not grow with the shown text", () => {
  const paragraph =
    "Some **bold** text with `code`, a [link](https://e.com) and a_b_c * 2.\n\n- item\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n";
  for (const [length, piece] of [
    [isThorough ? 100_000 : 50_000, 7],
    [isThorough ? 1_000_000 : 100_000, 70],
    [isThorough ? 10_000_000 : 400_000, 5_000],
  ] as const) {
    expect(countReads(paragraph.repeat(Math.ceil(length / paragraph.length)), piece)).toBeLessThan(4);
  }
});

/** How often each character of a text in pieces is read on average. */
function countReads(text: string, piece: number): number {
  const shower = createShower();
  let length = 0;
  for (let at = 0; at < text.length; at += piece) length += shower.push(text.slice(at, at + piece)).length;
  expect(length + shower.end().length).toBe(text.length);
  return shower.scanned / text.length;
}

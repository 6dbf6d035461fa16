import { expect, test } from "vitest";
import { cutAt } from "./documents.ts";
import { createWriter } from "./split.ts";

// Regression: an image as a data URI of 55 KB took seven messages of base64.

const body = "iVBORw0KGgoAAAANSUhEUgAA/+".repeat(2_100);

function arrive(text: string, size: number): readonly string[] {
  const writer = createWriter({ maxBytes: 9_000 });
  for (const piece of cutAt(text, [size])) {
    writer.push(piece);
    if (size % 2 === 1) writer.release();
  }
  return writer.end().messages;
}

const short = (text: string) => text.replace(/(?:[\w+/]{60})+/g, "<long>");

const places: readonly (readonly [place: string, before: string, behind: string])[] = [
  ["an image", "Here it is: ![chart](data:image/png;base64,", ") and **more** text."],
  ["a link", "See [the file](data:application/pdf;base64,", ") now.\n\nEnd."],
  ["HTML", '<img src="data:image/png;base64,', '" alt="x"> and text.'],
  ["an address alone", "It is data:image/png;base64,", " and more."],
  ["a list", "- one\n- ![x](data:image/svg+xml;charset=utf-8;base64,", ")\n- two"],
  ["a table", "| a | b |\n|---|---|\n| ![x](data:image/png;base64,", ") | 2 |\n\nEnd."],
  ["the end of the answer", "![x](data:image/png;base64,", ""],
];

test.each(places)("a data URI in %s is shortened, however it comes", (_place, before, behind) => {
  for (const [size, length] of [
    [7, 5_000],
    [64, 5_000],
    [333, body.length],
    [5_000, body.length],
    [100_000, body.length],
  ] as const) {
    const messages = arrive(before + body.slice(0, length) + behind, size);
    expect(messages.map(short)).toEqual([`${before}…${behind}`]);
  }
});

test("a short data URI stays as it is, and so does one in code", () => {
  const small = "![x](data:image/gif;base64,R0lGODlhAQABAAAAACw=) and data:text/plain,hi or metadata:a/b,c";
  const code = `Use \`data:image/png;base64,${body.slice(0, 300)}\` so:\n\n\`\`\`css\nurl(data:image/png;base64,${body.slice(0, 300)})\n\`\`\``;
  for (const text of [small, code])
    for (const size of [1, 5, 64, text.length]) expect(arrive(text, size)).toEqual([text]);
});

test("many images of an answer with text between them make one message", () => {
  const image = (name: string) => `![${name}](data:image/png;base64,${body})`;
  const text = `One ${image("a")} two ${image("b")}\n\nthree ${image("c")} end.`;
  expect(arrive(text, text.length)).toEqual([text.replaceAll(body, "…")]);
  expect(arrive(text, 500)).toEqual([text.replaceAll(body, "…")]);
});

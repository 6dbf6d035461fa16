import { expect, test } from "vitest";
import { cutAt } from "../laws/documents.ts";
import { createWriter } from "../laws/split.ts";
import { expectGolden } from "../support/golden.ts";
import { sample } from "../support/thorough.ts";

// Where messages end in code, logs, CSV, lists of links and tables that come in tokens. Written anew by
// `THOROUGH=1 vitest run -u --project adapter test/golden/seams`.

const many = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join("\n");

const documents: Readonly<Record<string, string>> = {
  "Python code": `Here is the script:\n\n\`\`\`python\n${many(
    500,
    (index) =>
      `${"    ".repeat(index % 4)}value_${index} = compute(value_${index - 1}, ${"x".repeat((index * 7) % 60)})`,
  )}\n\`\`\`\n\nRun it.`,
  "a log": `\`\`\`\n${many(300, (index) => `2026-11-26T10:00:${String(index % 60).padStart(2, "0")}Z INFO worker-${index % 7} ${"handled request ".repeat(1 + (index % 9))}in ${index} ms`)}\n\`\`\``,
  CSV: `\`\`\`csv\n${many(700, (index) => `${index},"name ${index}",${index * 3.5},${"field,".repeat(index % 8)}end`)}\n\`\`\``,
  "long lines of JSON": `\`\`\`json\n${many(60, (index) => `{"id":${index},"data":"${"0123456789".repeat(40 + ((index * 13) % 60))}"}`)}\n\`\`\``,
  "a list of links": `Sources:\n\n${many(200, (index) => `- [Title number ${index} of a page ${"with words ".repeat(index % 6)}](https://example.com/pages/${index}/${"path/".repeat(index % 9)}) – a note`)}`,
  "a table": `| Name | Value | Note |\n|---|---:|---|\n${many(250, (index) => `| row ${index} | ${index * 17} | ${"some words ".repeat(index % 12)}|`)}\n\nEnd.`,
  "indented code": `Look:\n\n${many(400, (index) => `    line ${index} of the code ${"word ".repeat(index % 9)}end`)}\n\nEnd.`,
};

const ends = 60;

/** The end of each message and the start of the next, each line shortened. */
function showSeams(text: string, maxBytes: number): string {
  const writer = createWriter({ maxBytes });
  for (const piece of cutAt(text, [4])) writer.push(piece);
  const { messages } = writer.end();
  const shorten = (line: string) =>
    line.length > 2 * ends ? `${line.slice(0, ends)} … ${line.slice(-ends)}` : line;
  return messages
    .slice(1)
    .map((message, index) => {
      const end = messages[index]?.split("\n").slice(-2).map(shorten).join("\n");
      return `${end}\n────\n${message.split("\n").slice(0, 3).map(shorten).join("\n")}`;
    })
    .join("\n\n");
}

test("messages end at line ends in code, logs, lists and tables that come in tokens", async () => {
  const cases = [9_000, 2_000].flatMap((maxBytes) =>
    Object.entries(documents).map(([name, text]) => ({ name, text, maxBytes })),
  );
  const sections = sample(cases).map(({ name, text, maxBytes }) => [
    `${name}, ${maxBytes} bytes`,
    showSeams(text, maxBytes),
  ]);
  await expectGolden(new URL("./seams.txt", import.meta.url), Object.fromEntries(sections));
});

test("a line of code, a log, a list or a table that takes less than two fifths of a message is not cut", () => {
  for (const text of Object.values(documents)) {
    for (const [maxBytes, size] of sample([
      [9_000, 61],
      [9_000, 4],
      [2_000, 7],
      [1_200, 4],
    ] as const)) {
      const writer = createWriter({ maxBytes });
      for (const piece of cutAt(text, [size])) writer.push(piece);
      const { messages } = writer.end();
      const lines = new Set(messages.flatMap((message) => message.split("\n")));
      expect(text.split("\n").filter((line) => !lines.has(line) && line.length < maxBytes * 0.4)).toEqual([]);
    }
  }
});

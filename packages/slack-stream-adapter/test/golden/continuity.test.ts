import { test } from "vitest";
import { corpus } from "../laws/corpus.ts";
import { createWriter } from "../laws/split.ts";
import { expectGolden } from "../support/golden.ts";
import { sample } from "../support/thorough.ts";

// How small documents continue in a second message, cut at every place. `⏎` is a line end, `␍` a carriage return.

const shown = [
  "fences",
  "table",
  "nested list",
  "quotes",
  "fence in a list",
  "wide numbers",
  "windows line ends",
];

function cut(text: string, at: number): string {
  const writer = createWriter({ maxBytes: 9_000 });
  writer.push(text.slice(0, at));
  writer.cut();
  writer.push(text.slice(at));
  const messages = writer.end().messages.map((message) => message.replace(/\r/g, "␍").replace(/\n/g, "⏎"));
  return messages.join("\n    ");
}

function cutEverywhere(text: string): string {
  const lines: string[] = [];
  for (let at = 0; at <= text.length; at++) {
    const line = cut(text, at);
    if (lines.at(-1) !== line) lines.push(line);
  }
  return lines.join("\n\n");
}

test("structures continue in the next message from every place", async () => {
  const sections = sample(shown).map((name) => [name, cutEverywhere(corpus[name] ?? "")]);
  await expectGolden(new URL("./continuity.txt", import.meta.url), Object.fromEntries(sections));
});

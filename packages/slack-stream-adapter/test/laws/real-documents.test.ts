import process from "node:process";
import { expect, test } from "vitest";
import { isThorough } from "../support/thorough.ts";
import { cutAt } from "./documents.ts";
import { firstTableHead, lastTableHead, type Node, parse } from "./reading.ts";
import { realDocuments } from "./real-documents.ts";
import { createWriter } from "./split.ts";

// READMEs of installed packages: three in `pnpm test`, twelve in `pnpm test:slow`, and 200 by
// `REAL_DOCUMENTS=200 pnpm exec vitest run --project adapter test/laws/real-documents`.
const documents = realDocuments(Number(process.env.REAL_DOCUMENTS ?? (isThorough ? 12 : 3)));

/** The visible text of all messages. A repeated table head counts once. */
function readLetters(messages: readonly string[]): string {
  const letters = messages.map((message, index) => {
    const head = index === 0 ? undefined : lastTableHead(messages[index - 1] ?? "");
    return lettersOf(message, head !== undefined && head === firstTableHead(message) ? "skip" : "read");
  });
  return letters.join("");
}

function lettersOf(markdown: string, firstHead: "skip" | "read"): string {
  let isSkipped = firstHead === "read";
  const visit = ({ alt = "", children = [], type, value = "" }: Node): string => {
    const isFirst = type === "table" && !isSkipped;
    isSkipped ||= isFirst;
    return value + alt + (isFirst ? children.slice(1) : children).map(visit).join("");
  };
  return visit(parse(markdown)).replace(/\s+/g, "");
}

/** How many messages end inside a line. */
function countCutLines(text: string, taken: readonly number[]): number {
  let at = 0;
  return taken.slice(0, -1).filter((count) => {
    at += count;
    return !/[\r\n][ \t]*$/.test(text.slice(0, at)) && !/^[ \t]*[\r\n]/.test(text.slice(at));
  }).length;
}

test.each([
  { maxBytes: 9_000, size: 4 },
  { maxBytes: 9_000, size: Number.MAX_SAFE_INTEGER },
  { maxBytes: 9_000, size: 50 },
])(
  "of READMEs in tokens of $size, in messages of $maxBytes, each letter is there once and few lines are cut",
  ({ maxBytes, size }) => {
    let seams = 0;
    let cut = 0;
    for (const [name, text] of documents) {
      const writer = createWriter({ maxBytes });
      for (const piece of cutAt(text, [size])) writer.push(piece);
      const { messages, taken } = writer.end();
      expect(readLetters(messages), name).toBe(readLetters([text]));
      seams += messages.length - 1;
      cut += countCutLines(text, taken);
    }
    expect(seams).toBeGreaterThanOrEqual(documents.length);
    expect(cut).toBeLessThanOrEqual(Math.ceil(0.02 * seams));
  },
  // The parser takes up to ten seconds for a document on a busy machine.
  Math.max(300_000, 10_000 * documents.length),
);

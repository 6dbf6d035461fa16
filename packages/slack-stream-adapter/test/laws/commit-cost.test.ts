import { expect, test } from "vitest";
import { createCommitter } from "../../src/markdown/committer.ts";
import { isThorough } from "../support/thorough.ts";
import { cutAt } from "./documents.ts";

test("a committer looks at each character a fixed number of times, in a long answer", {
  timeout: 60_000,
}, () => {
  const paragraph =
    "Some **bold** text with `code`, a [link](https://e.com) and a_b_c * 2.\n\n- item\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n";
  for (const [size, cut] of [
    [100_000, 1],
    [isThorough ? 1_000_000 : 100_000, 7],
    [isThorough ? 10_000_000 : 1_000_000, 5_000],
  ] as const) {
    const committer = createCommitter();
    const text = paragraph.repeat(Math.ceil(size / paragraph.length));
    let length = 0;
    for (const piece of cutAt(text, [cut])) length += committer.push(piece).length;
    expect(length + committer.end().length).toBe(text.length);
    expect(committer.scanned).toBeLessThan(4 * text.length);
  }
});

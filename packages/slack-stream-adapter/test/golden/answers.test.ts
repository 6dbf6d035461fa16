import { expect, test } from "vitest";
import { cutAt } from "../laws/documents.ts";
import { split, stream } from "../laws/split.ts";
import { expectGolden } from "../support/golden.ts";
import { sample } from "../support/thorough.ts";
import { answers } from "./answers.ts";
import { toTranscript } from "./transcript.ts";

// The messages that readers see. Written again by `THOROUGH=1 vitest run -u --project adapter test/golden`.

const sizes = [500, 900, 2_000, 9_000];

test("answers read well at four sizes", async () => {
  const sections = sample(Object.entries(answers)).flatMap(([name, text]) =>
    sizes.map((maxBytes) => [
      `${name}, ${maxBytes} bytes`,
      toTranscript(split(text, { maxBytes }), maxBytes),
    ]),
  );
  await expectGolden(new URL("./answers.txt", import.meta.url), Object.fromEntries(sections));
});

test.each(sample(Object.entries(answers)))("%s is shown whole when it comes in tokens", (_name, text) => {
  const all = (maxBytes: number, size: number) => stream(cutAt(text, [size]), { maxBytes });
  expect(all(9_000, 3).messages).toEqual(split(text, { maxBytes: 9_000 }).messages);
  for (const size of [1, 4, 50]) {
    const { taken } = all(500, size);
    expect(taken.reduce((sum, one) => sum + one, 0)).toBe(text.length);
  }
});

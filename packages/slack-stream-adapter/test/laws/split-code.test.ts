import fc from "fast-check";
import { expect, test } from "vitest";
import { read } from "./reading.ts";
import { createWriter, split } from "./split.ts";

/** The messages of a text that is cut by age at `at`, with nothing held back there. */
function cutReleased(text: string, at: number): readonly string[] {
  const writer = createWriter({ maxBytes: 9_000 });
  writer.push(text.slice(0, at));
  writer.release();
  writer.cut();
  writer.push(text.slice(at));
  return writer.end().messages;
}

test.each([
  ["a code span", "Call `run the code that goes on` and wait."],
  ["long backticks", "Call ``run ` the code`` and wait."],
  ["code in bold", "Call **bold and `run the code` here** and wait."],
  ["code over lines", "Call `run the\ncode that` goes on."],
  ["code in a list", "- Call `run the code`\n- and `wait for it`"],
  ["code in a quote", "> Call `run the code` and\n> wait `for it`"],
  ["code in a heading", "# Call `run the code` and wait\n\nend"],
  ["code in a table", "| a | b |\n|---|---|\n| `run the code` | `2 3` |"],
])("%s that is cut anywhere is code in both messages", (_case, text) => {
  for (let at = text.lastIndexOf("---|\n") + 5; at <= text.length; at++) {
    const messages = cutReleased(text, at);
    const seen = messages.flatMap((message) => read(message)).filter((one) => !one.includes(">head"));
    const whole = read(text).filter((one) => !one.includes(">head"));
    expect(seen, JSON.stringify(messages)).toEqual(whole);
  }
});

const words = fc.constantFrom("run", "the code", "and wait", "**in bold type**", "_it_");
const code = fc.constantFrom("`run the code`", "``run the code``", "`a b`", "**bold `and code` again**");
const prose = fc.array(fc.oneof(words, code), { minLength: 1, maxLength: 12 }).map((list) => list.join(" "));

test("what is cut in its code again and again is code in all messages", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(fc.array(prose, { maxLength: 3 }), fc.array(fc.nat(30), { minLength: 1 }), (list, sizes) => {
      const text = list.join("\n\n");
      const writer = createWriter({ maxBytes: 9_000 });
      for (let at = 0, index = 0; at < text.length; index++) {
        const size = 5 + (sizes[index % sizes.length] ?? 0);
        writer.push(text.slice(at, at + size));
        writer.release();
        if (index % 2 === 0) writer.cut();
        at += size;
      }
      const { messages } = writer.end();
      expect(messages.flatMap((message) => read(message))).toEqual(read(text));
    }),
    { numRuns: 300 },
  );
});

test("code that is larger than a message is code in each of them", () => {
  const text = `Call \`${"run the code ".repeat(200)}now\` and wait.`;
  const { messages } = split(text, { maxBytes: 500 });
  expect(messages.length).toBeGreaterThan(4);
  expect(messages.flatMap((message) => read(message))).toEqual(read(text));
});

test("a backtick alone is taken for code where a message ends behind it, and no more once nothing can close it", () => {
  expect(cutReleased("The ` key is\n\nhere.", 12)).toEqual(["The ` key is`", "here."]);
  expect(cutReleased("The ` key is here.\n\nEnd.", 10)).toEqual(["The ` key`", "is here.\n\nEnd."]);
  expect(cutReleased("The ` key is here.", 18)).toEqual(["The ` key is here.`"]);
  expect(split("The ` key is here.", { maxBytes: 500 }).messages).toEqual(["The ` key is here."]);
});

import { expect, test } from "vitest";
import { sampleRange } from "../support/thorough.ts";
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

const code = "run the code ".repeat(20);
const places: Readonly<Record<string, string>> = {
  "a code span": `Call \`${code}\` and wait.`,
  "long backticks": `Call \`\`${code} \` ${code}\`\` and wait.`,
  "code in bold": `Call **bold and \`${code}\` here** and wait.`,
  "code over lines": `Call \`${code}\n${code}\` goes on.`,
  "code in a list": `- Call \`${code}\`\n- and \`${code}\``,
  "code in a quote": `> Call \`${code}\` and\n> wait \`${code}\``,
  "code in a heading": `# Call \`${code}\` and wait\n\nend`,
  "code in a table": `| a | b |\n|---|---|\n| \`${code}\` | \`2 3\` |`,
};

test.each(Object.entries(places))("%s whose end is known is code in each message", (_place, text) => {
  for (let maxBytes = 80; maxBytes <= 200; maxBytes += 3) {
    const { messages } = split(text, { maxBytes });
    const seen = messages.flatMap((message) => read(message)).filter((one) => !one.includes(">head"));
    const whole = read(text).filter((one) => !one.includes(">head"));
    expect(messages.length).toBeGreaterThan(1);
    expect(seen, JSON.stringify(messages)).toEqual(whole);
  }
});

// Regression: text that was released early got a mark at a message's end that the source did not write.
test.each(Object.entries(places))(
  "no mark is added where %s ends a message before its end came",
  (_place, text) => {
    const backticks = text.match(/`/g)?.length;
    for (const at of sampleRange(0, text.length + 1))
      expect(cutReleased(text, at).join("").match(/`/g)).toHaveLength(backticks ?? 0);
  },
);

test("code that is larger than a message is code in each of them", () => {
  const text = `Call \`${"run the code ".repeat(200)}now\` and wait.`;
  const { messages } = split(text, { maxBytes: 500 });
  expect(messages.length).toBeGreaterThan(4);
  expect(messages.flatMap((message) => read(message))).toEqual(read(text));
});

test("a single backtick stays single if a message ends after it", () => {
  expect(cutReleased("The ` key is\n\nhere.", 12)).toEqual(["The ` key is", "here."]);
  expect(cutReleased("The ` key is here.\n\nEnd.", 10)).toEqual(["The ` key", "is here.\n\nEnd."]);
  expect(cutReleased("The ` key is here.", 18)).toEqual(["The ` key is here."]);
  expect(split("The ` key is here.", { maxBytes: 500 }).messages).toEqual(["The ` key is here."]);
});

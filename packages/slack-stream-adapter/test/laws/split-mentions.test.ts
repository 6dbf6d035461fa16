import fc from "fast-check";
import { expect, test } from "vitest";
import { compose, continueInNewMessage, startAnswer } from "../../src/markdown/compose.ts";
import { tries } from "../support/thorough.ts";
import { cutAt } from "./documents.ts";
import { withoutCode } from "./reading.ts";
import { createWriter, split, stream } from "./split.ts";

/** Mentions that would notify many people, outside of code. */
function pages(messages: readonly string[]): readonly string[] {
  return messages.flatMap((message) => withoutCode(message).match(/<!(?:channel|here)/g) ?? []);
}

const places: Readonly<Record<string, string>> = {
  "the address of a link": "See [the list](<!channel>) now.",
  "the title of a link": 'See [x](https://x.y "<!channel>") now.',
  "the text of a link": "See [x <!channel> y](https://x.y) now.",
  "the address of an image": "![x](<!here>)",
  "the text of an image": "![a <!here>](https://x.y)",
  "an image in a link": "[![a](<!here>)](<!channel>)",
  "code in the address of a link": "[x](`<!here>`)",
  "a title with code in it": '[x](https://x.y "`<!here>`")',
  "an address with spaces": '[x](<a b> "`<!here>`")',
  "a link's definition": "[x]: <!channel>\n\n[x]: https://x.y '<!here>'",
  "the head of a table, behind a bar in code": "| `a | <!channel>` |\n|---|---|\n| 1 | 2 |",
  "a head without a bar at its start": "`a | <!channel>` b\n--|--\n1 | 2",
  "a head with code behind a bar in code": "`a | `b` <!here> `c`\n--|--",
  "a head behind code of two lines": "`a\nb <!here>` | c\n--|--",
  "a table's row": "| a | b |\n|---|---|\n| `1 | <!here>` | <!channel> |",
  "a heading": "# Hello <!here>\n\nor <!channel>\n===",
  "a quote and a list": "> <!here>\n> - <!channel>\n>   1. [ ] <!here>",
  strikethrough: "~~<!here>~~ **<!channel>** _<!here>_",
  "what looks like HTML": '<div title="<!here>">\n<!channel>\n</div> <!-- <!here> -->',
  "an autolink": "<https://x.y|<!here>> <<!channel>> <mailto:<!here>>",
  "a backslash": "\\<!here> \\\\<!channel> [x](\\<!here>) \\`<!here>\\`",
  "indented code": "    <!here>\n\n- a\n\n      <!channel>",
  "the name of a fence": "```<!here>\na\n```\n~~~ x <!channel>\nb\n~~~",
  "behind an address with a backtick": "https://x.y/` a `<!here>`",
};

test.each(Object.entries(places))("nobody is called by %s, however it comes", (_place, text) => {
  const { messages } = split(text, { maxBytes: 9_000 });
  expect(pages(messages)).toEqual([]);
  expect(messages.join("")).toContain("&lt;!");
  for (let size = 1; size <= 9; size++)
    expect(stream(cutAt(text, [size]), { maxBytes: 9_000 }).messages).toEqual(messages);
  for (let at = 0; at <= text.length; at++) {
    const [messageOfTwo] = streamReleased([text.slice(0, at), text.slice(at)]);
    expect(pages([messageOfTwo ?? ""])).toEqual([]);
  }
});

// Regression: the marks of a comment were escaped, so the comment was visible.
test.each([
  "<!-- x -->",
  "Text <!-- a comment --> more",
  "<!---->",
  "<!-- prettier-ignore-start -->\n\n| a |\n|---|\n| b |\n\n<!-- prettier-ignore-end -->",
  "<!--\nof\nmany lines\n-->\n\n# Title",
  "- <!-- in a list -->\n> <!-- and a quote -->",
])("a comment stays as it is: %j", (text) => {
  expect(split(text, { maxBytes: 9_000 }).messages).toEqual([text]);
  for (let size = 1; size <= 9; size++) {
    expect(stream(cutAt(text, [size]), { maxBytes: 9_000 }).messages).toEqual([text]);
    expect(streamReleased(cutAt(text, [size]))).toEqual([text]);
  }
});

test("mentions in a comment notify nobody", () => {
  for (const text of ["<!-- <!here> -->", "<!--<!channel>-->", "<!-- x --><!here>", "<!- <!here> -->"])
    for (let size = 1; size <= 9; size++) {
      expect(pages(streamReleased(cutAt(text, [size])))).toEqual([]);
      expect(pages(split(text, { maxBytes: 9_000 }).messages)).toEqual([]);
    }
});

// Regression: code at the end of a message is closed with the message. Before that Slack does not read it as code.
test("code that is longer than a message notifies nobody, also while it is written", () => {
  const code = `Call \`${"run the <!channel> code ".repeat(60)}now\` and wait.`;
  for (const text of [code, `- ${code}`, `| a | b |\n|---|---|\n| ${code} | c |`]) {
    let state = startAnswer({ maxBytes: 500 });
    let rest = text;
    for (let isFull = true; isFull; ) {
      const composed = compose(state, rest, { ended: true, reserve: 0 });
      expect(pages([composed.wire])).toEqual([]);
      rest = rest.slice(composed.taken);
      isFull = composed.full;
      state = continueInNewMessage(composed.state);
    }
    expect(rest).toBe("");
  }
});

function streamReleased(pieces: readonly string[], maxBytes = 9_000): readonly string[] {
  const writer = createWriter({ maxBytes });
  for (const piece of pieces) {
    writer.push(piece);
    writer.release();
  }
  return writer.end().messages;
}

test.each([
  ["an address in angle brackets", "See [x](<https://x.y/a_(b)>) and ![y](<https://x.y> 'z') now."],
  ["code", "Use `<!here>` and ``<!channel> ` x`` now.\n\n```\n<!here>\n```"],
  ["code in a table", "| `<!here>` |\n|---|\n| `<!channel>` |"],
  ["a link of Slack's", "<https://x.y|label> and <@U1> and [a](https://x.y) then `<!here>` now."],
])("what calls nobody stays as it is: %s", (_case, text) => {
  expect(split(text, { maxBytes: 9_000 }).messages).toEqual([text]);
  for (let size = 1; size <= 9; size++)
    expect(stream(cutAt(text, [size]), { maxBytes: 9_000 }).messages).toEqual([text]);
});

test("a table's head with a mention is not repeated", () => {
  const text = `| <!here> |\n|---|\n${"| a row of the table |\n".repeat(60)}`;
  const { messages } = split(text, { maxBytes: 500 });
  expect(messages.length).toBeGreaterThan(2);
  expect(messages.join("").match(/here/g)).toHaveLength(1);
  expect(messages[1]).toMatch(/^\| \|\n\|---\|\n/);
});

const special = [
  "<!channel>",
  "<!here>",
  "<!",
  "<!here",
  "`",
  "`",
  "``",
  "`<!here>`",
  "|",
  "\n| ",
  " |\n|---|---|\n| ",
  "\n--|--\n",
  "[",
  "[x](",
  "](",
  ")",
  '"',
  "![",
  "<https://x.y",
  "<",
  ">",
  "\\",
  "**",
  "_",
  "~~",
  "\n",
  "\n\n",
  "\n> ",
  "\n- ",
  "\n# ",
  "\n    ",
  "\n```",
  " ",
  " ",
  "word",
  "https://x.y/",
];
const texts = fc.array(fc.constantFrom(...special), { maxLength: 30 }).map((list) => list.join(""));
const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 });

test("no text notifies people, whether it comes at once or in tokens, held back or not", () => {
  fc.assert(
    fc.property(texts, sizes, (text, cuts) => {
      expect(pages(split(text, { maxBytes: 9_000 }).messages)).toEqual([]);
      expect(pages(stream(cutAt(text, cuts), { maxBytes: 9_000 }).messages)).toEqual([]);
      expect(pages(streamReleased(cutAt(text, cuts)))).toEqual([]);
    }),
    { numRuns: tries(400) },
  );
});

test("a text that continues over many messages notifies nobody", () => {
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 20 }), sizes, (list, cuts) => {
      const text = list.join(" ");
      expect(pages(split(text, { maxBytes: 500 }).messages)).toEqual([]);
      expect(pages(streamReleased(cutAt(text, cuts), 500))).toEqual([]);
    }),
    { numRuns: tries(150) },
  );
});

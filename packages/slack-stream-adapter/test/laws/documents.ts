import fc from "fast-check";

// No single `x*y` or `~5`: by the rules two of them in one paragraph are emphasis, which is not known at the first one.
// The corpus has documents with them.
const words = fc.constantFrom(
  "alpha",
  "beta",
  "gamma",
  "delta",
  "one",
  "two",
  "3",
  "42",
  "a_b_c",
  "https://example.com/a_b",
  "don't",
  "2*3*4",
  "C#",
  "1.",
  "-",
  "+",
  "=",
  "|",
  "&",
  "<",
  "a<b",
  "!",
  "(see",
  "below)",
  "[x]",
  "end.",
  "So?",
  "日本語。",
  "文章、",
  "naïve",
  "👩‍💻",
  "مرحبا",
);
const plain = fc.array(words, { minLength: 1, maxLength: 6 }).map((list) => list.join(" "));
const simple = fc
  .array(fc.constantFrom("alpha", "beta", "gamma", "delta", "word", "text", "42"), {
    minLength: 1,
    maxLength: 5,
  })
  .map((list) => list.join(" "));

const inline = fc.oneof(
  { weight: 5, arbitrary: plain },
  { weight: 2, arbitrary: simple.map((text) => `**${text}**`) },
  { weight: 1, arbitrary: simple.map((text) => `*${text}*`) },
  { weight: 1, arbitrary: simple.map((text) => `_${text}_`) },
  { weight: 1, arbitrary: simple.map((text) => `~~${text}~~`) },
  { weight: 2, arbitrary: simple.map((text) => `\`${text}\``) },
  { weight: 1, arbitrary: simple.map((text) => `[${text}](https://example.com/p)`) },
  { weight: 1, arbitrary: fc.tuple(simple, simple).map(([one, two]) => `**${one} *${two}* ${one}**`) },
);
const line = fc.array(inline, { minLength: 1, maxLength: 4 }).map((list) => list.join(" "));
const opening = fc.constantFrom("Alpha ", "The ", "So ", "日本", "**Note** ");
const textLine = fc.tuple(opening, line).map(([first, rest]) => first + rest);

const paragraph = fc.array(textLine, { minLength: 1, maxLength: 3 });
const heading = fc
  .tuple(fc.integer({ min: 1, max: 4 }), simple)
  .map(([depth, text]) => [`${"#".repeat(depth)} ${text}`]);
const rule = fc.constantFrom("---", "***").map((text) => [text]);
const codeLine = fc.constantFrom(
  "const a = 1;",
  "  return a | b;",
  "",
  "# comment",
  "- no list",
  "<!here> & <b>",
  "**no bold**",
  "    deep",
);
const fence = fc
  .tuple(
    fc.constantFrom("```", "~~~", "````"),
    fc.constantFrom("", "js", "sql title=x"),
    fc.array(codeLine, { minLength: 1, maxLength: 5 }),
  )
  .map(([marks, info, lines]) => [marks + info, "code", ...lines, "last", marks]);
const cell = fc.oneof(
  simple,
  simple.map((text) => `**${text}**`),
  fc.constant("`x`"),
  fc.constant("-"),
);
/** All table heads differ, because a table with the same head as the table before looks like its second half. */
const table = fc.integer({ min: 1, max: 3 }).chain((columns) => {
  const row = fc.array(cell, { minLength: columns, maxLength: columns }).map(toRow);
  const head = fc.tuple(row, fc.nat(1_000_000)).map(([text, number]) => `| #${number} ${text.slice(2)}`);
  return fc
    .tuple(head, fc.array(row, { minLength: 1, maxLength: 4 }))
    .map(([first, rows]) => [first, `|${"---|".repeat(columns)}`, ...rows]);
});

function toRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

const leaf: fc.Arbitrary<string[]> = fc.oneof(
  { weight: 4, arbitrary: paragraph },
  heading,
  rule,
  fence,
  table,
);

const blocks = fc.letrec<{ quote: string[]; list: string[]; body: string[] }>((tie) => ({
  body: fc.oneof(
    { weight: 4, arbitrary: leaf },
    { weight: 1, arbitrary: fc.tuple(leaf, tie("list")).map(([one, two]) => [...one, "", ...two]) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(paragraph, tie("list"))
        .map(([one, two]) => [...one.slice(0, 1), ...(interrupts(two) ? [] : [""]), ...two]),
    },
  ),
  quote: tie("body").map((lines) => lines.map((text) => (text === "" ? ">" : `> ${text}`))),
  list: fc
    .tuple(
      fc.constantFrom("-", "*", "1.", "1.", "3)"),
      fc.array(tie("body"), { minLength: 1, maxLength: 3 }),
      fc.boolean(),
    )
    .map(([marker, items, loose]) =>
      items.flatMap((lines, index) => toItem({ marker, lines, index, loose })),
    ),
}));

/** A list that begins with another number than 1 is text if it follows text. */
function interrupts(list: readonly string[]): boolean {
  return /^(?:[-*]|1\.) /.test(list[0] ?? "");
}

function toItem(item: { marker: string; lines: readonly string[]; index: number; loose: boolean }): string[] {
  const digits = /^\d+/.exec(item.marker)?.[0];
  const marker =
    digits === undefined ? item.marker : `${Number(digits) + item.index}${item.marker.slice(-1)}`;
  const indent = " ".repeat(marker.length + 1);
  const lines = item.lines.map((text, index) =>
    index === 0 ? `${marker} ${text}` : text === "" ? "" : indent + text,
  );
  return item.loose && item.index > 0 ? ["", ...lines] : lines;
}

/** Documents as models write them. There is text between two lists, because otherwise they would be one list. */
export const documents: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 5, arbitrary: leaf },
        { weight: 3, arbitrary: fc.tuple(blocks.list, textLine).map(([list, text]) => [...list, "", text]) },
        { weight: 1, arbitrary: blocks.quote },
      ),
      { minLength: 1, maxLength: 6 },
    ),
    fc.constantFrom("\n", "\n", "\r\n"),
  )
  .map(([parts, end]) => parts.map((lines) => lines.join(end)).join(end + end));

/** Texts that consist only of special characters. */
export const noise: fc.Arbitrary<string> = fc
  .array(
    fc.constantFrom(
      "*",
      "**",
      "_",
      "`",
      "``",
      "```",
      "~~",
      "~",
      "[",
      "](",
      ")",
      "<",
      "<@U1>",
      "<!here>",
      "<http://x|y>",
      ">",
      "|",
      "\n",
      "\n\n",
      "\r\n",
      "\r",
      " ",
      "  ",
      "    ",
      "\t",
      "- ",
      "1. ",
      "# ",
      "> ",
      "---",
      "===",
      "|-|",
      "a",
      "b c",
      "word",
      "é",
      "日本",
      "👍🏽",
      "\\",
      "&amp;",
      "!",
      ".",
      "\ud83d",
    ),
    { maxLength: 60 },
  )
  .map((list) => list.join(""));

/** Cuts of a text into tokens. */
export function cutAt(text: string, sizes: readonly number[]): string[] {
  const pieces: string[] = [];
  for (let at = 0, index = 0; at < text.length; index++) {
    const size = sizes.length === 0 ? text.length : Math.max(1, sizes[index % sizes.length] ?? 1);
    pieces.push(text.slice(at, at + size));
    at += size;
  }
  return pieces;
}

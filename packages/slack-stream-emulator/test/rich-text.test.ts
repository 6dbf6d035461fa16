import { expect, test } from "vitest";
import { createSlackEmulator } from "../src/index.ts";
import { CHANNEL, call, start, stop, text } from "./support/call.ts";

// Regression: streamed and posted text was one raw text element, and Slack has typed elements. Shapes:
// docs.slack.dev, "rich text block", and the recorded read-backs behind S77, S127 and S128.

interface Read {
  text: string;
  blocks: { type: string; elements: { type: string; elements: unknown[] }[] }[];
}

async function stream(markdown: string): Promise<Read> {
  const slack = createSlackEmulator();
  const ts = await start(slack, { chunks: [text(markdown)] });
  return (await stop(slack, ts)).message as Read;
}

async function post(args: Record<string, unknown>): Promise<Read> {
  return (await call(createSlackEmulator(), "chat.postMessage", { channel: CHANNEL, ...args }))
    .message as Read;
}

const plain = (value: string, style?: object) => ({ type: "text", text: value, ...(style && { style }) });
const link = (url: string, label?: string, style?: object) => ({
  type: "link",
  url,
  ...(label !== undefined && { text: label }),
  ...(style && { style }),
});

test.each<[string, unknown[], string]>([
  ["**b**", [plain("b", { bold: true })], "*b*"],
  ["*i* _i_", [plain("i", { italic: true }), plain(" "), plain("i", { italic: true })], "_i_ _i_"],
  ["~~s~~", [plain("s", { strike: true })], "~s~"],
  ["`a*b*<c`", [plain("a*b*<c", { code: true })], "`a*b*&lt;c`"],
  ["**b *bi***", [plain("b ", { bold: true }), plain("bi", { bold: true, italic: true })], "*b _bi_*"],
  ["[l](https://u.example)", [link("https://u.example", "l")], "<https://u.example|l>"],
  [
    "[docs](https://e.example/a_(b)).",
    [link("https://e.example/a_(b)", "docs"), plain(".")],
    "<https://e.example/a_(b)|docs>.",
  ],
  ['[t](https://u.example "title")', [link("https://u.example", "t")], "<https://u.example|t>"],
  ["[`c`](https://u.example)", [link("https://u.example", "c", { code: true })], "`<https://u.example|c>`"],
  ["**[l](https://u.example)**", [link("https://u.example", "l", { bold: true })], "*<https://u.example|l>*"],
  ["[m](mailto:a@b.example)", [link("mailto:a@b.example", "m")], "<mailto:a@b.example|m>"],
  ["<https://u.example/x>", [link("https://u.example/x")], "<https://u.example/x>"],
  [
    "see https://u.example/x.",
    [plain("see "), link("https://u.example/x"), plain(".")],
    "see <https://u.example/x>.",
  ],
  ["a@b.example", [link("mailto:a@b.example", "a@b.example")], "<mailto:a@b.example|a@b.example>"],
  [
    "![alt](https://i.example/p.png)",
    [link("https://i.example/p.png", "alt")],
    "<https://i.example/p.png|alt>",
  ],
  ["[rel](./x.md)", [plain("[rel](./x.md)")], "[rel](./x.md)"],
  [
    "<@U1> <@W2|x>",
    [{ type: "user", user_id: "U1" }, plain(" "), { type: "user", user_id: "W2" }],
    "<@U1> <@W2>",
  ],
  ["**<@U1>**", [{ type: "user", user_id: "U1", style: { bold: true } }], "*<@U1>*"],
  ["<#C1|general>", [{ type: "channel", channel_id: "C1" }], "<#C1>"],
  [
    "<!here> <!subteam^S1>",
    [{ type: "broadcast", range: "here" }, plain(" "), { type: "usergroup", usergroup_id: "S1" }],
    "<!here> <!subteam^S1>",
  ],
  [
    ":tada: 10:30:45 a:b:c",
    [{ type: "emoji", name: "tada" }, plain(" 10:30:45 a:b:c")],
    ":tada: 10:30:45 a:b:c",
  ],
  ["`<@U1>` &lt;@U2>", [plain("<@U1>", { code: true }), plain(" <@U2>")], "`&lt;@U1&gt;` &lt;@U2&gt;"],
  ["a < b & c", [plain("a < b & c")], "a &lt; b &amp; c"],
])("streamed %j has typed elements and Slack's text", async (markdown, elements, read) => {
  const message = await stream(markdown);
  expect(message.blocks).toMatchObject([{ type: "rich_text", elements: [{ type: "rich_text_section" }] }]);
  expect(message.blocks[0]?.elements[0]?.elements).toEqual(elements);
  expect(message.text).toBe(read);
});

test("lists are flat, with an indent and the number they go on with", async () => {
  const { blocks, text: read } = await stream("1. one\n   - nested **b**\n2. two\n\n- [x] done");
  const section = (...elements: unknown[]) => ({ type: "rich_text_section", elements });
  expect(blocks[0]?.elements).toEqual([
    { type: "rich_text_list", style: "ordered", indent: 0, border: 0, elements: [section(plain("one"))] },
    {
      type: "rich_text_list",
      style: "bullet",
      indent: 1,
      border: 0,
      elements: [section(plain("nested "), plain("b", { bold: true }))],
    },
    {
      type: "rich_text_list",
      style: "ordered",
      indent: 0,
      border: 0,
      offset: 1,
      elements: [section(plain("two"))],
    },
    section(plain("\n")),
    { type: "rich_text_list", style: "bullet", indent: 0, border: 0, elements: [section(plain("[x] done"))] },
  ]);
  expect(read).toBe("1. one\n    • nested *b*\n2. two\n\n• [x] done");
});

test("quotes and code are parts of their own", async () => {
  const { blocks, text: read } = await stream("Before\n\n> q **b**\n> r\n\n```ts\nlet a = *1*;\n```\nafter");
  expect(blocks[0]?.elements).toEqual([
    { type: "rich_text_section", elements: [plain("Before"), plain("\n\n")] },
    { type: "rich_text_quote", elements: [plain("q "), plain("b", { bold: true }), plain("\nr")] },
    { type: "rich_text_section", elements: [plain("\n")] },
    { type: "rich_text_preformatted", border: 0, language: "ts", elements: [plain("let a = *1*;")] },
    { type: "rich_text_section", elements: [plain("after")] },
  ]);
  expect(read).toBe("Before\n\n&gt; q *b*\n&gt; r\n\n```\nlet a = *1*;\n```\nafter");
});

test("headings have a level, tables have typed cells and the alignment of columns", async () => {
  const { blocks } = await stream(
    "## Why **it** fails\n\n| a | b |\n|---|--:|\n| **1** | [l](https://u.example) |\n",
  );
  expect(blocks).toMatchObject([
    { type: "header", text: { type: "plain_text", text: "Why it fails", emoji: true }, level: 2 },
    {
      type: "table",
      column_settings: [{ align: "left" }, { align: "right" }],
      rows: [
        [{ type: "rich_text" }, { type: "rich_text" }],
        [
          { elements: [{ elements: [plain("1", { bold: true })] }] },
          { elements: [{ elements: [link("https://u.example", "l")] }] },
        ],
      ],
    },
  ]);
});

test.each<[string, unknown[]]>([
  [
    "*b* _i_ ~s~ `c`",
    [
      plain("b", { bold: true }),
      plain(" "),
      plain("i", { italic: true }),
      plain(" "),
      plain("s", { strike: true }),
      plain(" "),
      plain("c", { code: true }),
    ],
  ],
  ["*b _bi_*", [plain("b ", { bold: true }), plain("bi", { bold: true, italic: true })]],
  [
    "<https://u.example|l> https://v.example/x.",
    [link("https://u.example", "l"), plain(" "), link("https://v.example/x"), plain(".")],
  ],
  ["<mailto:a@b.example|m>", [link("mailto:a@b.example", "m")]],
  [
    "<@U1> :wave: <!channel>",
    [
      { type: "user", user_id: "U1" },
      plain(" "),
      { type: "emoji", name: "wave" },
      plain(" "),
      { type: "broadcast", range: "channel" },
    ],
  ],
  ["snake_case_word 2*3*4 **x** &lt;@U1&gt; &amp;", [plain("snake_case_word 2*3*4 **x** <@U1> &")]],
  [
    "<!date^1700000000^{date}^https://d.example|then>",
    [
      {
        type: "date",
        timestamp: 1_700_000_000,
        format: "{date}",
        url: "https://d.example",
        fallback: "then",
      },
    ],
  ],
])("posted mrkdwn %j has typed elements, and its text stays", async (mrkdwn, elements) => {
  const message = await post({ text: mrkdwn });
  expect(message.blocks[0]?.elements).toEqual([{ type: "rich_text_section", elements }]);
  expect(message.text).toBe(mrkdwn);
});

test("quotes and code of mrkdwn are parts of their own", async () => {
  const { blocks } = await post({ text: "> q *b*\n> r\n```\nx *y*\n```\nend" });
  expect(blocks[0]?.elements).toEqual([
    { type: "rich_text_quote", elements: [plain("q "), plain("b", { bold: true }), plain("\nr")] },
    { type: "rich_text_preformatted", border: 0, elements: [plain("x *y*")] },
    { type: "rich_text_section", elements: [plain("end")] },
  ]);
});

test("posted headers, rich text and cards are stored as they were sent", async () => {
  const richText = {
    type: "rich_text",
    block_id: "mine",
    elements: [
      {
        type: "rich_text_list",
        style: "ordered",
        indent: 1,
        elements: [{ type: "rich_text_section", elements: [{ type: "color", value: "#fff" }] }],
      },
    ],
  };
  const header = {
    type: "header",
    block_id: "head",
    text: { type: "plain_text", text: "Title", emoji: false },
  };
  const card = { type: "task_card", task_id: "t", title: "Task", status: "complete", details: richText };
  const { blocks } = await post({ text: "short", blocks: [header, richText, card] });
  expect(blocks).toMatchObject([header, richText, card]);
});

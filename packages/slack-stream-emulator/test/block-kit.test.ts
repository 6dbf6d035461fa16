import { expect, test } from "vitest";
import { createSlackEmulator } from "../src/index.ts";
import { append, CHANNEL, call, start, stop } from "./support/call.ts";

// Regression: broken blocks passed. The sentences and pointers are those of Slack's answers in public error reports:
// "failed to match all allowed schemas", "must be less than 3001 characters", "missing required field: alt_text",
// "must define either `text` or `fields`", "unsupported type: …", "no more than 50 items allowed",
// "must be more than 0 characters", "invalid additional property: style", "must provide a string". What Slack says of a
// doubled `block_id`, of a wrong choice and of an empty list is not public; those sentences are ours.

const plain = (text: string) => ({ type: "plain_text", text });
const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const button = (fields: object = {}) => ({ type: "button", text: plain("Go"), action_id: "go", ...fields });
const section = (...elements: object[]) => ({ type: "rich_text_section", elements });
const richText = (...elements: object[]) => ({ type: "rich_text", elements: [section(...elements)] });
const option = { text: plain("One"), value: "1" };
const image = { type: "image", image_url: "https://i.example/p.png", alt_text: "A picture" };
const divider = { type: "divider" };

async function post(blocks: unknown) {
  return await call(createSlackEmulator(), "chat.postMessage", { channel: CHANNEL, text: "short", blocks });
}

test.each<[string, unknown, string[]]>([
  [
    "a section without text",
    [{ type: "section" }],
    ["must define either `text` or `fields` [json-pointer:/blocks/0/type]"],
  ],
  [
    "an unknown type",
    [divider, { type: "sektion" }],
    ["unsupported type: sektion [json-pointer:/blocks/1/type]"],
  ],
  [
    "a prototype's name",
    [{ type: "constructor" }],
    ["unsupported type: constructor [json-pointer:/blocks/0/type]"],
  ],
  ["no type", [{ text: "x" }], ["missing required field: type [json-pointer:/blocks/0]"]],
  ["no object", ["x"], ["must provide an object [json-pointer:/blocks/0]"]],
  ["no array", { type: "divider" }, ["must provide an array [json-pointer:/blocks]"]],
  [
    "a button without text",
    [{ type: "actions", elements: [{ type: "button", action_id: "x" }] }],
    ["missing required field: text [json-pointer:/blocks/0/elements/0]"],
  ],
  [
    "a button with an empty text",
    [{ type: "actions", elements: [button({ text: plain("") })] }],
    ["must be more than 0 characters [json-pointer:/blocks/0/elements/0/text/text]"],
  ],
  [
    "a button with mrkdwn",
    [{ type: "actions", elements: [button({ text: mrkdwn("x") })] }],
    ["unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/text/type]"],
  ],
  [
    "a button with a style of null",
    [{ type: "actions", elements: [button({ style: null })] }],
    ["must provide a string [json-pointer:/blocks/0/elements/0/style]"],
  ],
  [
    "an image without alt_text",
    [{ type: "image", image_url: "https://i.example/p.png" }],
    ["missing required field: alt_text [json-pointer:/blocks/0]"],
  ],
  [
    "3,001 characters",
    [{ type: "section", text: mrkdwn("x".repeat(3_001)) }],
    [
      "failed to match all allowed schemas [json-pointer:/blocks/0/text]",
      "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ],
  ],
  [
    "2,001 characters in a field",
    [{ type: "section", fields: [mrkdwn("x".repeat(2_001))] }],
    [
      "failed to match all allowed schemas [json-pointer:/blocks/0/fields/0]",
      "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ],
  ],
  [
    "eleven fields",
    [{ type: "section", fields: Array.from({ length: 11 }, () => plain("x")) }],
    ["no more than 10 items allowed [json-pointer:/blocks/0/fields]"],
  ],
  [
    "a header of 151 characters",
    [{ type: "header", text: plain("x".repeat(151)) }],
    ["must be less than 151 characters [json-pointer:/blocks/0/text/text]"],
  ],
  [
    "a doubled block_id",
    [
      { ...divider, block_id: "a" },
      { ...divider, block_id: "b" },
      { ...divider, block_id: "a" },
    ],
    ["`block_id` a already exists [json-pointer:/blocks/2/block_id]"],
  ],
  [
    "51 blocks",
    Array.from({ length: 51 }, () => divider),
    ["no more than 50 items allowed [json-pointer:/blocks]"],
  ],
  [
    "26 buttons",
    [{ type: "actions", elements: Array.from({ length: 26 }, () => button()) }],
    ["no more than 25 items allowed [json-pointer:/blocks/0/elements]"],
  ],
  [
    "eleven checkboxes",
    [
      {
        type: "section",
        text: plain("x"),
        accessory: { type: "checkboxes", options: Array(11).fill(option) },
      },
    ],
    ["no more than 10 items allowed [json-pointer:/blocks/0/accessory/options]"],
  ],
  [
    "an unknown field",
    [{ type: "divider", colour: "red" }],
    ["invalid additional property: colour [json-pointer:/blocks/0]"],
  ],
  [
    "an unknown field of rich text",
    [{ type: "rich_text", elements: [{ ...section({ type: "text", text: "x" }), style: "bullet" }] }],
    ["invalid additional property: style [json-pointer:/blocks/0/elements/0]"],
  ],
  [
    "an input in a section",
    [{ type: "section", text: plain("x"), accessory: { type: "plain_text_input" } }],
    ["unsupported type: plain_text_input [json-pointer:/blocks/0/accessory/type]"],
  ],
  [
    "a plan's task with text for rich text",
    [{ type: "plan", title: "Plan", tasks: [{ type: "task_card", task_id: "1", title: "x", output: "" }] }],
    ["must provide an object [json-pointer:/blocks/0/tasks/0/output]"],
  ],
  [
    "a task's status that there is not",
    [{ type: "task_card", task_id: "1", title: "x", status: "completed" }],
    ["must be one of: pending, in_progress, complete, error [json-pointer:/blocks/0/status]"],
  ],
  [
    "a block that a container takes not",
    [{ type: "container", child_blocks: [{ type: "plan", title: "x" }] }],
    ["unsupported type: plan [json-pointer:/blocks/0/child_blocks/0/type]"],
  ],
  [
    "several at once, each with its place",
    [{ type: "context", elements: [] }, { type: "video" }],
    [
      "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]",
      "missing required field: alt_text [json-pointer:/blocks/1]",
      "missing required field: title [json-pointer:/blocks/1]",
      "missing required field: thumbnail_url [json-pointer:/blocks/1]",
      "missing required field: video_url [json-pointer:/blocks/1]",
    ],
  ],
])("%s: is refused with Slack's words", async (_name, blocks, errors) => {
  const answer = await post(blocks);
  expect(answer).toMatchObject({ ok: false, error: "invalid_blocks" });
  expect([...(answer.errors as string[])].sort()).toEqual([...errors].sort());
  expect(answer.response_metadata).toEqual({
    messages: (answer.errors as string[]).map((error) => `[ERROR] ${error}`),
  });
});

const select = (type: string, fields: object = {}) => ({
  type,
  action_id: type,
  placeholder: plain("Pick"),
  ...fields,
});
const withText = { text: plain("Label") };

test.each<[string, object]>([
  [
    "actions",
    {
      elements: [
        button({
          style: "primary",
          value: "v",
          url: "https://u.example",
          confirm: { title: plain("a"), text: mrkdwn("b"), confirm: plain("c"), deny: plain("d") },
        }),
        select("users_select"),
        select("static_select", { options: [option] }),
        { type: "overflow", options: [option] },
        { type: "datepicker" },
        { type: "datetimepicker" },
        { type: "timepicker" },
        { type: "radio_buttons", options: [option] },
      ],
    },
  ],
  ["alert", { text: mrkdwn("Careful"), level: "warning" }],
  ["call", { call_id: "R1" }],
  [
    "card",
    { hero_image: image, title: mrkdwn("T"), subtitle: mrkdwn("S"), body: mrkdwn("B"), actions: [button()] },
  ],
  ["carousel", { elements: [{ type: "card", title: mrkdwn("T") }] }],
  [
    "container",
    {
      title: plain("T"),
      child_blocks: [divider, { type: "section", text: plain("x") }],
      width: "wide",
      is_collapsible: true,
    },
  ],
  ["context", { elements: [image, mrkdwn("note")] }],
  [
    "context_actions",
    {
      elements: [
        {
          type: "feedback_buttons",
          action_id: "f",
          positive_button: { ...withText, value: "1" },
          negative_button: { ...withText, value: "0" },
        },
        { type: "icon_button", icon: "trash", ...withText, action_id: "d" },
      ],
    },
  ],
  [
    "data_table",
    {
      rows: [
        [
          { type: "raw_text", text: "a" },
          { type: "raw_number", value: 1 },
        ],
      ],
      caption: "Numbers",
    },
  ],
  ["divider", {}],
  ["file", { external_id: "E1", source: "remote" }],
  ["header", { text: plain("Title"), level: 2 }],
  ["image", { ...image, title: plain("T"), image_width: 3 }],
  [
    "input",
    {
      label: plain("L"),
      element: { type: "plain_text_input", action_id: "i", multiline: true },
      hint: plain("h"),
      optional: true,
    },
  ],
  ["markdown", { text: "**b**" }],
  ["plan", { title: "Plan", tasks: [{ type: "task_card", task_id: "1", title: "x", status: "pending" }] }],
  [
    "rich_text",
    richText(
      { type: "text", text: "x", style: { bold: true } },
      { type: "user", user_id: "U1" },
      { type: "emoji", name: "tada" },
      { type: "link", url: "https://u.example" },
      { type: "date", timestamp: 1, format: "{date}" },
    ),
  ],
  ["section", { text: mrkdwn("x"), accessory: image, expand: true }],
  [
    "section",
    {
      fields: [plain("a"), mrkdwn("b")],
      accessory: select("multi_static_select", { option_groups: [{ label: plain("g"), options: [option] }] }),
    },
  ],
  [
    "table",
    {
      rows: [[richText({ type: "text", text: "a" }), { type: "raw_text", text: "b" }]],
      column_settings: [{ align: "right", is_wrapped: true }],
    },
  ],
  [
    "task_card",
    {
      task_id: "1",
      title: "x",
      status: "complete",
      details: richText({ type: "text", text: "d" }),
      sources: [{ type: "url", url: "https://u.example", text: "u" }],
    },
  ],
  [
    "video",
    {
      alt_text: "a",
      title: plain("t"),
      thumbnail_url: "https://i.example/t.png",
      video_url: "https://v.example/embed",
    },
  ],
])("a %s block of the reference passes: %#", async (type, fields) => {
  const answer = await post([{ ...fields, type, block_id: "mine" }]);
  expect(answer.response_metadata ?? {}).toEqual({});
  expect(answer.ok).toBe(true);
});

test("stored blocks can be written again unchanged", async () => {
  const slack = createSlackEmulator();
  const markdown =
    "# H\n\n**b** [l](https://u.example) <@U1>\n\n1. a\n   - b\n\n> q\n\n```js\nx\n```\n\n| a |\n|-:|\n| 1 |\n\n---";
  const { ts, message } = await call(slack, "chat.postMessage", {
    channel: CHANNEL,
    markdown_text: markdown,
  });
  const { blocks } = message as { blocks: unknown[] };
  expect(await call(slack, "chat.update", { channel: CHANNEL, ts, blocks })).toMatchObject({ ok: true });
});

test("every method that takes blocks refuses broken ones, and changes nothing", async () => {
  const slack = createSlackEmulator();
  const blocks = [{ type: "section" }];
  const ts = await start(slack);
  const chunk = { type: "blocks", blocks };
  expect(await append(slack, ts, { chunks: [chunk] })).toMatchObject({
    error: "invalid_blocks",
    response_metadata: {
      messages: ["[ERROR] must define either `text` or `fields` [json-pointer:/chunks/0/blocks/0/type]"],
    },
  });
  expect((await stop(slack, ts, { blocks })).error).toBe("invalid_blocks");
  await stop(slack, ts);
  expect((await call(slack, "chat.update", { channel: CHANNEL, ts, blocks })).error).toBe("invalid_blocks");
  const home = { user_id: "U0000000001", view: { type: "home", blocks } };
  expect(await call(slack, "views.publish", home)).toMatchObject({
    error: "invalid_arguments",
    response_metadata: {
      messages: ["[ERROR] must define either `text` or `fields` [json-pointer:/view/blocks/0/type]"],
    },
  });
  expect(slack.messages).toMatchObject([{ ts, items: [], stopBlocks: [] }]);
});

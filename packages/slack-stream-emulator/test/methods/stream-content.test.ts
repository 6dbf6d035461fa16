import { expect, test } from "vitest";
import { createSlackEmulator } from "../../src/index.ts";
import { append, call, start, stop, TARGET, task, text } from "../support/call.ts";

const WRONG_CHUNKS: [string, unknown][] = [
  ["chunks that are no list", "hello"],
  ["an unknown chunk type", [{ type: "image" }]],
  ["a chunk named like a prototype method", [{ type: "constructor" }]],
  ["a chunk that is no object", ["text"]],
  ["a list as chunk", [[]]],
  ["null as chunk", [null]],
  ["text that is no string", [{ type: "markdown_text", text: 1 }]],
  ["a card without id", [task({ id: "" })]],
  ["a card without title", [task({ title: undefined })]],
  ["the status completed", [task({ status: "completed" })]],
  ["a card with structured details", [task({ details: {} })]],
  ["a source that is no url", [task({ sources: [{ type: "file", text: "a", url: "b" }] })]],
  ["a plan without title", [{ type: "plan_update" }]],
  ["a blocks chunk without blocks", [{ type: "blocks", blocks: [] }]],
  ["a blocks chunk of 51", [{ type: "blocks", blocks: Array(51).fill({ type: "divider" }) }]],
  ["a block without type", [{ type: "blocks", blocks: [{}] }]],
  ["one wrong chunk among good ones", [text("a"), { type: "?" }]],
];

test.each(WRONG_CHUNKS)(
  "stream calls refuse %s with invalid_chunks and change nothing",
  async (_name, chunks) => {
    const slack = createSlackEmulator();
    expect((await call(slack, "chat.startStream", { ...TARGET, chunks })).error).toBe("invalid_chunks");
    const ts = await start(slack);
    expect((await append(slack, ts, { chunks })).error).toBe("invalid_chunks");
    expect((await stop(slack, ts, { chunks })).error).toBe("invalid_chunks");
    expect(slack.messages).toMatchObject([{ state: "open", markdown: "", items: [] }]);
  },
);

test("stream calls refuse both kinds of content together (S11)", async () => {
  const slack = createSlackEmulator();
  const both = { markdown_text: "a", chunks: [text("a")] };
  const error = "cannot_provide_both_markdown_text_and_chunks";
  expect((await call(slack, "chat.startStream", { ...TARGET, ...both })).error).toBe(error);
  const ts = await start(slack);
  expect((await append(slack, ts, both)).error).toBe(error);
  expect((await stop(slack, ts, both)).error).toBe(error);
});

test("stream calls refuse markdown_text that is no text", async () => {
  const slack = createSlackEmulator();
  const answer = await call(slack, "chat.startStream", { ...TARGET, markdown_text: { a: 1 } });
  expect(answer.error).toBe("invalid_arguments");
});

test("stream calls refuse empty text with no_text and take blank text as it is (S183)", async () => {
  const slack = createSlackEmulator();
  const ts = await start(slack);
  expect((await append(slack, ts, { chunks: [text("")] })).error).toBe("no_text");
  expect((await append(slack, ts, { markdown_text: "" })).error).toBe("no_text");
  expect((await append(slack, ts, { chunks: [text(" \n")] })).ok).toBe(true);
  expect(slack.messages[0]?.markdown).toBe(" \n");
});

test("stream calls refuse blank text where the option says so, and take it beside a card", async () => {
  const slack = createSlackEmulator({ blankText: "no_text" });
  const ts = await start(slack);
  expect((await append(slack, ts, { chunks: [text(" \n")] })).error).toBe("no_text");
  expect((await append(slack, ts, { chunks: [text(" "), task()] })).ok).toBe(true);
  expect((await append(slack, ts, { chunks: [text("\u200b")] })).ok).toBe(true);
});

test("stream calls fail on a file block (S32)", async () => {
  const slack = createSlackEmulator();
  const chunks = [{ type: "blocks", blocks: [{ type: "file" }] }];
  const ts = await start(slack);
  expect((await append(slack, ts, { chunks })).error).toBe("internal_error");
  expect((await stop(slack, ts, { chunks })).error).toBe("internal_error");
});

test("stream calls cap the blocks of all their chunks at 50, and stop has 50 of its own (S18)", async () => {
  const slack = createSlackEmulator();
  const blocks = (count: number) => Array(count).fill({ type: "divider" });
  const ts = await start(slack, { chunks: [{ type: "blocks", blocks: blocks(30) }] });
  const error = "msg_blocks_too_many";
  expect((await append(slack, ts, { chunks: [{ type: "blocks", blocks: blocks(21) }] })).error).toBe(error);
  expect((await append(slack, ts, { chunks: [{ type: "blocks", blocks: blocks(20) }] })).ok).toBe(true);
  expect((await stop(slack, ts, { blocks: blocks(50) })).ok).toBe(true);
  expect(slack.messages[0]?.stopBlocks).toHaveLength(50);
});

test("stream calls turn half a surrogate pair into a replacement character (S184)", async () => {
  const slack = createSlackEmulator();
  await start(slack, { chunks: [text("a\ud83d"), text("\ude00b 😀"), task({ title: "x\ud83d" })] });
  expect(slack.messages[0]?.markdown).toBe("a\ufffd\ufffdb 😀");
  expect(slack.messages[0]?.cards.get("t1")?.title).toBe("x\ufffd");
});

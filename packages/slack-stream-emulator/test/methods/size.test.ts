import { expect, test } from "vitest";
import { createSlackEmulator } from "../../src/index.ts";
import { append, call, start, stop, TARGET, task, text } from "../support/call.ts";

test("one call takes 12,000 characters and no more (S70)", async () => {
  const slack = createSlackEmulator({ size: { limit: 100_000 } });
  const ok = await start(slack, { markdown_text: "x".repeat(12_000) });
  expect((await append(slack, ok, { markdown_text: "x".repeat(12_001) })).error).toBe("msg_too_long");
  const halves = [text("x".repeat(6_001)), text("x".repeat(6_000))];
  expect((await call(slack, "chat.startStream", { ...TARGET, chunks: halves })).error).toBe("msg_too_long");
});

test("a message takes 12,000 code points in all, and goes on after a refusal (S71, S76)", async () => {
  const slack = createSlackEmulator();
  const ts = await start(slack, { chunks: [text("😀".repeat(11_990))] });
  expect((await append(slack, ts, { chunks: [text("x".repeat(11))] })).error).toBe("msg_too_long");
  expect((await stop(slack, ts, { chunks: [text("x".repeat(11))] })).error).toBe("msg_too_long");
  expect(slack.messages[0]?.state).toBe("open");
  expect((await append(slack, ts, { chunks: [text("x".repeat(10))] })).ok).toBe(true);
  expect((await stop(slack, ts)).ok).toBe(true);
  expect(slack.messages[0]?.cost).toBe(12_000);
});

test("a card costs 100, 150 a field, 50 a line and its characters (S73)", async () => {
  const slack = createSlackEmulator();
  const ts = await start(slack, { chunks: [task({ title: "12345", details: "a\nb" })] });
  expect(slack.messages[0]?.cost).toBe(100 + 5 + (150 + 2 * 50 + 3));
  // An update adds only the difference, and appended fields grow.
  await append(slack, ts, { chunks: [task({ title: "1", details: "c", output: "d" })] });
  expect(slack.messages[0]?.cost).toBe(100 + 1 + (150 + 2 * 50 + 4) + (150 + 50 + 1));
});

test("a call with text and a card that is too long is refused as a whole (S188)", async () => {
  const slack = createSlackEmulator({ size: { limit: 300 } });
  const ts = await start(slack, { chunks: [task()] });
  const before = structuredClone(slack.messages[0]);
  const chunks = [text("hello"), task({ status: "complete", output: "x".repeat(200) })];
  expect((await append(slack, ts, { chunks })).error).toBe("msg_too_long");
  expect(slack.messages[0]).toEqual(before);
});

test("the byte rule counts UTF-8 and card fields twice, and only once there is text (S74)", async () => {
  const slack = createSlackEmulator({ size: "utf8bytes" });
  const cards = await start(slack, { chunks: [task({ details: "x".repeat(20_000) })] });
  expect((await append(slack, cards, { chunks: [text("a")] })).error).toBe("msg_too_long");
  const words = await start(slack, { chunks: [text("é".repeat(5_000))] });
  expect((await append(slack, words, { chunks: [task({ title: "t", details: "x".repeat(299) })] })).ok).toBe(
    true,
  );
  expect(slack.messages[1]?.cost).toBe(10_000 + 1 + 598);
  expect((await append(slack, words, { chunks: [text("xx")] })).error).toBe("msg_too_long");
});

test("createSlackEmulator() takes another limit in either unit", async () => {
  const slack = createSlackEmulator({ size: { unit: "utf8bytes", limit: 10 } });
  expect((await call(slack, "chat.startStream", { ...TARGET, markdown_text: "é".repeat(6) })).error).toBe(
    "msg_too_long",
  );
  expect((await call(slack, "chat.startStream", { ...TARGET, markdown_text: "é".repeat(5) })).ok).toBe(true);
});

import { expect, test } from "vitest";
import { createPartReader } from "./part-reader.ts";

function read(items: readonly unknown[]) {
  const seen: unknown[] = [];
  const reader = createPartReader({
    text: (text) => seen.push(text),
    chunk: (chunk) => seen.push(chunk),
    failed: (error) => seen.push({ failed: error }),
    aborted: (reason) => seen.push({ aborted: reason }),
  });
  for (const item of items) reader(item);
  return seen;
}

test("createPartReader() takes strings, text deltas and Markdown chunks for text", () => {
  expect(read(["a", { type: "text-delta", text: "b" }, { type: "text-delta", delta: "c" }])).toEqual([
    "a",
    "b",
    "c",
  ]);
  expect(read([{ type: "markdown_text", text: "d" }, "", { type: "text-delta", text: "" }])).toEqual(["d"]);
});

test("createPartReader() puts a blank line between the texts of two steps", () => {
  const delta = (text: string) => ({ type: "text-delta", text });
  const step = { type: "finish-step" };
  expect(read([delta("one"), step, delta("two")]).join("")).toBe("one\n\ntwo");
  expect(read([delta("one\n"), step, step, delta("two"), step]).join("")).toBe("one\n\ntwo");
  expect(read([delta("one\r\n\r\n"), step, delta("two")]).join("")).toBe("one\r\n\r\ntwo");
  expect(read([delta("one"), delta("\n"), delta("\n"), step, delta("two")]).join("")).toBe("one\n\ntwo");
  expect(read([step, delta("one")]).join("")).toBe("one");
});

test("createPartReader() never mistakes another part for text", () => {
  const parts = [
    "start",
    "reasoning-delta",
    "tool-call",
    "tool-result",
    "raw",
    "finish",
    "constructor",
    "toString",
  ];
  expect(read(parts.map((type) => ({ type, text: "secret", delta: "secret" })))).toEqual([]);
  expect(read([{ type: "text-delta", text: 42 }, { type: "text-delta" }])).toEqual([]);
});

test("createPartReader() hands on cards, errors and aborts", () => {
  const card = { type: "task_update", id: "1", title: "Search", status: "pending" };
  const failure = new Error("overloaded");
  expect(read([card, { type: "error", error: failure }, { type: "abort", reason: "user" }])).toEqual([
    card,
    { failed: failure },
    { aborted: "user" },
  ]);
});

test("createPartReader() says what a source yielded that is none of these", () => {
  for (const [item, words] of [
    [42, "number 42"],
    [null, "null"],
    [new Uint8Array(2), "bytes (pipe them through a TextDecoderStream first)"],
    [{ text: "no type" }, "an object with text"],
  ] as const) {
    const [failure] = read([item]) as [{ failed: Error }];
    expect(failure.failed).toBeInstanceOf(TypeError);
    expect(failure.failed.message).toContain(`it yielded ${words}`);
  }
});

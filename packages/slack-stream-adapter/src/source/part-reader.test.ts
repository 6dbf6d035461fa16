import { expect, test } from "vitest";
import { PartReader } from "./part-reader.ts";

function read(items: readonly unknown[]) {
  const seen: unknown[] = [];
  const reader = new PartReader({
    text: (text) => seen.push(text),
    chunk: (chunk) => seen.push(chunk),
    failed: (error) => seen.push({ failed: error }),
    aborted: (reason) => seen.push({ aborted: reason }),
    done: () => {},
    closed: false,
  });
  for (const item of items) reader.read(item);
  return seen;
}

test("PartReader takes strings, text deltas and Markdown chunks for text", () => {
  expect(read(["a", { type: "text-delta", text: "b" }, { type: "text-delta", delta: "c" }])).toEqual([
    "a",
    "b",
    "c",
  ]);
  expect(read([{ type: "markdown_text", text: "d" }, "", { type: "text-delta", text: "" }])).toEqual(["d"]);
});

test("PartReader puts a blank line between the texts of two steps", () => {
  const delta = (text: string) => ({ type: "text-delta", text });
  const step = { type: "finish-step" };
  expect(read([delta("one"), step, delta("two")]).join("")).toBe("one\n\ntwo");
  expect(read([delta("one\n"), step, step, delta("two"), step]).join("")).toBe("one\n\ntwo");
  expect(read([delta("one\r\n\r\n"), step, delta("two")]).join("")).toBe("one\r\n\r\ntwo");
  expect(read([delta("one"), delta("\n"), delta("\n"), step, delta("two")]).join("")).toBe("one\n\ntwo");
  expect(read([step, delta("one")]).join("")).toBe("one");
});

// A8: nothing stood between `Let me search.` and `The answer is 42.` in Slack.
test("PartReader puts a blank line between two texts if a call, a thought or a file stood between", () => {
  const text = (value: string, id?: string) => ({ type: "text-delta", text: value, id });
  const call = { type: "tool-call", toolCallId: "c1", toolName: "search", input: {} };
  const result = { type: "tool-result", toolCallId: "c1", toolName: "search", output: "found" };
  const thoughts = [
    { type: "reasoning-start", id: "r" },
    { type: "reasoning-delta", id: "r", text: "hm" },
  ];
  for (const between of [
    [call, result],
    [{ ...call, providerExecuted: true }],
    thoughts,
    [{ type: "file", file: { mediaType: "image/png" } }],
    [{ type: "finish-step" }],
    [{ type: "model-call-end" }],
    [{ type: "start-step" }],
  ]) {
    const textOf = (items: readonly unknown[]) =>
      read(items)
        .filter((one) => typeof one === "string")
        .join("");
    for (const ids of [["1", "2"], ["1", "1"], []]) {
      expect(textOf([text("One.", ids[0]), ...between, text("Two.", ids[1])])).toBe("One.\n\nTwo.");
      expect(textOf([text("One.\n", ids[0]), ...between, text("\nTwo.", ids[1])])).toBe("One.\n\nTwo.");
      const spaced = [
        text("One.", ids[0]),
        ...between,
        text("\n", ids[1]),
        text("\n", ids[1]),
        text("Two.", ids[1]),
      ];
      expect(textOf(spaced)).toBe("One.\n\nTwo.");
    }
  }
  expect(
    read([text("The result", "1"), call, text("Now ", "2"), result, text("it goes on", "2")]).join(""),
  ).toContain("Now it goes on");
});

test("PartReader leaves texts joined that only follow each other, and news of a call in the middle of a text", () => {
  const part = (id: string, text: string, citations?: unknown) => [
    { type: "text-start", id },
    { type: "text-delta", id, text },
    { type: "text-end", id, citations },
  ];
  const source = { type: "source", sourceType: "url", id: "s", url: "https://example.com" };
  const cited = [...part("1", "The capital "), source, ...part("2", "is Paris", []), ...part("3", ".")];
  expect(
    read(cited)
      .filter((one) => typeof one === "string")
      .join(""),
  ).toBe("The capital is Paris.");
  expect(read(["Let me ", { type: "tool-call", toolCallId: "c", toolName: "a" }, "look."])).toEqual([
    "Let me ",
    "look.",
  ]);
});

// A9
test("PartReader separates two texts with a card of the app between them, unless they are one sentence", () => {
  const card = { type: "task_update", id: "1", title: "Search", status: "pending" };
  const textOf = (items: readonly unknown[]) =>
    read(items)
      .filter((one) => typeof one === "string")
      .join("");
  expect(textOf(["Let me look.", card, "Found it."])).toBe("Let me look.\n\nFound it.");
  expect(textOf(["Let me look.", card, card, " Found it."])).toBe("Let me look. Found it.");
  expect(textOf(["Wait. The answ", card, "er is 42."])).toBe("Wait. The answer is 42.");
});

test("PartReader reports the end of a text once, before the next part", () => {
  const seen: unknown[] = [];
  const reader = new PartReader({
    text: (text) => seen.push(text),
    textOver: () => seen.push("|"),
    chunk: () => {},
    part: ({ type }) => seen.push(type),
    failed: () => {},
    aborted: () => {},
    done: () => {},
    closed: false,
  });
  for (const item of ["a", { type: "finish-step" }, { type: "start-step" }, "b"]) reader.read(item);
  expect(seen).toEqual(["a", "|", "finish-step", "start-step", "\n\n", "b"]);
});

// A11
test("PartReader separates the text of a step that is tried again as it separated the first try", () => {
  const seen: unknown[] = [];
  const reader = new PartReader({
    text: (text) => seen.push(text),
    chunk: () => {},
    part: ({ type }) => seen.push(type),
    failed: () => {},
    aborted: () => {},
    done: () => {},
    closed: false,
  });
  const reset = { type: "reset-step" };
  for (const item of ["a", { type: "finish-step" }, reset, "bcd", reset, "bcde"]) reader.read(item);
  expect(seen).toEqual(["a", "finish-step", "reset-step", "\n\n", "bcd", "reset-step", "\n\n", "bcde"]);
});

test("PartReader never mistakes another part for text", () => {
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

test("PartReader hands on cards, errors and aborts", () => {
  const card = { type: "task_update", id: "1", title: "Search", status: "pending" };
  const failure = new Error("overloaded");
  expect(read([card, { type: "error", error: failure }, { type: "abort", reason: "user" }])).toEqual([
    card,
    { failed: failure },
    { aborted: "user" },
  ]);
});

test("PartReader names the kind of an unknown item", () => {
  for (const [item, words] of [
    [42, "a number"],
    [true, "a boolean"],
    [new Uint8Array(2), "bytes"],
    [{ text: "no type" }, "an object with text"],
  ] as const) {
    const [failure] = read([item]) as [{ failed: Error }];
    expect(failure.failed).toBeInstanceOf(TypeError);
    expect(failure.failed.message).toContain(`it yielded ${words}`);
  }
});

test("PartReader shows a node's text as soon as the nodes before it are over", () => {
  const says = (name: string, fields: object) => [
    { type: "AIMessageChunk", id: `run-${name}`, content: "", ...fields },
    { langgraph_node: name, langgraph_step: 1, langgraph_checkpoint_ns: `${name}:1` },
  ];
  const stop = { response_metadata: { finish_reason: "stop" } };
  const last = { chunk_position: "last" };
  const usage = { usage_metadata: { total_tokens: 7 } };
  for (const end of [stop, last, { ...stop, ...usage }]) {
    const items = [
      says("a", { content: "One." }),
      says("b", { content: "Two." }),
      says("a", end),
      // Comes behind the end: it held back all other nodes for 50 pieces.
      says("a", usage),
      says("b", end),
      says("c", { content: "Three." }),
    ];
    expect(read(items).join("")).toBe("One.\n\nTwo.\n\nThree.");
  }
});

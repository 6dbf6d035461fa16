import { expect, test } from "vitest";
import { createCapabilityMemory } from "./capability-memory.ts";

test("recall() returns a refusal for an hour", () => {
  const memory = createCapabilityMemory();
  memory.remember("a/C1", { code: "unknown_method", nowMs: 1_000 });
  expect(memory.recall("a/C1", 3_600_999)).toBe("unknown_method");
  expect(memory.recall("a/C2", 1_000)).toBeUndefined();
  expect(memory.recall("a/C1", 3_601_000)).toBeUndefined();
});

test("remember() drops the oldest entry beyond a thousand", () => {
  const memory = createCapabilityMemory();
  for (let index = 0; index <= 1_000; index += 1) memory.remember(`a/C${index}`, { code: "x", nowMs: index });
  expect(memory.recall("a/C0", 2_000)).toBeUndefined();
  expect(memory.recall("a/C1", 2_000)).toBe("x");
});

import { expect, test, vi } from "vitest";
import { Reasoning } from "./reasoning.ts";

const titleOf = (updates: readonly unknown[]) => (updates.at(-1) as { title: string } | undefined)?.title;

test("a card that is full still takes the next heading as its title, in however many tokens", () => {
  const reasoning = new Reasoning("card");
  reasoning.add(`${"Words and words. ".repeat(60)}\n`);
  reasoning.add("So.\n");
  expect(reasoning.add("More words after that.\n")).toEqual([]);
  for (const token of ["**Wei", "ghing", " it**"]) reasoning.add(token);
  expect(titleOf(reasoning.add("\n"))).toBe("Weighing it");
});

// It was cut in two, and neither half is a heading.
test("a heading stays whole, although a long text before it is sent while it is written", () => {
  const reasoning = new Reasoning("card");
  expect(titleOf(reasoning.add(`${"word ".repeat(30)}\n\n**Weigh`))).toBe("Thinking");
  expect(titleOf(reasoning.add("ing it**\n"))).toBe("Weighing it");
  expect(titleOf(reasoning.add(`${"word ".repeat(30)}\n\n**Not a heading`))).toBe("Weighing it");
  const [last] = reasoning.end() as readonly { details?: string }[];
  expect(last?.details).toContain("**Not a heading");
});

// Once the card was full, all that came after was kept, and searched again for each token.
test("reasoning is read once, however long it is", () => {
  let read = 0;
  const matchAll = String.prototype.matchAll;
  const spy = vi.spyOn(String.prototype, "matchAll").mockImplementation(function (this: string, pattern) {
    read += this.length;
    return matchAll.call(this, pattern) as ReturnType<typeof matchAll>;
  });
  const reasoning = new Reasoning("card");
  const tokens = 5_000;
  for (let token = 0; token < tokens; token += 1) reasoning.add(token % 40 === 39 ? "so.\n" : "word ");
  spy.mockRestore();
  expect(read).toBeGreaterThan(0);
  expect(read / tokens).toBeLessThan(400);
});

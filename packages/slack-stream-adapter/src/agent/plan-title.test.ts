import { expect, test } from "vitest";
import { PlanTitle } from "./plan-title.ts";

test("PlanTitle names the running tool, and says once how long the agent worked when text follows", () => {
  const title = new PlanTitle(0);
  expect(title.next(undefined, 0)).toBeUndefined();
  expect(title.next("Search", 1_000)).toBe("Search");
  expect(title.next("Search", 2_000)).toBeUndefined();
  expect(title.next(undefined, 3_000)).toBe("Worked for 3 s");
  // A title for each second of the text would stand in the middle of a word (a find of the fuzzer).
  expect(title.next(undefined, 4_000)).toBeUndefined();
  expect(title.next("Fetch", 5_000)).toBe("Fetch");
  expect(title.next(undefined, 65_000)).toBe("Worked for 1 min");
  expect(title.end("done", 120_000)).toBe("Worked for 2 min");
});

test("PlanTitle says how an answer ended that did not come to its end, and nothing where there is no plan", () => {
  expect(new PlanTitle(0).end("failed", 1_000)).toBeUndefined();
  for (const [how, words] of [
    ["aborted", "Stopped"],
    ["failed", "Error"],
    ["waiting", "Waiting"],
  ] as const) {
    const title = new PlanTitle(0);
    title.next("Search", 0);
    expect(title.end(how, 1_000)).toBe(words);
  }
});

import { createManualClock } from "slack-stream-emulator";
import { expect, test } from "vitest";
import { PlanTitle } from "./plan-title.ts";

test("PlanTitle names the running tool, and says once how long the agent worked when text follows", async () => {
  const clock = createManualClock();
  const title = new PlanTitle(clock);
  expect(title.next()).toBeUndefined();
  expect(title.next("Search")).toBe("Search");
  expect(title.next("Search")).toBeUndefined();
  await clock.advance(3_000);
  expect(title.next()).toBe("Worked for 3 s");
  // A title for each second of the text would stand in the middle of a word (a find of the fuzzer).
  await clock.advance(1_000);
  expect(title.next()).toBeUndefined();
  expect(title.next("Fetch")).toBe("Fetch");
  await clock.advance(61_000);
  expect(title.next()).toBe("Worked for 1 min");
  await clock.advance(55_000);
  expect(title.end("done")).toBe("Worked for 2 min");
});

test("PlanTitle says how an answer ended that did not come to its end, and nothing where there is no plan", () => {
  expect(new PlanTitle(createManualClock()).end("failed")).toBeUndefined();
  for (const [how, words] of [
    ["aborted", "Stopped"],
    ["failed", "Error"],
    ["waiting", "Waiting"],
  ] as const) {
    const title = new PlanTitle(createManualClock());
    title.next("Search");
    expect(title.end(how)).toBe(words);
  }
});

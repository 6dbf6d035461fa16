import { expect, test } from "vitest";
import { createStory, silence } from "../support/story.ts";

const card = { type: "task_update", id: "search", title: "Search", status: "in_progress" } as const;

test("a plan without a card is nothing to post, and its title goes with the first card", async () => {
  const plan = { type: "plan_update", title: "How to find it" } as const;
  const story = createStory();
  expect(await story.play([plan, silence(5_000)], { transport: "edit" })).toMatchObject({ outcome: "silent" });
  expect(story.slack.calls).toEqual([]);

  await story.play([plan, silence(5_000), card, "Found."], { transport: "edit" });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    10.0s chat.postMessage #1 "" blocks[plan]
    10.0s chat.update #1 "Found." blocks[plan, markdown "Found."]
    "
  `);
});

import { expect, test } from "vitest";
import { createStory, silence } from "../support/story.ts";

test("a message is kept alive while the latest text waits for more text", async () => {
  for (const head of ["```ts", "- ", "## "]) {
    const story = createStory();
    const receipt = await story.play(["Here it is:\n\n", head, silence(50_000), "\n", "x"]);
    expect(receipt.counts.keepalives).toBe(2);
    expect(receipt.segments).toMatchObject([{ repaired: true, keepalivesLeft: 0 }]);
    expect(story.slack.messages.at(-1)?.markdown).toMatch(/^Here it is:\n\n\S/);
  }
});

test("no edit is made for text that can't be shown before more comes", async () => {
  for (const options of [{ transport: "edit" }, { transport: "edit", minIntervalMs: 0 }] as const) {
    const story = createStory();
    await story.play(["Here it is:", silence(5_000), "\n\n", "```ts", silence(60_000), "\nx"], options);
    expect(story.transcript()).toMatchInlineSnapshot(`
      "
      0.0s chat.postMessage #1 text "Here it is:"
      65.0s chat.update #1 text "Here it is:⏎⏎\`\`\`ts⏎x⏎\`\`\`"
      "
    `);
  }
});

// The text was neither sent nor missed: the receipt called all of it delivered (fuzz, scope all, seed 8057451).
test("text whose marks wait when the source ends is sent, though the edit under way then is refused", async () => {
  const story = createStory({ latencyMs: 120 });
  story.slack.failNext("chat.update", "is_archived", { times: 2 });
  const receipt = await story.play(["One.", silence(300), " Two, ~~three~~", silence(50)], {
    transport: "edit",
    minIntervalMs: 0,
  });
  expect(story.slack.messages.slice(1).map(({ markdown }) => markdown)).toEqual(["One. Two,", "~~three~~"]);
  expect(receipt).toMatchObject({ outcome: "completed", delivered: 19 });
});

import { expect, test } from "vitest";
import { happen, type Line, silence } from "../support/story.ts";
import {
  call,
  createStoryWithoutCards,
  playWithoutCards,
  result,
  tool,
} from "../support/story-without-cards.ts";

/** A message with only a line about a running tool does not stay so, however the answer ends. */

test("an answer without text shows the outcome of its tool", async () => {
  const failed = { type: "tool-error", toolCallId: "c1", error: "no" };
  const ends: readonly (readonly [readonly Line[], string, string])[] = [
    [tool(5), "done", "completed"],
    [[...tool(5), "\n\n"], "done", "completed"],
    [[call(), silence(5_000), failed], "failed", "completed"],
    [[call(), silence(5_000), { type: "abort" }], "stopped", "aborted"],
    [[call(), call("c2", "readPage"), silence(5_000), result("c2")], "no result", "completed"],
  ];
  for (const transport of ["auto", "edit"] as const) {
    for (const [lines, end, outcome] of ends) {
      const { receipt, shown } = await playWithoutCards(lines, { transport });
      expect(shown).toEqual([`_Search docs: ${end}_`]);
      expect(receipt.outcome).toBe(outcome);
    }
  }
});

test("an answer that fails after such a line says so", async () => {
  for (const transport of ["auto", "edit"] as const) {
    const story = createStoryWithoutCards();
    await expect(
      playWithoutCards([...tool(5), new Error("boom")], { transport, failureNotice: "Sorry." }, story),
    ).rejects.toThrow("boom");
    expect(story.slack.messages.at(-1)).toMatchObject({ markdown: "Sorry." });
  }
});

test("a request for an approval replaces the line", async () => {
  const asking = [
    call(),
    silence(5_000),
    { type: "tool-approval-request", approvalId: "a1", toolCallId: "c1" },
  ];
  for (const transport of ["auto", "edit"] as const) {
    const { story } = await playWithoutCards(asking, {
      transport,
      approvalBlocks: () => [
        {
          type: "actions",
          elements: [{ type: "button", action_id: "ok", text: { type: "plain_text", text: "Approve" } }],
        },
      ],
    });
    expect(story.thread()).toContain(
      "bot #1:\nThis needs approval before it can go on: Search docs.\n[actions]\n",
    );
    const { channel, threadTs = "" } = story.target;
    expect(story.slack.statuses.session(channel, threadTs)).toBe("suspended");
  }
});

test("a tool that runs for longer than a message lives keeps its message, and the answer comes into it", async () => {
  const { story, receipt, shown } = await playWithoutCards([
    ...tool(400),
    "It is 42. ",
    silence(5_000),
    "Sure.",
  ]);
  expect(shown).toEqual(["It is 42. Sure."]);
  expect(receipt).toMatchObject({ outcome: "completed", delivered: 15 });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    2.0s chat.startStream #1 "_Search docs…_"
    22.0s chat.appendStream #1 "‹zwsp›"
    42.0s chat.appendStream #1 "‹zwsp›"
    62.0s chat.appendStream #1 "‹zwsp›"
    82.0s chat.appendStream #1 "‹zwsp›"
    102.0s chat.appendStream #1 "‹zwsp›"
    122.0s chat.appendStream #1 "‹zwsp›"
    142.0s chat.appendStream #1 "‹zwsp›"
    162.0s chat.appendStream #1 "‹zwsp›"
    182.0s chat.appendStream #1 "‹zwsp›"
    202.0s chat.appendStream #1 "‹zwsp›"
    222.0s chat.appendStream #1 "‹zwsp›"
    242.0s chat.stopStream #1 session_status="processing"
    242.0s chat.update #1 text "_Search docs…_"
    400.0s chat.update #1 text "It is 42."
    405.0s chat.update #1 text "It is 42. Sure."
    405.0s agents.sessions.setStatus status="active"
    "
  `);
});

test("a message with such a line that Slack has ended goes on by edit", async () => {
  const story = createStoryWithoutCards();
  const lines = [
    call(),
    silence(5_000),
    happen(() => story.slack.expire(story.slack.messages.at(-1)?.ts ?? "")),
    result(),
    "It is 42.",
  ];
  const { shown, receipt } = await playWithoutCards(lines, {}, story);
  expect(shown).toEqual(["It is 42."]);
  expect(receipt).toMatchObject({ outcome: "completed", delivered: 9 });
});

test("a line whose opening is lost is found again", async () => {
  const story = createStoryWithoutCards();
  story.slack.failNext("chat.startStream", { type: "reset-after" });
  const { shown } = await playWithoutCards([...tool(20), "It is 42."], {}, story);
  expect(shown).toEqual(["It is 42."]);
});

test("after the user's stop the line stays, because nothing is written any more", async () => {
  const story = createStoryWithoutCards();
  const ts = () => story.slack.messages.at(-1)?.ts ?? "";
  const { receipt, shown } = await playWithoutCards(
    [call(), silence(5_000), happen(() => story.slack.stopByUser(ts())), silence(100), result(), "It is 42."],
    {},
    story,
  );
  expect(receipt.outcome).toBe("stopped-by-user");
  expect(shown).toEqual(["_Search docs…_"]);
});

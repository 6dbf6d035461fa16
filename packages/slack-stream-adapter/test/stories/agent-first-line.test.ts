import { expect, test } from "vitest";
import { type Clock, systemClock } from "../../src/clock.ts";
import type { StreamEvent, StreamOptions } from "../../src/index.ts";
import { calls, finishes, says, streamTexts } from "../support/ai-models.ts";
import { happen, type Line, type Story, silence } from "../support/story.ts";
import { createStoryWithoutCards } from "../support/story-without-cards.ts";

/** Slack takes no cards, and a tool runs before anything is said: a line is the first that anybody sees. */
const call = (id = "c1", toolName = "searchDocs") => ({
  type: "tool-call",
  toolCallId: id,
  toolName,
  input: {},
});
const result = (id = "c1") => ({ type: "tool-result", toolCallId: id, output: "found" });
const tool = (seconds: number): Line[] => [call(), silence(seconds * 1_000), result()];

const play = async (
  lines: readonly Line[],
  options: StreamOptions = {},
  story: Story = createStoryWithoutCards(),
) => {
  const receipt = await story.play(lines, options);
  return { story, receipt, shown: story.slack.messages.slice(1).map(({ markdown }) => markdown) };
};

test("after two seconds a line opens the message, and the answer takes its place", async () => {
  const { story, receipt, shown } = await play([...tool(5), "It is 42. ", silence(3_000), "Sure."]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    2.0s chat.startStream #1 "_Search docs…_"
    5.0s chat.appendStream #1 "⏎⏎It is 42."
    8.0s chat.appendStream #1 " Sure."
    8.0s chat.stopStream #1
    8.0s chat.update #1 text "It is 42. Sure."
    "
  `);
  expect(shown).toEqual(["It is 42. Sure."]);
  expect(receipt).toMatchObject({ outcome: "completed", text: "It is 42. Sure.", delivered: 15 });
  expect(receipt.segments).toMatchObject([{ start: 0, end: 15, repaired: true, keepalivesLeft: 0 }]);
});

test("posted and edited, the line is gone with the first text", async () => {
  const { story, receipt, shown } = await play([...tool(5), "It is 42. ", silence(5_000), "Sure."], {
    transport: "edit",
  });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    2.0s chat.postMessage #1 text "_Search docs…_"
    5.0s chat.update #1 text "It is 42."
    10.0s chat.update #1 text "It is 42. Sure."
    "
  `);
  expect(shown).toEqual(["It is 42. Sure."]);
  expect(receipt).toMatchObject({ outcome: "completed", segments: [{ repaired: false }] });
});

test("a tool that is done within two seconds opens nothing", async () => {
  const { story } = await play([...tool(1.9), "It is 42."]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    1.9s chat.startStream #1 "It is 42."
    1.9s chat.stopStream #1
    "
  `);
});

test("the next tool is told of in the same message", async () => {
  const lines = [...tool(5), call("c2", "readPage"), silence(5_000), result("c2"), "It is 42."];
  const streamed = await play(lines);
  expect(streamed.story.transcript()).toMatchInlineSnapshot(`
    "
    2.0s chat.startStream #1 "_Search docs…_"
    5.0s chat.appendStream #1 "⏎⏎_Read page…_"
    10.0s chat.stopStream #1 "⏎⏎It is 42."
    10.0s chat.update #1 text "It is 42."
    "
  `);
  const edited = await play(lines, { transport: "edit" });
  expect(edited.story.transcript()).toMatchInlineSnapshot(`
    "
    2.0s chat.postMessage #1 text "_Search docs…_"
    5.0s chat.update #1 text "_Read page…_"
    10.0s chat.update #1 text "It is 42."
    "
  `);
  for (const { shown } of [streamed, edited]) expect(shown).toEqual(["It is 42."]);
});

test("where a status says what is done, no line does", async () => {
  const { story } = await play([...tool(5), "It is 42."], { status: "is thinking…" });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.1s assistant.threads.setStatus status="is thinking…"
    5.0s assistant.threads.setStatus status="is thinking…"
    5.0s chat.startStream #1 "It is 42."
    5.0s assistant.threads.setStatus status=""
    5.0s chat.stopStream #1
    "
  `);
});

test("where Slack takes no status, the line says it", async () => {
  const story = createStoryWithoutCards();
  story.slack.failNext("assistant.threads.setStatus", "missing_scope");
  const { shown } = await play([...tool(5), "It is 42."], { status: "is thinking…" }, story);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.1s assistant.threads.setStatus status="is thinking…" !missing_scope
    2.0s chat.startStream #1 "_Search docs…_"
    5.0s chat.stopStream #1 "⏎⏎It is 42."
    5.0s chat.update #1 text "It is 42."
    "
  `);
  expect(shown).toEqual(["It is 42."]);
});

test("an answer that ends without a word says what became of its tool", async () => {
  const failed = { type: "tool-error", toolCallId: "c1", error: "no" };
  const ends: readonly (readonly [readonly Line[], string, string])[] = [
    [tool(5), "done", "completed"],
    [[...tool(5), "\n\n"], "done", "completed"],
    [[call(), silence(5_000), failed], "failed", "completed"],
    [[call(), silence(5_000), { type: "abort" }], "stopped", "aborted"],
    [[call(), call("c2", "readPage"), silence(5_000), result("c2")], "stopped", "completed"],
  ];
  for (const transport of ["auto", "edit"] as const) {
    for (const [lines, end, outcome] of ends) {
      const { receipt, shown } = await play(lines, { transport });
      expect(shown).toEqual([`_Search docs: ${end}_`]);
      expect(receipt.outcome).toBe(outcome);
    }
  }
});

test("an answer that fails after such a line says so", async () => {
  for (const transport of ["auto", "edit"] as const) {
    const story = createStoryWithoutCards();
    await expect(
      play([...tool(5), new Error("boom")], { transport, failureNotice: "Sorry." }, story),
    ).rejects.toThrow("boom");
    expect(story.slack.messages.at(-1)).toMatchObject({ markdown: "Sorry." });
  }
});

test("a request for an approval takes the line's place", async () => {
  const asking = [
    call(),
    silence(5_000),
    { type: "tool-approval-request", approvalId: "a1", toolCallId: "c1" },
  ];
  for (const transport of ["auto", "edit"] as const) {
    const { story } = await play(asking, { transport, approvalBlocks: () => [{ type: "actions" }] });
    expect(story.thread()).toContain(
      "bot #1:\n_This needs approval before it can go on: Search docs._\n[actions]\n",
    );
    const { channel, threadTs = "" } = story.target;
    expect(story.slack.statuses.session(channel, threadTs)).toBe("suspended");
  }
});

test("a tool that runs for longer than a message lives keeps its message, and the answer comes into it", async () => {
  const { story, receipt, shown } = await play([...tool(400), "It is 42. ", silence(5_000), "Sure."]);
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
  const { shown, receipt } = await play(lines, {}, story);
  expect(shown).toEqual(["It is 42."]);
  expect(receipt).toMatchObject({ outcome: "completed", delivered: 9 });
});

test("a line whose opening is lost is found again", async () => {
  const story = createStoryWithoutCards();
  story.slack.failNext("chat.startStream", { type: "reset-after" });
  const { shown } = await play([...tool(20), "It is 42."], {}, story);
  expect(shown).toEqual(["It is 42."]);
});

test("a reply that means silence stays silent, however long its tools run", async () => {
  const silentReplies = ["NO_REPLY"];
  const silent = await play([...tool(60), "NO_REPLY"], { silentReplies });
  expect(silent.receipt.outcome).toBe("silent");
  expect(silent.story.slack.calls).toEqual([]);
  const said = await play([...tool(60), "NO, ", silence(5_000), "it is 42."], { silentReplies });
  expect(said.shown).toEqual(["NO, it is 42."]);
});

test("after the user's stop the line stays: nothing is written any more", async () => {
  const story = createStoryWithoutCards();
  const ts = () => story.slack.messages.at(-1)?.ts ?? "";
  const { receipt, shown } = await play(
    [call(), silence(5_000), happen(() => story.slack.stopByUser(ts())), silence(100), result(), "It is 42."],
    {},
    story,
  );
  expect(receipt.outcome).toBe("stopped-by-user");
  expect(shown).toEqual(["_Search docs…_"]);
});

for (const version of [6, 7] as const) {
  test(`ai ${version}: a slow tool in the first step is told of before the first text`, async () => {
    const story = createStoryWithoutCards({ clock: createHurriedClock() });
    let open = (_: string) => {};
    const opened = new Promise<string>((resolve) => {
      open = resolve;
    });
    const answer = streamTexts[version]({
      steps: [
        [...calls("c1", "getWeather"), finishes("tool-calls")],
        [...says("It is 21 °C."), finishes()],
      ],
      tools: { getWeather: { execute: () => opened } },
    });
    const shown: (string | undefined)[] = [];
    const onEvent = ({ type }: StreamEvent) => {
      if (type !== "segment-start") return;
      shown.push(story.slack.messages.at(-1)?.markdown);
      open("sunny");
    };
    await story.play(answer, { onEvent });
    expect(shown).toEqual(["_Get weather…_"]);
    expect(story.slack.messages.at(-1)?.markdown).toBe("It is 21 °C.");
  });
}

/** Fifty times as fast as the real time, in which the AI SDK runs. */
function createHurriedClock(): Clock {
  const start = systemClock.now();
  return {
    now: () => start + 50 * (systemClock.now() - start),
    setTimer: (ms, fire) => systemClock.setTimer(ms / 50, fire),
  };
}

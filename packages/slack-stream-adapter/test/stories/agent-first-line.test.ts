import { expect, test } from "vitest";
import { type Clock, systemClock } from "../../src/clock.ts";
import type { StreamEvent } from "../../src/index.ts";
import { calls, finishes, says, streamTexts } from "../support/ai-models.ts";
import { silence } from "../support/story.ts";
import {
  call,
  createStoryWithoutCards,
  playWithoutCards,
  result,
  tool,
} from "../support/story-without-cards.ts";

/** Slack takes no cards, and a tool runs before any text. People see a line first. */

test("after two seconds a line opens the message, and the answer replaces it", async () => {
  const { story, receipt, shown } = await playWithoutCards([
    ...tool(5),
    "It is 42. ",
    silence(3_000),
    "Sure.",
  ]);
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

test("a card that is in progress when the answer is complete ends as done in a line too", async () => {
  const card = { type: "task_update", id: "a", title: "Index", status: "in_progress" };
  const { shown } = await playWithoutCards([card, silence(5_000)]);
  expect(shown).toEqual(["_Index: done_"]);
});

test("posted and edited, the first text removes the line", async () => {
  const { story, receipt, shown } = await playWithoutCards(
    [...tool(5), "It is 42. ", silence(5_000), "Sure."],
    {
      transport: "edit",
    },
  );
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
  const { story } = await playWithoutCards([...tool(1.9), "It is 42."]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    1.9s chat.startStream #1 "It is 42."
    1.9s chat.stopStream #1
    "
  `);
});

test("the line of the next tool is in the same message", async () => {
  const lines = [...tool(5), call("c2", "readPage"), silence(5_000), result("c2"), "It is 42."];
  const streamed = await playWithoutCards(lines);
  expect(streamed.story.transcript()).toMatchInlineSnapshot(`
    "
    2.0s chat.startStream #1 "_Search docs…_"
    5.0s chat.appendStream #1 "⏎⏎_Read page…_"
    10.0s chat.stopStream #1 "⏎⏎It is 42."
    10.0s chat.update #1 text "It is 42."
    "
  `);
  const edited = await playWithoutCards(lines, { transport: "edit" });
  expect(edited.story.transcript()).toMatchInlineSnapshot(`
    "
    2.0s chat.postMessage #1 text "_Search docs…_"
    5.0s chat.update #1 text "_Read page…_"
    10.0s chat.update #1 text "It is 42."
    "
  `);
  for (const { shown } of [streamed, edited]) expect(shown).toEqual(["It is 42."]);
});

test("if a status shows the running tool, there is no line", async () => {
  const { story } = await playWithoutCards([...tool(5), "It is 42."], { status: "is thinking…" });
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

test("if Slack takes no status, the line shows the running tool", async () => {
  const story = createStoryWithoutCards();
  story.slack.failNext("assistant.threads.setStatus", "missing_scope");
  const { shown } = await playWithoutCards([...tool(5), "It is 42."], { status: "is thinking…" }, story);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.1s assistant.threads.setStatus status="is thinking…" !missing_scope
    0.1s agents.sessions.setStatus status="processing"
    2.0s chat.startStream #1 "_Search docs…_"
    5.0s chat.stopStream #1 "⏎⏎It is 42."
    5.0s chat.update #1 text "It is 42."
    "
  `);
  expect(shown).toEqual(["It is 42."]);
});

test("a reply that means silence stays silent, however long its tools run", async () => {
  const silentReplies = ["NO_REPLY"];
  const silent = await playWithoutCards([...tool(60), "NO_REPLY"], { silentReplies });
  expect(silent.receipt.outcome).toBe("silent");
  expect(silent.story.slack.calls).toEqual([]);
  const said = await playWithoutCards([...tool(60), "NO, ", silence(5_000), "it is 42."], { silentReplies });
  expect(said.shown).toEqual(["NO, it is 42."]);
});

for (const version of [6, 7] as const) {
  test(`ai ${version}: a slow tool in the first step is shown by a line before the first text`, async () => {
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

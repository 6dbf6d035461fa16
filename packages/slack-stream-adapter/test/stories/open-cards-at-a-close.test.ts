import { expect, test } from "vitest";
import type { SlackStreamError, StreamOptions } from "../../src/index.ts";
import { createStory, happen, type Line, type Story, silence } from "../support/story.ts";

/** What runs or waits never has the mark of what is done, in whatever corner its message ends. */
const call = (id: string) => ({ type: "tool-call", toolCallId: id, toolName: `run${id}`, input: {} });
const result = (id: string) => ({ type: "tool-result", toolCallId: id, output: "ok" });
const request = { type: "tool-approval-request", approvalId: "a1", toolCallId: "1" };
const say = (text: string) => ({ type: "text-delta", id: "1", text });

const block = {
  type: "actions",
  elements: [{ type: "button", action_id: "yes", text: { type: "plain_text", text: "Yes" } }],
};
const approvalBlocks = () => [block];

const play = async (lines: readonly Line[], options: StreamOptions = {}, refusal?: string) => {
  const story = createStory({ defaults: "library" });
  if (refusal !== undefined) story.slack.failNext("chat.update", refusal, { times: 99 });
  const receipt = await story.play(lines, { keepaliveMs: false, ...options });
  return { story, receipt, thread: story.thread().replace("\nuser:\nquestion\n\n", "") };
};

/** The calls that drew a card as complete before this time, s. */
const ticksBefore = (story: Story, seconds: number) =>
  story
    .transcript()
    .split("\n")
    .filter((line) => Number.parseFloat(line) < seconds && /card \w+ complete/.test(line));

const everyway = [{}, { taskDisplayMode: "plan" }, { continuation: "edit" }, { transport: "edit" }] as const;

test.each(everyway)("%o: where Slack refuses every edit, what runs is not shown as done", async (options) => {
  const beside = [call("1"), say("Meanwhile I read the code.\n"), silence(300_000), say("It is fine.\n")];
  for (const lines of [beside, [call("1"), silence(300_000)]]) {
    const { story } = await play([...lines, result("1"), silence(1_000)], options, "cant_update_message");
    expect(ticksBefore(story, 300)).toEqual([]);
  }
});

test.each(everyway)("%o: messages that are full of what runs show it as not begun", async (options) => {
  const ids = Array.from({ length: 12 }, (_, at) => `${at}`);
  const lines = [
    ...ids.map(call),
    silence(8_000),
    say("Text meanwhile.\n"),
    silence(5_000),
    ...ids.map(result),
    say("All good."),
    silence(1_000),
  ];
  const { story, thread } = await play(lines, { maxMessageBytes: 1_500, maxTasks: false, ...options });
  expect(ticksBefore(story, 13)).toEqual([]);
  expect(thread).toContain("[○] Run0 (continued)");
  expect(thread).not.toMatch(/\[[✗◔]\]/);
  // Those that stand beside something else have left it.
  expect(thread).not.toMatch(/\[○\].*\n(?!\[○\]|\n|$)/);
});

test("a call that waits stays with its buttons when its message ends", async () => {
  const lines = [
    say("Here is the draft. "),
    call("1"),
    request,
    call("2"),
    silence(300_000),
    result("2"),
    say("The other thing is done. "),
    silence(1_000),
  ];
  for (const options of [{}, { continuation: "edit" }] as const) {
    const { story, thread } = await play(lines, { approvalBlocks, ...options });
    expect(ticksBefore(story, 300)).toEqual([]);
    expect(thread).toContain("[○] Waiting for approval: Run1\n[actions]\n[✓] Run2");
    expect(thread.match(/Run1/g)).toHaveLength(1);
  }
});

test("a call that waited is shown with its outcome, and is not shown as waiting any more", async () => {
  const lines = [
    call("1"),
    request,
    say("Meanwhile I read the code.\n"),
    silence(300_000),
    { type: "tool-approval-response", approvalId: "a1", approved: true },
    result("1"),
    say("Sent."),
    silence(1_000),
  ];
  const { thread } = await play(lines, { approvalBlocks });
  expect(thread).toMatchInlineSnapshot(`
    "bot #1:
    [actions]
    Meanwhile I read the code.

    bot #2:
    [✓] Run1
    Sent.
    "
  `);
});

test("the title of a plan and the task in it say that they wait", async () => {
  const { story } = await play([say("Here is the draft."), call("1"), request], { taskDisplayMode: "plan" });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Here is the draft." plan "Run1" card 1 in_progress "Run1"
    0.0s chat.stopStream #1 card 1 pending "Waiting for approval: Run1" plan "Waiting" "⏎⏎This needs approval before it can go on: Run1." card 1 error "Waiting for approval: Run1" session_status="suspended"
    0.0s chat.update #1 "Here is the draft.⏎⏎This needs approval before it can go on: Run1." blocks[markdown "Here is the draft.", plan, markdown "This needs approval before it can go on: Run1."]
    "
  `);
});

test("after a stop that marks a call as failed, an edit marks it as waiting", async () => {
  const { story, receipt } = await play([say("Here is the draft."), call("1"), request], { approvalBlocks });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Here is the draft." card 1 in_progress "Run1"
    0.0s chat.stopStream #1 card 1 pending "Waiting for approval: Run1" blocks[actions] card 1 error "Waiting for approval: Run1" session_status="suspended"
    0.0s chat.update #1 "Here is the draft." blocks[markdown "Here is the draft.", task_card 1 pending, actions]
    "
  `);
  expect(receipt.segments).toMatchObject([{ ended: "stopped", repaired: true, uncertain: false }]);
});

test("if Slack refuses that edit, the card's title says that it waits", async () => {
  const lines = [say("Here is the draft."), call("1"), request];
  const { receipt, thread } = await play(lines, { approvalBlocks }, "edit_window_closed");
  expect(thread).toContain("[✗] Waiting for approval: Run1\n[actions]");
  expect(receipt).toMatchObject({ outcome: "completed", segments: [{ ended: "stopped", uncertain: false }] });
});

test("a task that a source leaves pending is not shown as done", async () => {
  const task = (status: string) => ({ type: "task_update", id: "t1", title: "Deploy", status });
  for (const options of everyway) {
    expect((await play([task("pending"), say("Not today.")], options)).thread).toContain("[○] Deploy");
    expect((await play([task("in_progress"), say("Done.")], options)).thread).toContain("[✓] Deploy");
    const failing = createStory({ defaults: "library" });
    await failing.play([task("pending"), "Not", new Error("boom")], options).catch(() => {});
    expect(failing.thread()).toContain("[✗] Deploy");
  }
});

test("with transport post, a call that waits is a line that does not mention failure", async () => {
  const { thread } = await play([say("Here is the draft."), call("1"), request], { transport: "post" });
  expect(thread).toMatchInlineSnapshot(`
    "bot #1:
    Here is the draft.

    _Waiting for approval: Run1…_

    This needs approval before it can go on: Run1.
    "
  `);
});

test("a card that had no room in the next message gets its final state, although Slack delayed an earlier edit", async () => {
  const story = createStory();
  story.slack.failNext("chat.update", { type: "rate-limit", retryAfter: 1 });
  const task = {
    type: "task_update",
    status: "in_progress",
    details: "d0 d0 d0 ",
    output: "o0 o0 o0 ",
  } as const;
  const lines = [{ ...task, id: "c1", title: "One" }, { ...task, id: "c2", title: "Two" }, "w1."];
  await story.play(lines, { maxMessageBytes: 500 });
  expect(story.transcript()).toContain('chat.update #1 "One" blocks[task_card c1 complete]');
});

// The edit that ended the card came too late, at the deadline of an abort (fuzz, scope all, seed 9001921).
test("a last post contains the final states of its cards, without an edit", async () => {
  const { story } = await play([call("1"), say("The answer.")], { transport: "edit" });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.postMessage #1 "The answer." blocks[task_card 1 error, markdown "The answer."]
    "
  `);
});

// Each message took the card over from the one before, with an edit each (fuzz, scope all, seed 20002571).
test.each(["auto", "edit", "post"] as const)(
  "%s: once the source is over, a card that nobody ended goes along no more, however many messages follow",
  async (transport) => {
    const long = "A sentence of forty characters is here. ".repeat(140);
    for (const status of ["in_progress", "pending"]) {
      const card = { type: "task_update", id: "t", title: "Look around", status };
      const { story } = await play([card, say(long)], { transport, maxMessageBytes: 1_000 });
      const messages = story.slack.messages.slice(1);
      expect(messages.length).toBeGreaterThan(5);
      const edits = story.slack.calls.filter(({ method }) => method === "chat.update");
      expect(edits.length).toBeLessThanOrEqual(2);
      const holdsCard = messages.map(
        ({ cards, markdown }) => cards.size > 0 || markdown.includes("Look around"),
      );
      expect(holdsCard.filter(Boolean)).toHaveLength(1);
    }
  },
);

test("the receipt calls a message unknown if the answer fails and there is no time to close the message's card", async () => {
  const story = createStory();
  story.slack.failNext("chat.update", { type: "slow", ms: 20_000 });
  story.slack.failNext("chat.startStream", "restricted_action_thread_locked", { skip: 1 });
  story.slack.failNext("chat.stopStream", { type: "internal_error", applied: false }, { skip: 1, times: 9 });
  const card = { type: "task_update", id: "c1", title: "Card", status: "pending" } as const;
  const answer = story.play([card, "word ".repeat(150)], { maxMessageBytes: 500 });
  const { receipt } = await answer.then(Promise.reject, (error: SlackStreamError) => error);
  expect(story.thread()).toContain("[○] Card");
  expect(receipt?.segments.map(({ ended }) => ended)).toEqual(["unknown"]);
});

test("a message that Slack ended shows a card as going on, if Slack refused the stop that would have ended it", async () => {
  const card = (status: string) => ({ type: "task_update", id: "c", title: "Index", status });
  const story = createStory({ latencyMs: 900 });
  await story.play(
    [
      card("pending"),
      silence(20),
      happen(() => story.slack.expire(story.slack.messages.at(-1)?.ts ?? "")),
      card("complete"),
      "word ".repeat(200),
    ],
    { maxMessageBytes: 800 },
  );
  expect(story.thread()).toContain("[○] Index (continued)\n");
  expect(story.thread()).toContain("[✓] Index\n");
});

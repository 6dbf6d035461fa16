import { expect, test } from "vitest";
import { type AgentSessionStoppedEvent, handleAgentSessionStopped, streamToSlack } from "../../src/index.ts";
import { createStory, happen, type Line, type Story, silence } from "../support/story.ts";

// A stop and a start that happen at the same time.

const press = (story: Story) =>
  story.slack.stopByUser(
    { channel: story.target.channel, threadTs: story.target.threadTs ?? "" },
    { answer: "message_not_in_streaming_state" },
  );

test.each([
  ["on its way", { type: "slow", ms: 3_000 }],
  ["lost", { type: "reset-after" }],
] as const)(
  "a stop that names a message whose start's answer is %s ends the answer",
  async (_name, fault) => {
    const story = createStory();
    story.slack.failNext("chat.startStream", fault);
    story.clock.setTimer(1_000, () => expect(handleAgentSessionStopped(press(story))).toBe(1));
    const receipt = await story.play(["One", silence(4_000), " two"]);
    expect(receipt).toMatchObject({ outcome: "stopped-by-user", text: "One" });
    expect(story.slack.messages.slice(1)).toMatchObject([{ markdown: "One", state: "user-stopped" }]);
    expect(story.slack.calls.map(({ method }) => method)).toEqual([
      "chat.startStream",
      "agents.sessions.setStatus",
    ]);
  },
);

test("a message that is opened while the stop event is under way is closed without new content", async () => {
  const story = createStory({ latencyMs: 300 });
  let event: AgentSessionStoppedEvent | undefined;
  story.clock.setTimer(900, () => {
    event = press(story);
  });
  story.clock.setTimer(1_100, () => event && handleAgentSessionStopped(event));
  const receipt = await story.play([silence(1_000), "One", silence(20_000), " two"]);
  expect(receipt.outcome).toBe("stopped-by-user");
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    1.0s chat.startStream #1 "One"
    1.1s agents.sessions.setStatus status="active"
    1.4s chat.stopStream #1
    "
  `);
});

test("a late stop event closes a message that was opened in the meantime", async () => {
  const story = createStory();
  let event: AgentSessionStoppedEvent | undefined;
  const receipt = await story.play([
    "One",
    silence(2_000),
    happen(() => {
      event = press(story);
    }),
    " two",
    silence(2_000),
    happen(() => event && handleAgentSessionStopped(event)),
    " three",
    silence(20_000),
  ]);
  expect(receipt).toMatchObject({ outcome: "stopped-by-user" });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "One"
    2.0s -- #1 stopped by the user --
    2.0s chat.appendStream #1 " two" !message_not_in_streaming_state
    3.0s chat.update #1 text "One"
    3.0s chat.startStream #2 "two"
    4.0s agents.sessions.setStatus status="active"
    4.0s chat.stopStream #2
    "
  `);
});

test("a stop that names a message of another stream does not end a stream that is opening its own", async () => {
  const story = createStory();
  const { channel, threadTs } = story.target;
  const play = (lines: readonly Line[]) =>
    streamToSlack(story.script(lines), story.target, { clock: story.clock, status: false, firstTextMs: 0 });
  story.slack.failNext("chat.startStream", { type: "slow", ms: 3_000 }, { skip: 1 });
  const other = play(["Other", silence(10_000)]);
  await story.clock.advance(1_000);
  const one = play(["One", silence(4_000), " two"]);
  await story.clock.advance(1_000);
  const named = story.slack.messages.find(({ markdown }) => markdown === "Other")?.ts ?? "";
  const event = { channel, thread_ts: threadTs, streaming_message_ts: [named] };
  expect(handleAgentSessionStopped(event)).toBe(1);
  expect(await story.clock.runUntil(other)).toMatchObject({ outcome: "stopped-by-user" });
  expect(await story.clock.runUntil(one)).toMatchObject({ outcome: "completed" });
});

// The library forgot the first message, which then stayed open until Slack marked it as errored.
test("a stop closes a message of a lost start that its event does not name", async () => {
  const story = createStory();
  const { channel, threadTs } = story.target;
  story.slack.failNext("chat.startStream", { type: "http", status: 502, applied: "later", afterMs: 12_000 });
  story.slack.failNext("chat.stopStream", { type: "rate-limit", retryAfter: 10 });
  const receipt = await story.play([
    "Some text of an answer",
    silence(65_000),
    happen(() => {
      const [, used] = story.slack.messages;
      const event = { channel, thread_ts: threadTs, streaming_message_ts: [used?.ts ?? ""] };
      expect(handleAgentSessionStopped(event)).toBe(1);
    }),
    silence(40_000),
  ]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #2 "Some text of an answer" !http-502 (applied)
    2.0s auth.test
    2.0s conversations.replies 1700000000.000000
    7.0s conversations.replies 1700000000.000000
    7.0s chat.startStream #1 "Some text of an answer"
    60.0s conversations.replies 1700000000.000000
    60.0s chat.stopStream #2 !rate-limit
    65.0s agents.sessions.setStatus status="active"
    65.0s chat.stopStream #2
    "
  `);
  expect(receipt.outcome).toBe("stopped-by-user");
  expect(story.slack.messages[2]).toMatchObject({ markdown: "Some text of an answer", state: "stopped" });
});

test("a start that is answered while time runs out is closed", async () => {
  const story = createStory();
  const abort = new AbortController();
  story.slack.failNext("chat.startStream", { type: "slow", ms: 1_250 });
  const receipt = await story.play(["One", happen(() => abort.abort()), silence(20_000)], {
    abortSignal: abort.signal,
    closeTimeoutMs: 2_000,
  });
  expect(receipt).toMatchObject({ outcome: "aborted", segments: [{ ended: "stopped", uncertain: false }] });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "One" !slow-1250ms
    1.3s chat.stopStream #1
    "
  `);
});

test("handleAgentSessionStopped() throws if its argument is not a stop event", () => {
  const envelope = { type: "event_callback", event: { type: "agent_session_stopped", channel: "C1" } };
  for (const wrong of [envelope, undefined, null, "stop", {}]) {
    expect(() => handleAgentSessionStopped(wrong as never)).toThrow(
      /takes the event agent_session_stopped itself.*, got /,
    );
  }
});

test("a stop event that Slack delivers again after a minute does not stop the next answer of the thread", async () => {
  const story = createStory();
  let event: AgentSessionStoppedEvent | undefined;
  story.clock.setTimer(1_000, () => {
    event = press(story);
    handleAgentSessionStopped(event);
  });
  expect((await story.play(["One", silence(4_000), " two"])).outcome).toBe("stopped-by-user");
  await story.clock.advance(60_000);
  const again = happen(() => {
    if (event === undefined) throw new Error("nothing was pressed");
    expect(handleAgentSessionStopped(event)).toBe(0);
    expect(handleAgentSessionStopped({ ...event, streaming_message_ts: [] })).toBe(0);
  });
  const receipt = await story.play([again, "Two", silence(1_000), again, " three."]);
  expect(receipt).toMatchObject({ outcome: "completed", text: "Two three." });
});

test("a stop that was pressed while nothing was open stops the message that opened before its event came", async () => {
  const story = createStory();
  let event: AgentSessionStoppedEvent | undefined;
  const pressed = happen(() => {
    event = press(story);
  });
  const heard = happen(() => expect(event && handleAgentSessionStopped(event)).toBe(1));
  const receipt = await story.play([
    pressed,
    silence(100),
    "Text",
    silence(400),
    heard,
    silence(1_000),
    "more",
  ]);
  expect(receipt).toMatchObject({ outcome: "stopped-by-user", text: "Text" });
  expect(story.slack.messages.slice(1)).toMatchObject([{ markdown: "Text", state: "stopped" }]);
});

// The message was stopped once more, because only the first event was read (fuzz, scope all, seed 77916).
test("of two stop events, the later may name the message that Slack has stopped", async () => {
  const story = createStory();
  story.slack.failNext("chat.appendStream", "msg_too_long");
  story.slack.failNext("chat.stopStream", { type: "stall-in-body", applied: false });
  const events: AgentSessionStoppedEvent[] = [];
  const receipt = await story.play([
    "One",
    silence(1_000),
    " two",
    silence(500),
    happen(() => events.push(press(story), press(story))),
    happen(() => events[1] && handleAgentSessionStopped(events[1])),
    silence(1_000),
    happen(() => events[0] && handleAgentSessionStopped(events[0])),
    silence(20_000),
  ]);
  expect(events).toMatchObject([
    { streaming_message_ts: [expect.any(String)] },
    { streaming_message_ts: [] },
  ]);
  expect(receipt).toMatchObject({ outcome: "stopped-by-user", segments: [{ ended: "user-stop" }] });
  const stops = story.slack.calls.filter(({ method }) => method === "chat.stopStream");
  expect(stops).toHaveLength(1);
});

// The message was stopped once more (fuzz, scope all, seed 20041294).
test("a late response tells that Slack has stopped a message which the stop event does not name", async () => {
  const story = createStory({ latencyMs: 900 });
  const events: AgentSessionStoppedEvent[] = [];
  const pressTwice = () => {
    for (const answer of ["stopped_by_user", "stopped_by_user"] as const)
      events.push(
        story.slack.stopByUser(
          { channel: story.target.channel, threadTs: story.target.threadTs ?? "" },
          { answer },
        ),
      );
  };
  story.clock.setTimer(1_900, pressTwice);
  story.clock.setTimer(2_100, () => events[1] && handleAgentSessionStopped(events[1]));
  const receipt = await story.play(["One", silence(2_000), " two", silence(20_000)]);
  expect(events[1]?.streaming_message_ts).toEqual([]);
  expect(receipt).toMatchObject({ outcome: "stopped-by-user", segments: [{ ended: "user-stop" }] });
  expect(story.slack.calls.map(({ method }) => method)).toEqual([
    "chat.startStream",
    "chat.appendStream",
    "agents.sessions.setStatus",
  ]);
});

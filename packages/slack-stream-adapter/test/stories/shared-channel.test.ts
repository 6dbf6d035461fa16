import { expect, test } from "vitest";
import { closeAllStreams, createSlackStream, handleAgentSessionStopped } from "../../src/index.ts";
import { cardsOf, createStory, happen, type Line, type Story, silence } from "../support/story.ts";

/** Everybody in the channel reads the body as it grows; the cards stream to the person who asked, with the stop button. */
const shared = { transport: "shared", firstTextMs: 0 } as const;

const call = (toolCallId: string, toolName: string) => ({
  type: "tool-call",
  toolCallId,
  toolName,
  input: {},
});
const result = (toolCallId: string, toolName: string) => ({
  type: "tool-result",
  toolCallId,
  toolName,
  output: "found",
});
const agentic: readonly Line[] = [
  "Let me look. ",
  call("a", "searchDocs"),
  silence(4_000),
  result("a", "searchDocs"),
  "It is in ",
  silence(4_000),
  "the handbook.",
];

const kinds = ({ slack }: Story) =>
  slack.messages.slice(1).map(({ streamed, state }) => `${streamed ? "stream" : "post"} ${state}`);

test("tools run as a stream of cards, and the body grows by edits", async () => {
  const story = createStory();
  const receipt = await story.play(agentic, shared);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.postMessage #1 text "Let me look."
    0.0s chat.startStream #2 card a in_progress "Search docs"
    4.0s chat.appendStream #2 card a complete "Search docs" output="found"
    4.0s chat.update #1 text "Let me look. It is in"
    8.0s chat.update #1 text "Let me look. It is in the handbook."
    8.0s chat.stopStream #2
    "
  `);
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1: (edited)
    Let me look. It is in the handbook.

    bot #2:
    [✓] Search docs
        found
    "
  `);
  expect(receipt).toMatchObject({
    outcome: "completed",
    text: "Let me look. It is in the handbook.",
    delivered: 35,
    segments: [
      { transport: "stream", ended: "stopped", start: 0, end: 0 },
      { transport: "edit", ended: "stopped", start: 0, end: 35, uncertain: false },
    ],
  });
  expect(receipt.fallbackReason).toBeUndefined();
  expect(receipt.times.totalMs).toBe(8_000);
  expect(story.clock.pending).toBe(0);
});

// The cards were posted for everybody.
test("if Slack takes native streaming away, the cards end, and the body shows what a tool does", async () => {
  const story = createStory();
  story.slack.failNext("chat.appendStream", "feature_not_enabled");
  const receipt = await story.play(agentic, shared);
  expect(kinds(story)).toEqual(["post posted", "stream stopped"]);
  expect(story.slack.messages[1]?.markdown).toBe("Let me look. It is in the handbook.");
  expect(receipt).toMatchObject({ outcome: "completed", fallbackReason: "feature_not_enabled" });
});

test("only one message call is made at a time, however slow Slack is", async () => {
  const story = createStory({ latencyMs: 700 });
  await story.play(agentic, shared);
  const calls = story.slack.calls.filter(({ method }) => method.startsWith("chat."));
  for (const [index, { at }] of calls.entries()) {
    const before = calls[index - 1];
    if (before !== undefined) expect(at).toBeGreaterThanOrEqual(before.at + (before.durationMs ?? 0));
  }
});

test("the stop button of the stream stops the body too: nothing is written after it", async () => {
  const story = createStory();
  const { channel, threadTs = "" } = story.target;
  let stoppedAt = 0;
  const stop = happen(() => {
    stoppedAt = story.clock.now();
    expect(handleAgentSessionStopped(story.slack.stopByUser({ channel, threadTs }))).toBe(1);
  });
  const lines = ["Let me look. ", call("a", "searchDocs"), silence(4_000), stop, " More.", silence(9_000)];
  const receipt = await story.play(lines, shared);
  expect(receipt.outcome).toBe("stopped-by-user");
  const after = story.slack.calls.filter(({ at, method }) => at > stoppedAt && method.startsWith("chat."));
  expect(after).toEqual([]);
  expect(story.thread()).not.toContain("More");
});

test("a stop that is known only by a refusal stops both", async () => {
  const story = createStory();
  const { channel, threadTs = "" } = story.target;
  const stop = happen(() => void story.slack.stopByUser({ channel, threadTs }));
  const lines = [
    "One. ",
    call("a", "searchDocs"),
    silence(4_000),
    stop,
    result("a", "searchDocs"),
    silence(9_000),
    "Two.",
  ];
  expect((await story.play(lines, shared)).outcome).toBe("stopped-by-user");
  expect(story.thread()).not.toContain("Two");
});

test("if a call of one hangs, the other waits until the connection is closed", async () => {
  const story = createStory();
  story.slack.failNext("chat.appendStream", { type: "stall-before-headers" });
  const receipt = await story.play(agentic, shared);
  expect(receipt.outcome).toBe("completed");
  const calls = story.slack.calls.filter(({ method }) => method.startsWith("chat."));
  const at = calls.findIndex(({ method }) => method === "chat.appendStream");
  expect((calls[at + 1]?.at ?? 0) - (calls[at]?.at ?? 0)).toBeGreaterThanOrEqual(15_000);
});

test("an answer without tools is only a body, and one without text is only cards", async () => {
  const body = createStory();
  const receipt = await body.play(["Just ", silence(3_000), "text."], shared);
  expect(kinds(body)).toEqual(["post posted"]);
  expect(receipt.segments).toMatchObject([{ transport: "edit" }]);
  const cards = createStory({ defaults: "library" });
  const told = await cards.play([call("a", "searchDocs"), silence(2_000), result("a", "searchDocs")], {
    ...shared,
    status: false,
  });
  expect(kinds(cards)).toEqual(["stream stopped"]);
  expect(told).toMatchObject({ outcome: "completed", segments: [{ transport: "stream" }] });
});

test("a failure closes the cards and is shown once, in the body", async () => {
  const story = createStory();
  await expect(
    story.play(["Let me look. ", call("a", "searchDocs"), silence(3_000), new Error("boom")], shared),
  ).rejects.toThrow("boom");
  expect(story.thread().match(/Something went wrong/g)).toHaveLength(1);
  expect(story.slack.messages.some(({ errored }) => errored)).toBe(false);
  const [stream] = story.slack.messages.filter(({ streamed }) => streamed);
  expect([...(stream?.cards.values() ?? [])].map((card) => card.status)).toEqual(["error"]);
  expect(cardsOf(story).every((card) => !card.startsWith("in_progress"))).toBe(true);
  expect(kinds(story).sort()).toEqual(["post posted", "stream stopped"]);
});

test("an abort and a shutdown close both", async () => {
  for (const how of ["abort", "shutdown"] as const) {
    const story = createStory();
    const aborter = new AbortController();
    const end = happen(() => {
      if (how === "abort") aborter.abort();
      else void closeAllStreams({ clock: story.clock });
    });
    const lines = ["Let me look. ", call("a", "searchDocs"), silence(3_000), end, silence(9_000)];
    const receipt = await story.play(lines, { ...shared, abortSignal: aborter.signal });
    expect(receipt.outcome).toBe("aborted");
    expect(kinds(story).sort()).toEqual(["post posted", "stream stopped"]);
    expect(story.slack.messages.some(({ errored }) => errored)).toBe(false);
  }
});

test("without native streaming the body is complete without cards, and the receipt says why", async () => {
  const story = createStory({ govSlack: true });
  const receipt = await story.play(agentic, shared);
  expect(receipt).toMatchObject({ outcome: "completed", fallbackReason: "unknown_method" });
  expect(story.thread()).toContain("Let me look. It is in the handbook.");
  expect(kinds(story)).toEqual(["post posted"]);
});

test("in a direct message, and without a thread or a recipient, it works as auto", async () => {
  const direct = createStory({ channel: "D0000000001" });
  await direct.play(agentic, shared);
  expect(kinds(direct)).toEqual(["stream stopped"]);
  const top = createStory({ target: { recipientUserId: undefined } });
  await top.play(agentic, shared);
  expect(kinds(top)).toEqual(["post posted"]);
});

test("a reply that may mean silence shows no card before it is certain, and everybody reads it", async () => {
  const story = createStory();
  const options = { ...shared, silentReplies: ["NO_REPLY"] };
  const silent = await story.play([call("a", "searchDocs"), silence(3_000), "NO_REPLY"], options);
  expect([silent.outcome, kinds(story)]).toEqual(["silent", []]);
  await story.play(agentic, options);
  expect(kinds(story)).toEqual(["post posted"]);
});

test("stopBlocks are below the body, and blocks between texts are in it", async () => {
  const story = createStory();
  const blocks = { type: "blocks", blocks: [{ type: "divider" }] };
  await story.play(["One. ", call("a", "searchDocs"), silence(2_000), blocks, "Two."], {
    ...shared,
    stopBlocks: [{ type: "header", text: { type: "plain_text", text: "Below" } }],
    metadata: { event_type: "answered", event_payload: {} },
  });
  const stream = story.slack.messages.find(({ streamed }) => streamed);
  const body = story.slack.messages.findLast(({ streamed }) => !streamed);
  expect([stream?.metadata, stream?.stopBlocks]).toEqual([undefined, []]);
  expect(body?.metadata).toBeDefined();
  expect(body?.items.filter(({ type }) => type === "blocks")).toHaveLength(1);
});

test("there is never a status below the stream of cards", async () => {
  const story = createStory();
  const both: number[] = [];
  const { channel, threadTs = "" } = story.target;
  story.slack.onChange(() => {
    const words = story.slack.statuses.assistant(channel, threadTs);
    const now = story.clock.now();
    // Slack clears the line at the moment when the stream begins.
    const open = story.slack.messages.some(({ startedAt, state }) => state === "open" && startedAt < now);
    if (words !== undefined && open) both.push(now);
  });
  await story.play([silence(2_000), call("a", "searchDocs"), silence(200_000), "Here."], {
    ...shared,
    status: "is thinking…",
    keepaliveMs: false,
  });
  expect(both).toEqual([]);
});

test("createSlackStream() shares too, and the options of its stop() are below the body", async () => {
  const story = createStory();
  const stream = createSlackStream(story.target, { ...shared, clock: story.clock, status: false });
  stream.append("Looking. ");
  stream.append({ type: "task_update", id: "a", title: "Search", status: "in_progress" });
  await story.clock.advance(2_000);
  stream.append("Found.");
  const receipt = await story.clock.runUntil(
    stream.stop({ metadata: { event_type: "answered", event_payload: {} } }),
  );
  expect(receipt.segments.map(({ transport }) => transport)).toEqual(["stream", "edit"]);
  expect(stream.segments.map(({ transport }) => transport).sort()).toEqual(["edit", "stream"]);
  expect(story.slack.messages.findLast(({ streamed }) => !streamed)?.metadata).toBeDefined();
});

// The body was complete, and its tools had failed (fuzz, scope shared, seed 53001905).
test("an abort between the ends of both deliveries changes neither", async () => {
  const story = createStory();
  const aborter = new AbortController();
  story.slack.failNext("chat.startStream", { type: "http", status: 500, applied: "later", afterMs: 500 });
  story.clock.setTimer(2_000, () => aborter.abort());
  const card = { type: "task_update", id: "t", title: "Look around", status: "in_progress" };
  const receipt = await story.play([card, "The answer."], {
    transport: "shared",
    abortSignal: aborter.signal,
  });
  expect(receipt.outcome).toBe("completed");
  const cards = story.slack.messages.flatMap((message) => [...message.cards.values()]);
  expect(cards.map(({ status }) => status)).toEqual(["complete"]);
});

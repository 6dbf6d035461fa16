import { expect, test } from "vitest";
import { handleAgentSessionStopped } from "../../src/index.ts";
import { cardsOf, createStory, happen, type Story, silence } from "../support/story.ts";

/** An answer that is posted when it is complete, because other bots get every edit (S214). */
const post = { transport: "post" } as const;

const methods = ({ slack }: Story) => slack.calls.map(({ method }) => method);

test("an answer is one post when it is whole, and nothing is edited", async () => {
  const story = createStory();
  const events: string[] = [];
  const receipt = await story.play(["One **bo", silence(5_000), "ld** word.", silence(60_000), " Two."], {
    ...post,
    onEvent: (event) => void events.push(event.type),
  });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    65.0s chat.postMessage #1 text "One **bold** word. Two."
    "
  `);
  expect(receipt).toMatchObject({
    outcome: "completed",
    text: "One **bold** word. Two.",
    delivered: 23,
    fallbackReason: undefined,
    segments: [{ transport: "post", ended: "stopped", start: 0, end: 23, repaired: false, uncertain: false }],
    counts: { calls: 1, appends: 0, repairs: 0 },
  });
  expect(events).toEqual(["segment-start", "segment-end"]);
});
test("it needs no thread, no recipient and no native streaming", async () => {
  const story = createStory({ govSlack: true, target: { threadTs: undefined, recipientUserId: undefined } });
  expect(await story.play(["One."], post)).toMatchObject({ outcome: "completed", fallbackReason: undefined });
  expect(methods(story)).toEqual(["chat.postMessage"]);
});

test("a long answer is several posts, and each reopens the open structure", async () => {
  const story = createStory();
  const code = Array.from({ length: 40 }, (_, index) => `const line${index} = ${index};\n`).join("");
  const receipt = await story.play([`Here:\n\n\`\`\`ts\n${code}\`\`\`\n\nDone.`], {
    ...post,
    maxMessageBytes: 500,
    stopBlocks: [{ type: "divider" }],
    metadata: { event_type: "answered", event_payload: {} },
  });
  expect(new Set(methods(story))).toEqual(new Set(["chat.postMessage"]));
  expect(receipt.segments.length).toBeGreaterThan(1);
  expect(receipt.segments.map(({ ended }) => ended)).toEqual([
    ...Array(receipt.segments.length - 1).fill("full"),
    "stopped",
  ]);
  const posts = story.slack.messages.slice(1);
  for (const { markdown } of posts) expect(markdown.split("```").length % 2).toBe(1);
  expect(posts.map(({ metadata }) => metadata !== undefined)).toEqual([
    ...Array(posts.length - 1).fill(false),
    true,
  ]);
});

test("cards become lines with the outcome of a tool, at the place where it ran", async () => {
  const story = createStory();
  const call = (toolCallId: string, toolName: string) => ({
    type: "tool-call",
    toolCallId,
    toolName,
    input: {},
  });
  const lines = [
    "Let me look.",
    call("a", "searchDocs"),
    { type: "tool-result", toolCallId: "a", toolName: "searchDocs", output: "found" },
    call("b", "askAda"),
    { type: "tool-error", toolCallId: "b", toolName: "askAda", error: new Error("away") },
    "It is in the handbook.",
  ];
  await story.play(lines, post);
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1:
    Let me look.

    _Search docs: done_

    _Ask ada: failed_

    It is in the handbook.
    "
  `);
  expect(cardsOf(story)).toEqual([]);
  expect(methods(story)).toEqual(["chat.postMessage"]);
});

// "Declined: Send mail: failed".
test("a line says once what happened, whatever the state of its card", async () => {
  const named = { toolCallId: "a", toolName: "sendMail" };
  const begun = { type: "tool-input-start", ...named };
  const called = { type: "tool-call", ...named, input: {} };
  const states: Readonly<Record<string, readonly object[]>> = {
    "Send mail: done": [called, { type: "tool-result", ...named, output: "ok" }],
    "Send mail: failed": [called, { type: "tool-error", ...named, error: "no" }],
    "Send mail: failed, tried again": [
      called,
      { type: "tool-error", ...named, error: "no" },
      { type: "finish-step", finishReason: "tool-calls" },
      { ...called, toolCallId: "b" },
      { type: "tool-result", ...named, toolCallId: "b", output: "ok" },
    ],
    "Declined: Send mail": [called, { type: "tool-output-denied", ...named }],
    "Send mail: not run": [begun],
    "Send mail: no result": [called],
    "Send mail: stopped": [called, { type: "abort" }],
    "Waiting for approval: Send mail…": [
      called,
      { type: "tool-approval-request", approvalId: "1", ...named },
    ],
  };
  for (const [line, parts] of Object.entries(states)) {
    const story = createStory();
    await story.play(["Let me see.", ...parts] as never, post);
    const [, shown] = (story.slack.messages.at(-1)?.markdown ?? "").split("\n\n");
    expect(shown).toBe(`_${line}_`);
  }
  const many = Array.from({ length: 12 }, (_, at) => ({
    type: "tool-call",
    toolCallId: `${at}`,
    toolName: "sendMail",
    input: {},
  }));
  const results = many.map(({ toolCallId }) => ({ type: "tool-result", toolCallId, output: "ok" }));
  const story = createStory({ defaults: "library" });
  await story.play([...many, ...results, "Done."] as never, post);
  expect(story.slack.messages.at(-1)?.markdown).toContain("_5 more steps: 5 × Send mail_");
});

test("a post whose response is lost is found by its text, including lines for cards", async () => {
  const call = { toolCallId: "a", toolName: "searchDocs" };
  const lines = [
    { type: "tool-call", ...call, input: {} },
    { type: "tool-result", ...call, output: "found" },
    "It is in the handbook.",
  ];
  for (const said of [lines, ["Let me look.", ...lines]]) {
    const story = createStory();
    story.slack.failNext("chat.postMessage", { type: "reset-after" });
    const receipt = await story.play(said, post);
    expect(receipt).toMatchObject({ outcome: "completed", segments: [{ uncertain: false }] });
    expect(methods(story).filter((method) => method === "chat.postMessage")).toHaveLength(1);
  }
});

test("sources are footnotes, because a line has no place for links", async () => {
  const story = createStory();
  const source = { type: "source", sourceType: "url", id: "s", url: "https://example.com/a", title: "A" };
  await story.play(["Said.", source], post);
  expect(story.slack.messages.at(-1)?.markdown).toContain("https://example.com/a");
  expect(methods(story)).toEqual(["chat.postMessage"]);
});

test("a failure notice is below the text in the same post, or alone if there is no text", async () => {
  const failed = createStory();
  await expect(failed.play(["Half", silence(100), new Error("boom")], post)).rejects.toThrow("boom");
  expect(failed.slack.messages.at(-1)?.markdown).toBe(
    "Half\n\n_Something went wrong; this answer is incomplete._",
  );
  expect(methods(failed)).toEqual(["chat.postMessage"]);
  const alone = createStory({ defaults: "library" });
  await expect(alone.play([new Error("boom")], { ...post, status: false })).rejects.toThrow("boom");
  expect(alone.slack.messages.at(-1)?.markdown).toContain("I couldn't answer");
  expect(methods(alone)).toEqual(["chat.postMessage"]);
});

test("a notice that does not fit into the last post is a separate post", async () => {
  for (let length = 380; length <= 500; length += 1) {
    const story = createStory();
    const text = "word ".repeat(Math.ceil(length / 5)).slice(0, length);
    await story.play([text, new Error("boom")], { ...post, maxMessageBytes: 500 }).catch(() => {});
    const all = story.slack.messages.slice(1).map(({ markdown }) => markdown);
    expect(all.join("|").match(/Something went wrong/g)).toHaveLength(1);
    expect(new Set(methods(story))).toEqual(new Set(["chat.postMessage"]));
  }
});

test("an abort posts the text that was read, and a user's stop and a silent reply post nothing", async () => {
  const aborter = new AbortController();
  const aborted = createStory();
  const receipt = await aborted.play(["Half. ", happen(() => aborter.abort()), silence(10)], {
    ...post,
    abortSignal: aborter.signal,
  });
  expect(receipt.outcome).toBe("aborted");
  expect(aborted.slack.messages.at(-1)?.markdown).toBe("Half.");

  const stopped = createStory();
  const { channel, threadTs = "" } = stopped.target;
  const stop = happen(() => {
    handleAgentSessionStopped(stopped.slack.stopByUser({ channel, threadTs }));
  });
  expect((await stopped.play(["Half. ", stop, silence(10)], post)).outcome).toBe("stopped-by-user");
  const silent = createStory();
  expect((await silent.play(["NO_REPLY"], { ...post, silentReplies: ["NO_REPLY"] })).outcome).toBe("silent");
  for (const story of [stopped, silent]) expect(methods(story)).not.toContain("chat.postMessage");
});

test("parts of a post that Slack refuses are left out, one at a time", async () => {
  const story = createStory();
  for (const error of ["invalid_blocks", "metadata_too_large"])
    story.slack.failNext("chat.postMessage", { type: "error", error });
  const receipt = await story.play(["One."], {
    ...post,
    stopBlocks: [{ type: "divider" }],
    metadata: { event_type: "answered", event_payload: {} },
  });
  expect(receipt.outcome).toBe("completed");
  expect(story.slack.messages.at(-1)).toMatchObject({ markdown: "One." });
  expect(methods(story)).toEqual(Array(3).fill("chat.postMessage"));
});

test("a post whose response was lost is found, and is not made twice or edited", async () => {
  const story = createStory();
  story.slack.failNext("chat.postMessage", { type: "reset-after" });
  const receipt = await story.play(["One."], post);
  expect(receipt).toMatchObject({ outcome: "completed", segments: [{ transport: "post" }] });
  expect(story.slack.messages).toHaveLength(2);
  expect(methods(story)).not.toContain("chat.update");
});

test("a post that is too long for Slack is split into smaller posts", async () => {
  const story = createStory();
  story.slack.failNext("chat.postMessage", "msg_too_long", { times: 3 });
  const receipt = await story.play(["A sentence of this answer. ".repeat(40)], post);
  expect(receipt).toMatchObject({ outcome: "completed", delivered: receipt.text.length });
  expect(story.slack.messages.length).toBeGreaterThan(2);
  expect(new Set(methods(story))).toEqual(new Set(["chat.postMessage"]));
});

test("a status is shown until the post, which does not hold the text of a retried step", async () => {
  const story = createStory();
  const lines = [
    { type: "start-step" },
    { type: "text-delta", id: "1", text: "First try." },
    silence(3_000),
    { type: "reset-step" },
    { type: "start-step" },
    { type: "text-delta", id: "1", text: "Second try." },
  ];
  await story.play(lines, { ...post, status: "is thinking…" });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.1s assistant.threads.setStatus status="is thinking…"
    3.0s chat.postMessage #1 text "Second try."
    "
  `);
});

test("an answer longer than maxPendingBytes is read to its end", async () => {
  const story = createStory();
  const paragraph = `${"A sentence of this answer. ".repeat(20)}\n\n`;
  const receipt = await story.play(Array<string>(40).fill(paragraph), { ...post, maxPendingBytes: 4_096 });
  expect(receipt).toMatchObject({ outcome: "completed", delivered: receipt.text.length });
});

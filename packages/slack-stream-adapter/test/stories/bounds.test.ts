import { expect, test } from "vitest";
import { createStory, happen, type Story, silence } from "../support/story.ts";

// The library limits the number of calls and messages, and the time.

const textsOf = ({ slack }: Story) => slack.messages.slice(1).map(({ markdown }) => markdown);
const always = { times: 1_000 };

test("an edit whose response is lost is made again after a second at the earliest", async () => {
  const story = createStory();
  story.slack.failNext("chat.update", { type: "reset-before" }, always);
  await story.play(["Hello.", silence(5_000), " There.", silence(5_000), " End."], {
    transport: "edit",
    minIntervalMs: 0,
  });
  expect(story.slack.calls.length).toBeLessThan(40);
});

test("if no response ever comes, a streamed answer ends with an error, and its text is there once", async () => {
  const { answer, story } = playWithoutResponses("auto");
  await expect(answer).rejects.toMatchObject({
    code: "unreachable",
    message: expect.stringContaining("chat.update"),
  });
  expect(textsOf(story)).toEqual(["Hello there. More. End."]);
  expect(story.clock.pending).toBe(0);
});

test("if no response ever comes, posts that are found whole are an answer", async () => {
  const { answer, story } = playWithoutResponses("edit");
  expect(await answer).toMatchObject({
    outcome: "completed",
    segments: [{ uncertain: true }, { uncertain: true }],
  });
  expect(textsOf(story)).toEqual(["Hello there.", "More. End."]);
  expect(story.clock.pending).toBe(0);
});

function playWithoutResponses(transport: "auto" | "edit") {
  const story = createStory({ maxMs: 3_600_000 });
  for (const method of ["startStream", "appendStream", "stopStream", "postMessage", "update"])
    story.slack.failNext(`chat.${method}`, { type: "http", status: 500, applied: true }, always);
  const answer = story.play(["Hello there.", silence(1_500), " More.", silence(7_000), " End."], {
    transport,
  });
  return { answer, story };
}

test("an edit that is answered ends the time in which the same text may be posted again", async () => {
  const story = createStory();
  const refuse = happen(() => story.slack.failNext("chat.update", "edit_window_closed", { times: 4 }));
  // The refused text goes on in a message that is found in the thread. Its text is not confirmed before its next edit.
  story.slack.failNext("chat.postMessage", { type: "reset-after" }, { skip: 1 });
  const receipt = await story.play(
    [
      "One.",
      silence(100_000),
      refuse,
      " Two.",
      silence(100_000),
      " Three.",
      silence(100_000),
      refuse,
      " Four.",
      silence(9_000),
    ],
    { transport: "edit" },
  );
  expect(textsOf(story)).toEqual(["One.", "Two. Three.", "Four."]);
  expect(receipt).toMatchObject({ outcome: "completed", delivered: receipt.text.length });
});

test.each(["42.", "1)", "2024."])(
  "an answer that ends with %s alone, after a rotation, shows it",
  async (end) => {
    for (const items of [[], [silence(500), { type: "plan_update", title: "Plan" }]]) {
      const story = createStory();
      const receipt = await story.play(["Let me compute.", silence(300_000), `\n\n${end}`, ...items]);
      expect(textsOf(story)).toEqual(["Let me compute.", end]);
      expect(receipt).toMatchObject({ outcome: "completed", delivered: receipt.text.length });
    }
  },
);

test.each([
  ["stars", "*", 12_500],
  ["low lines", "_", 12_500],
  ["tildes", "~", 5_000],
  ["backticks", "`", 8_000],
  ["characters that nobody sees", "\u0000", 12_500],
  ["no-break spaces", "\u00a0", 20_000],
])(
  "a line of %s that is longer than a message takes a few messages, and hides nothing",
  async (_name, mark, times) => {
    const story = createStory();
    const text = `Hello\n${mark.repeat(times)}\nThe rest of it.`;
    const receipt = await story.play([text]);
    expect(textsOf(story).length).toBeLessThan(5);
    expect(textsOf(story).join("")).toContain("The rest of it.");
    expect(receipt).toMatchObject({ outcome: "completed", delivered: text.length });
  },
);

test("a budget that never answers is soon asked once a minute, and the answer goes on", async () => {
  const story = createStory();
  let asked = 0;
  const take = () => {
    asked += 1;
    return new Promise<number>(() => {});
  };
  const lines = Array.from({ length: 180 }, (_, index) => [`word${index} `, silence(1_000)]).flat();
  const receipt = await story.play(lines, { budget: { take, refused() {} } });
  expect(receipt).toMatchObject({ outcome: "completed" });
  expect(receipt.times.totalMs).toBeLessThan(182_000);
  // After 1, 2, 4, 8, 16, 32, 60 and 60 s.
  expect(asked).toBeLessThanOrEqual(9);
});

test("a budget may return any value, and may fail", async () => {
  const fail = (): never => {
    throw new Error("the budget's own");
  };
  const once = (waitMs: number) => {
    const waits = [waitMs];
    return () => waits.pop();
  };
  for (const take of [
    () => Number.NaN,
    () => -5,
    once(1e-9),
    () => undefined,
    async () => 5_000,
    async () => fail(),
    fail,
  ]) {
    const story = createStory();
    story.slack.failNext("chat.appendStream", { type: "rate-limit", retryAfter: 1 });
    const budget = { take: take as () => number, refused: fail };
    expect(await story.play(["One", silence(600), " two"], { budget })).toMatchObject({
      outcome: "completed",
    });
  }
});

// Regression: it was asked again forever.
test.each([100, 5_000, 1e9])(
  "a budget that says %d ms each time is passed over after ten minutes",
  async (waitMs) => {
    const story = createStory();
    const budget = { take: () => waitMs, refused() {} };
    const text = "One two three.";
    const receipt = await story.play(["One ", silence(600), "two ", silence(600), "three."], { budget });
    expect(receipt).toMatchObject({ outcome: "completed", text, delivered: text.length });
    expect(textsOf(story)).toEqual([text]);
    expect(receipt.times.totalMs).toBeLessThan(16 * 60_000);
  },
);

test("an edit that Slack never answers is made again after a second, however short the interval", async () => {
  const story = createStory();
  story.slack.failNext("chat.update", { type: "reset-before" }, { times: 3 });
  await story.play(["One ", silence(100), "two.", silence(10_000)], { transport: "edit", minIntervalMs: 0 });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.postMessage #1 text "One"
    0.1s chat.update #1 text "One two." !reset-before
    1.1s chat.update #1 text "One two." !reset-before
    2.1s chat.update #1 text "One two." !reset-before
    3.1s chat.update #1 text "One two."
    "
  `);
});

// Fuzz, scope all, seed 60127229: the one call that hung took all the time that repeats may take.
test("text that a post which hung repeats is sent once more, although a minute has passed", async () => {
  const story = createStory();
  const stall = { type: "stall-before-headers" } as const;
  story.slack.failNext("chat.update", "msg_too_long", { times: 6 });
  story.slack.failNext("chat.postMessage", { ...stall, applied: true }, { skip: 1 });
  story.slack.failNext("conversations.replies", "missing_scope");
  story.slack.failNext("chat.postMessage", { ...stall, applied: false }, { skip: 1 });
  story.slack.failNext("chat.update", "msg_too_long");
  const second = `\n\n${"Two long words and many more of them ".repeat(3)}\n\n`;
  const steps = ["One.", silence(4_000), second, silence(4_000), "Three."];
  const receipt = await story.play(steps, { transport: "edit" });
  expect(receipt).toMatchObject({ outcome: "completed" });
});

import { expect, test } from "vitest";
import { finish, forms, playIn, ways } from "../support/everywhere.ts";
import type { Line } from "../support/story.ts";

const emoji = {
  working: "eyes",
  done: "white_check_mark",
  failed: "x",
  stopped: "octagonal_sign",
  waiting: "raising_hand",
};
const reacting = (messageTs: string) => ({ reactions: { messageTs, ...emoji } });

const { begin, call, error, result, finishStep } = forms["full stream"];
const thinks: Line[] = [
  { type: "reasoning-start", id: "r" },
  { type: "reasoning-delta", id: "r", text: "Hmm." },
  { type: "reasoning-end", id: "r" },
];

const alone: readonly (readonly [name: string, lines: readonly Line[], notice: string])[] = [
  ["an empty answer", [], "I couldn't answer: the model gave no answer. Please try again."],
  [
    "an answer of white space",
    ["\n \n", finish("stop")],
    "I couldn't answer: the model gave no answer. Please try again.",
  ],
  [
    "a content filter",
    [finish("content-filter")],
    "I couldn't answer: the model's safety filter stopped the answer.",
  ],
  [
    "a length limit behind hidden reasoning",
    [...thinks, finish("length")],
    "I couldn't answer: the model reached its length limit before it wrote anything. Please try again.",
  ],
];

// An unchanged thread, and a check mark on the question.
for (const way of ways) {
  test.each(alone)(`${way}: %s says so by itself, and is not marked as done`, async (_, lines, notice) => {
    const { story, receipt, shown } = await playIn(way, lines, reacting("1700000000.000100"));
    expect(shown.replace(/bot #1.*:/, "bot:")).toBe(`\nbot:\n${notice}\n`);
    expect(receipt).toMatchObject({
      outcome: "completed",
      segments: [{ start: 0, ended: "stopped" }],
    });
    expect(added(story.transcript())).toEqual(["eyes", "x"]);
  });

  test(`${way}: a model that fails at once says so by itself, and one that fails later below its text`, async () => {
    const at = await playIn(way, [new Error("401 key sk-1")], reacting("1700000000.000100"));
    expect(at.error).toMatchObject({ message: "401 key sk-1" });
    expect(at.shown).toContain(":\nI couldn't answer: the model did not respond. Please try again.\n");
    expect(added(at.story.transcript())).toEqual(["eyes", "x"]);
    const later = await playIn(way, ["The capital ", new Error("boom")]);
    expect(later.shown).toContain("The capital\n\nThe answer ends here: something went wrong.\n");
  });

  test(`${way}: an answer that ends on tools that have run says that it ends`, async () => {
    const { shown, story } = await playIn(
      way,
      [call("c1", "webSearch"), result("c1", [1]), finishStep("tool-calls"), finish("tool-calls")],
      reacting("1700000000.000100"),
    );
    expect(shown).toMatch(/the model stopped after its last tool/);
    expect(added(story.transcript())).toEqual(["eyes", "x"]);
  });

  // It said that the answer ends here, or nothing, and the question got a check mark.
  test(`${way}: calls that failed are no answer, and the notice says that there is none`, async () => {
    const ends: Readonly<Record<string, readonly Line[]>> = {
      "the model did not respond": [begin("c1", "webSearch"), new Error("boom")],
      "its length limit before it wrote anything": [begin("c1", "webSearch"), finish("length")],
      "the model gave no answer": [call("c1", "webSearch"), error("c1", "no net"), finish("stop")],
    };
    for (const [reason, lines] of Object.entries(ends)) {
      const { shown, story } = await playIn(way, lines, reacting("1700000000.000100"));
      expect(shown).toMatch(new RegExp(`I couldn't answer: .*${reason}`));
      expect(added(story.transcript())).toEqual(["eyes", "x"]);
    }
  });
}

test("an answer that was cut off is not marked as done, one that waits is marked as waiting", async () => {
  const cut = await playIn("native", ["Half", finish("content-filter")], reacting("1700000000.000100"));
  expect(cut.shown).toContain("Half\n\nThe answer ends here: the model's safety filter stopped it.");
  expect(added(cut.story.transcript())).toEqual(["eyes", "x"]);
  const asks = await playIn(
    "native",
    ["One thing.", call("c1", "askUser", { question: "Which?" }), finish("tool-calls")],
    reacting("1700000000.000100"),
  );
  expect(added(asks.story.transcript())).toEqual(["eyes", "raising_hand"]);
  const whole = await playIn("native", ["Yes.", finish("stop")], reacting("1700000000.000100"));
  expect(added(whole.story.transcript())).toEqual(["eyes", "white_check_mark"]);
});

test("false shows no notice, a function learns whether text is shown, and a function that throws shows none", async () => {
  const silent = await playIn("native", [], { finishNotice: false });
  expect(silent.receipt).toMatchObject({ outcome: "silent", segments: [] });
  const mute = await playIn("native", [new Error("boom")], { failureNotice: false });
  expect(mute.shown).toBe("");
  const finishNotice = (reason: string, { shown }: { shown: boolean }) => `${reason}, ${shown}`;
  expect((await playIn("native", [finish("length")], { finishNotice })).shown).toContain("length, false");
  expect((await playIn("native", ["A", finish("length")], { finishNotice })).shown).toContain(
    "A\n\nlength, true",
  );
  const failureNotice = () => {
    throw new Error("the caller's own");
  };
  expect((await playIn("native", [new Error("boom")], { failureNotice })).shown).toBe("");
});

test("a reply that may still be silent gets no notice", async () => {
  const silentReplies = ["NO_REPLY"];
  for (const lines of [
    ["NO_REPLY"],
    [],
    [finish("length")],
    ["NO_", new Error("boom")],
    [new Error("boom")],
  ]) {
    const { shown } = await playIn("native", lines as Line[], { silentReplies });
    expect(shown).toBe("");
  }
  const decided = await playIn("native", ["No, ", new Error("boom")], { silentReplies });
  expect(decided.shown).toContain("The answer ends here");
});

test("an abort and a stop show nothing if nothing was shown before", async () => {
  expect((await playIn("native", [{ type: "abort" }])).shown).toBe("");
});

function added(transcript: string): readonly string[] {
  return [...transcript.matchAll(/reactions\.add .*name="([^"]+)"/g)].map(([, name = ""]) => name);
}

test("an answer that somebody deleted gets no notice", async () => {
  const { story } = await playIn("native", ["Half", { silence: 2_000 }]);
  const { slack, play } = story;
  const last = () => slack.messages.at(-1)?.ts ?? "";
  const before = slack.messages.length;
  const played = play([
    "Text",
    { silence: 2_000 },
    { happen: () => slack.deleteMessage(last()) },
    finish("length"),
  ]);
  expect(await played).toMatchObject({ segments: [{ ended: "deleted" }] });
  expect(slack.messages.slice(before).map(({ markdown }) => markdown)).not.toContain("The answer ends here");
});

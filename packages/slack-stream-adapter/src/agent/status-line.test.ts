import { createManualClock } from "slack-stream-emulator";
import { expect, test } from "vitest";
import { OwnedClock } from "../clock.ts";
import type { Outcome } from "../slack/outcome.ts";
import { StatusLine, type StatusState, statusDueAt, statusStart } from "./status-line.ts";

const applied: Outcome = { type: "applied", ts: "", channel: "C1" };
const limited: Outcome = {
  type: "refused",
  reason: "rate-limited",
  code: "ratelimited",
  error: undefined,
  retryAfterMs: 1_000,
};

/** A status line whose calls are answered when the test says so. */
function createScene() {
  const clock = createManualClock();
  const answers: ((outcome: Outcome) => void)[] = [];
  const said: string[] = [];
  const calls = {
    setThreadStatus: ({
      text,
      loadingMessages = [],
    }: {
      text: string;
      loadingMessages?: readonly string[];
    }) => {
      said.push([text, ...loadingMessages].join(": "));
      return new Promise<Outcome>((resolve) => void answers.push(resolve));
    },
    setSessionStatus: (session: string) => {
      said.push(`session ${session}`);
      return new Promise<Outcome>((resolve) => void answers.push(resolve));
    },
  };
  const line = new StatusLine({
    calls,
    clock: new OwnedClock(clock),
    status: { text: "busy" },
    account: "T1",
    toSessionAtEnd: () => "active",
  });
  const answer = async (outcome: Outcome) => {
    answers.shift()?.(outcome);
    await clock.settle();
  };
  return { answer, clock, line, said };
}

test("a call that was on its way when a message was opened is cleared if it was applied, before or after", async () => {
  for (const order of ["before", "after"] as const) {
    const { answer, clock, line, said } = createScene();
    line.show();
    await clock.advance(200);
    line.suspend();
    if (order === "before") await answer(applied);
    line.replacedByMessage("stream");
    if (order === "after") await answer(applied);
    expect(said).toEqual(["busy", ""]);
    await answer(applied);
    await line.end();
    expect(said).toEqual(["busy", ""]);
    expect(clock.pending).toBe(0);
  }
});

test("a call that was on its way when a message was opened leaves nothing to clear if it was refused", async () => {
  for (const order of ["before", "after"] as const) {
    const { answer, clock, line, said } = createScene();
    line.show();
    await clock.advance(200);
    await answer(applied);
    await clock.advance(100_000);
    line.suspend();
    if (order === "before") await answer(limited);
    line.replacedByMessage("stream");
    if (order === "after") await answer(limited);
    await line.end();
    expect(said).toEqual(["busy", "busy"]);
  }
});

// One lost or rate-limited clear left the line behind (report A20).
test("a status from before a refusal stays and is cleared, and a refused clear is tried again", async () => {
  const { answer, clock, line, said } = createScene();
  line.show();
  await clock.advance(200);
  await answer(applied);
  await clock.advance(100_000);
  await answer(limited);
  const ended = line.end();
  expect(said).toEqual(["busy", "busy", ""]);
  await answer(limited);
  await clock.advance(1_000);
  expect(said).toEqual(["busy", "busy", "", ""]);
  await answer({ type: "unknown", code: "timeout", error: undefined });
  await clock.advance(1_000);
  await answer(applied);
  await ended;
  expect(said).toEqual(["busy", "busy", "", "", ""]);
  expect(clock.pending).toBe(0);
});

test("a clear that is never heard is given up", async () => {
  const { answer, clock, line, said } = createScene();
  line.show();
  await clock.advance(200);
  await answer(applied);
  const ended = line.end();
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await answer(limited);
    await clock.advance(1_000);
  }
  await ended;
  expect(said).toEqual(["busy", "", "", "", ""]);
});

test("a status mentions nobody, and a tool that ended before the text needs no call", async () => {
  const { answer, clock, line, said } = createScene();
  line.show();
  line.say("Ask <!channel> and <@U1> if 1 < 2");
  await clock.advance(200);
  await answer(applied);
  line.forget();
  await clock.advance(5_000);
  line.suspend();
  line.replacedByMessage("stream");
  line.show();
  await clock.advance(200);
  expect(said).toEqual(["busy: Ask !channel> and @U1> if 1 < 2", "busy"]);
});

const thinking = { text: "is thinking…" };
const searching = { text: "is thinking…", loadingMessages: ["Searching…"] };
const dueAt = (changes: Partial<StatusState>) => statusDueAt({ ...statusStart, ...changes }, 100_000);

test("no call is due if no status is wanted and none is shown", () => {
  expect(dueAt({})).toBe(Number.POSITIVE_INFINITY);
});

test("a wanted status is due at once, and a change of it after a second", () => {
  expect(dueAt({ wanted: thinking })).toBe(Number.NEGATIVE_INFINITY);
  expect(dueAt({ wanted: searching, shown: thinking, sentAt: 1_000 })).toBe(2_000);
});

test("a status is set again before Slack's two minutes are over", () => {
  expect(dueAt({ wanted: thinking, shown: thinking, sentAt: 1_000 })).toBe(101_000);
});

test("a status that is not wanted any more is cleared at once, and a rate limit is waited for", () => {
  expect(dueAt({ shown: thinking, sentAt: 1_000 })).toBe(Number.NEGATIVE_INFINITY);
  expect(dueAt({ shown: thinking, noClearBefore: 3_000 })).toBe(3_000);
  expect(dueAt({ wanted: thinking, notBefore: 9_000 })).toBe(9_000);
});

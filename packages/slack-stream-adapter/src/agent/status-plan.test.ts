import { expect, test } from "vitest";
import { nextStatusMove, type StatusState, statusStart } from "./status-plan.ts";

const thinking = { text: "is thinking…" };
const searching = { text: "is thinking…", loadingMessages: ["Searching…"] };
const state = (changes: Partial<StatusState>): StatusState => ({ ...statusStart, ...changes });

test("nextStatusMove() rests where nothing is wanted and nothing is shown", () => {
  expect(nextStatusMove(statusStart, 0, 100_000)).toEqual({ type: "wait", until: Number.POSITIVE_INFINITY });
});

test("nextStatusMove() sets what is wanted at once, and a change of it after a second", () => {
  expect(nextStatusMove(state({ wanted: thinking }), 5, 100_000)).toEqual({ type: "set", status: thinking });
  const shown = { wanted: searching, shown: thinking, sentAt: 1_000 };
  expect(nextStatusMove(state(shown), 1_500, 100_000)).toEqual({ type: "wait", until: 2_000 });
  expect(nextStatusMove(state(shown), 2_000, 100_000)).toEqual({ type: "set", status: searching });
});

test("nextStatusMove() sets it again before Slack's two minutes are over", () => {
  const shown = state({ wanted: thinking, shown: thinking, sentAt: 1_000 });
  expect(nextStatusMove(shown, 2_000, 100_000)).toEqual({ type: "wait", until: 101_000 });
  expect(nextStatusMove(shown, 101_000, 100_000)).toEqual({ type: "set", status: thinking });
});

test("nextStatusMove() clears what is shown and no longer wanted, and waits for a rate limit", () => {
  expect(nextStatusMove(state({ shown: thinking, sentAt: 1_000 }), 1_000, 100_000)).toEqual({
    type: "clear",
  });
  expect(nextStatusMove(state({ wanted: thinking, notBefore: 9_000 }), 1_000, 100_000)).toEqual({
    type: "wait",
    until: 9_000,
  });
});

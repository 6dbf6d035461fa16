import fc from "fast-check";
import { expect, test } from "vitest";
import { tries } from "../../../slack-stream-adapter/test/support/thorough.ts";
import { judge } from "../../src/oracle/judge.ts";
import { type Death, mortal } from "../../src/run/mortal.ts";
import { ours } from "../../src/run/ours.ts";
import { runSchedule } from "../../src/run/run-schedule.ts";
import { arbitrarySchedule, scopes } from "../../src/schedule/schedule-arbitrary.ts";

/** The promises that hold for a finished answer of any number of processes. */
const judged = new Set(["P1", "P2"]);

// Law B: if the process dies at any step, another process completes the answer.
test.each(["plain", "cards", "all", "post", "shared"] as const)(
  "%s: wherever a process dies, another goes on, and the answer is whole",
  async (scope) => {
    const arbitrary = arbitrarySchedule(scopes[scope]);
    for (let seed = 1; seed <= tries(50); seed += 1) {
      const [schedule] = fc.sample(arbitrary, { seed, numRuns: 1 });
      // Aborts, stops and deletions happen at a fixed time, when a second process has sent less text.
      if (schedule === undefined || schedule.happenings.some(({ type }) => type !== "expire")) continue;
      const whole = await runSchedule(schedule, ours);
      const isWhole = judge(whole.record).length === 0 && whole.record.ending.type === "resolved";
      if (!isWhole) continue;
      for (const death of deathsOf(whole.record.slack.calls.length, seed)) {
        const contestant = mortal(death);
        const { record, transcript } = await runSchedule(schedule, contestant);
        if (!contestant.hasDied) continue;
        const what = [`seed ${seed}, ${contestant.name}`, ...transcript, JSON.stringify(schedule)].join("\n");
        const violations = judge(record).filter(({ promise }) => judged.has(promise));
        expect(violations, what).toEqual([]);
      }
    }
  },
);

/** Chooses a few of the calls, different ones for each seed. */
function deathsOf(calls: number, seed: number): readonly Death[] {
  const [first, second] = [1 + (seed % Math.max(1, calls)), 1 + ((seed * 7) % Math.max(1, calls))];
  return [
    { call: first, when: "before" },
    { call: second, when: "after" },
  ];
}

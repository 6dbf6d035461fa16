import fc from "fast-check";
import { expect, test } from "vitest";
import { tries } from "../../../slack-stream-adapter/test/support/thorough.ts";
import { judge } from "../../src/oracle/judge.ts";
import { type Death, mortal } from "../../src/run/mortal.ts";
import { ours } from "../../src/run/ours.ts";
import { runSchedule } from "../../src/run/run-schedule.ts";
import { arbitrarySchedule, scopes } from "../../src/schedule/schedule-arbitrary.ts";

/** What holds of a finished answer, however many processes it took. */
const judged = new Set(["P1", "P2"]);

// Law B: at every step the process dies, and another goes on.
test.each(["plain", "cards", "all", "post", "shared"] as const)(
  "%s: wherever a process dies, another goes on, and the answer is whole",
  async (scope) => {
    const arbitrary = arbitrarySchedule(scopes[scope]);
    for (let seed = 1; seed <= tries(100); seed += 1) {
      const [schedule] = fc.sample(arbitrary, { seed, numRuns: 1 });
      // Whoever aborts, stops or deletes does it at a time, and a second process has come less far by then.
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
  600_000,
);

/** A few of the calls, other ones with each seed. */
function deathsOf(calls: number, seed: number): readonly Death[] {
  const [first, second] = [1 + (seed % Math.max(1, calls)), 1 + ((seed * 7) % Math.max(1, calls))];
  return [
    { call: first, when: "before" },
    { call: second, when: "after" },
  ];
}

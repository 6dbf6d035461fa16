import fc from "fast-check";
import { test } from "vitest";
import { isThorough } from "../../../slack-stream-adapter/test/support/thorough.ts";
import { compareWithTwin } from "../../src/hunt.ts";
import { judge } from "../../src/oracle/judge.ts";
import { describeRun } from "../../src/report.ts";
import { ours } from "../../src/run/ours.ts";
import { runSchedule } from "../../src/run/run-schedule.ts";
import { throughJson } from "../../src/run/through-json.ts";
import { arbitrarySchedule, type Scope, scopes } from "../../src/schedule/schedule-arbitrary.ts";

/** Fixed, so that this test fails only because of a change. `pnpm fuzz` uses new seeds. */
const seed = 20_261_121;

/** Plays all runs in `pnpm test:slow`, and a tenth in `pnpm test`. The scopes are in several files, so that several workers share them. */
export function testSchedules(scope: keyof typeof scopes, allRuns: number): void {
  const { twin: isTwin }: Scope = scopes[scope];
  const numRuns = isThorough ? allRuns : Math.ceil(allRuns / 10);
  const twin = isTwin === undefined ? undefined : throughJson;

  test(`streamToSlack() keeps its promises in ${numRuns} schedules of scope ${scope}`, async () => {
    console.log(`schedules: scope ${scope}, seed ${seed}`);
    const property = fc.asyncProperty(arbitrarySchedule(scopes[scope]), async (schedule) => {
      const run = await runSchedule(schedule, ours);
      const violations = [...judge(run.record), ...(await compareWithTwin(schedule, run, twin))];
      if (violations.length > 0) throw new Error(describeRun(schedule, run, violations));
    });
    await fc.assert(property, { seed, numRuns });
  });
}

import fc from "fast-check";
import { test } from "vitest";
import { judge } from "../src/oracle/judge.ts";
import { describeRun } from "../src/report.ts";
import { ours } from "../src/run/ours.ts";
import { runSchedule } from "../src/run/run-schedule.ts";
import { arbitrarySchedule, scopes } from "../src/schedule/schedule-arbitrary.ts";

const seeds = [20_261_121];

const properties = seeds.flatMap((seed) => (["common", "plain"] as const).map((scope) => ({ scope, seed })));

test.each(properties)(
  "streamToSlack() keeps its promises under $scope schedules, seed $seed",
  { timeout: 60_000 },
  async ({ scope, seed }) => {
    console.log(`faults: ${scope}, seed ${seed}`);
    const property = fc.asyncProperty(arbitrarySchedule(scopes[scope]), async (schedule) => {
      const run = await runSchedule(schedule, ours);
      const violations = judge(run.record);
      if (violations.length > 0) throw new Error(describeRun(schedule, run, violations));
    });
    await fc.assert(property, { seed, numRuns: 400 });
  },
);

import fc from "fast-check";
import { judge } from "./oracle/judge.ts";
import type { Violation } from "./oracle/run-record.ts";
import type { Contestant } from "./run/contestant.ts";
import { type Run, runSchedule } from "./run/run-schedule.ts";
import type { Schedule } from "./schedule/schedule.ts";

/** A schedule that broke a promise. */
export interface Find {
  readonly seed: number;
  /** The broken promise and how it was broken, without the numbers. Finds of one kind mostly have one cause. */
  readonly kind: string;
  readonly schedule: Schedule;
  readonly run: Run;
  readonly violations: readonly Violation[];
}

export interface HuntOptions {
  readonly arbitrary: fc.Arbitrary<Schedule>;
  readonly contestant: Contestant;
  /** A second contestant that plays each schedule and has to make the same calls. */
  readonly twin?: Contestant | undefined;
  /** Time for shrinking one find, ms. */
  readonly shrinkMs: number;
  /** Only these promises are checked. Undefined checks all. */
  readonly promises?: ReadonlySet<string> | undefined;
}

/** Plays the schedule of a seed. Returns a find if the run broke a promise. */
export async function tryOut(seed: number, options: HuntOptions): Promise<Find | undefined> {
  const [schedule] = fc.sample(options.arbitrary, { seed, numRuns: 1 });
  return schedule && breaks({ schedule, seed, options });
}

/** Returns the smallest schedule found that breaks the same promise in the same way. */
export async function shrink(find: Find, options: HuntOptions): Promise<Find> {
  const { seed, kind } = find;
  let smallest = find;
  const property = fc.asyncProperty(options.arbitrary, async (schedule) => {
    const found = await breaks({ schedule, seed, options, kind });
    if (found !== undefined) smallest = found;
    return found === undefined;
  });
  await fc.check(property, { seed, numRuns: 1, interruptAfterTimeLimit: options.shrinkMs });
  return smallest;
}

interface Attempt {
  readonly schedule: Schedule;
  readonly seed: number;
  readonly options: HuntOptions;
  /** The kind of find to look for. Undefined takes any. */
  readonly kind?: string | undefined;
}

async function breaks({ schedule, seed, options, kind }: Attempt): Promise<Find | undefined> {
  const run = await runSchedule(schedule, options.contestant);
  const all = [...judge(run.record), ...(await compareWithTwin(schedule, run, options.twin))];
  const violations = all.filter(({ promise }) => options.promises?.has(promise) ?? true);
  const kinds = violations.map(toKind);
  const first = kind ?? kinds[0];
  if (first === undefined || !kinds.includes(first)) return undefined;
  return { seed, kind: first, schedule, run, violations };
}

/** Compares a run with the twin's run. Returns the differences in calls and in judgement. */
export async function compareWithTwin(
  schedule: Schedule,
  run: Run,
  twin: Contestant | undefined,
): Promise<readonly Violation[]> {
  if (twin === undefined) return [];
  const other = await runSchedule(schedule, twin);
  const at = run.transcript.findIndex((line, index) => line !== other.transcript[index]);
  if (at === -1 && run.transcript.length === other.transcript.length) return judge(other.record);
  const lines = `${run.transcript[at] ?? "no call"} became ${other.transcript[at] ?? "no call"}`;
  return [{ promise: "law A", what: `the calls differ from ${at} on: ${lines}` }];
}

function toKind({ promise, what }: Violation): string {
  return `${promise} ${what.replace(/"(?:[^"\\]|\\.)*"/g, "…").replace(/\d+/g, "n")}`.slice(0, 90);
}

import { expect, test } from "vitest";
import { judge } from "../src/oracle/judge.ts";
import type { Violation } from "../src/oracle/run-record.ts";
import type { Contestant } from "../src/run/contestant.ts";
import { ours } from "../src/run/ours.ts";
import { runSchedule } from "../src/run/run-schedule.ts";
import { saboteurs } from "../src/sabotage/saboteurs.ts";
import { writeDocument } from "../src/schedule/document.ts";
import type { Schedule } from "../src/schedule/schedule.ts";
import { toSteps } from "../src/schedule/steps.ts";

const prose = writeDocument([{ kind: "prose", words: 60 }]);
const code = writeDocument([
  { kind: "prose", words: 4 },
  { kind: "fence", words: 160 },
]);

const cases: readonly {
  readonly sabotage: keyof typeof saboteurs;
  readonly promise: Violation["promise"];
  readonly schedule: Schedule;
}[] = [
  {
    sabotage: "retries an append",
    promise: "P1",
    schedule: script(prose, {
      faults: [{ method: "chat.appendStream", fault: { type: "reset-after" }, skip: 1, times: 1 }],
    }),
  },
  {
    sabotage: "flushes after a stop by the user",
    promise: "P4",
    schedule: script(prose, {
      happenings: [{ type: "user-stop", at: 1_000, answer: "stopped_by_user", eventAfterMs: 0 }],
    }),
  },
  { sabotage: "never returns the source", promise: "P3", schedule: script(prose) },
  {
    sabotage: "gives up too early",
    promise: "outcome",
    schedule: script(prose, {
      faults: [{ method: "chat.stopStream", fault: { type: "reset-before" }, skip: 0, times: 2 }],
    }),
  },
  {
    sabotage: "never repairs",
    promise: "P1",
    schedule: script(prose, {
      faults: [{ method: "chat.appendStream", fault: { type: "http", status: 502 }, skip: 1, times: 1 }],
    }),
  },
  {
    sabotage: "never repairs",
    promise: "P2",
    schedule: script(prose, { happenings: [{ type: "expire", at: 1_000 }] }),
  },
  {
    sabotage: "cuts in a fence",
    promise: "P1",
    schedule: script(code, { options: { maxMessageBytes: 500 } }),
  },
];

test.each(cases)(
  "judge() notices a library that $sabotage ($promise)",
  async ({ sabotage, promise, schedule }) => {
    const broken = await promisesBrokenBy(saboteurs[sabotage], schedule);

    expect(broken).toContain(promise);
  },
);

test.each(cases)(
  "judge() has nothing against the library itself where it notices one that $sabotage",
  async ({ schedule }) => {
    expect(await promisesBrokenBy(ours, schedule)).toEqual([]);
  },
);

async function promisesBrokenBy(contestant: Contestant, schedule: Schedule): Promise<readonly string[]> {
  const { record } = await runSchedule(schedule, contestant);
  return judge(record).map(({ promise }) => promise);
}

/** A text in tokens of 20 characters, one every 200 ms, with default settings. `changes` overrides some of them. */
function script(text: string, changes: Partial<Schedule> = {}): Schedule {
  return {
    steps: toSteps(text, { cuts: [20], paceMs: 200, silences: [], cards: [], cardsAt: "anywhere" }),
    end: "done",
    form: "iterable",
    faults: [],
    happenings: [],
    client: 8,
    channel: "C0000000001",
    latencyMs: 0,
    emulator: {},
    options: {},
    ...changes,
  };
}

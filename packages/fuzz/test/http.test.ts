import { expect, test } from "vitest";
import { judge } from "../src/oracle/judge.ts";
import { runOverHttp } from "../src/run/run-over-http.ts";
import { writeDocument } from "../src/schedule/document.ts";
import type { Schedule, ScheduledFault } from "../src/schedule/schedule.ts";
import { toSteps } from "../src/schedule/steps.ts";

const text = writeDocument([{ kind: "prose", words: 80 }]);

const faults: readonly (readonly ScheduledFault[])[] = [
  [],
  [{ method: "chat.appendStream", fault: { type: "reset-before" }, skip: 0, times: 1 }],
  [{ method: "chat.appendStream", fault: { type: "reset-after" }, skip: 1, times: 1 }],
  [{ method: "chat.appendStream", fault: { type: "reset-in-body" }, skip: 0, times: 2 }],
  [{ method: "chat.appendStream", fault: { type: "stall-in-body", applied: false }, skip: 0, times: 1 }],
  [{ method: "chat.stopStream", fault: { type: "html", applied: true }, skip: 0, times: 1 }],
  [{ method: "chat.appendStream", fault: { type: "rate-limit", retryAfter: 1 }, skip: 0, times: 1 }],
];

const cases = faults.flatMap((some) =>
  ([7, 8] as const).map((client) => ({
    client,
    faults: some,
    name: some.map(({ fault }) => JSON.stringify(fault)).join(),
  })),
);

test.concurrent.each(cases)(
  "streamToSlack() keeps its promises over sockets, web-api $client, $name",
  async ({ client, faults: some }) => {
    const { record } = await runOverHttp(script(client, some));

    expect(judge(record)).toEqual([]);
    expect(record.ending).toMatchObject({ type: "resolved", receipt: { outcome: "completed", text } });
  },
);

function script(client: 7 | 8, some: readonly ScheduledFault[]): Schedule {
  return {
    steps: toSteps(text, { cuts: [40], paceMs: 20, silences: [], cards: [], cardsAt: "anywhere" }),
    end: "done",
    form: "function",
    faults: some,
    happenings: [],
    client,
    channel: "C0000000001",
    latencyMs: 0,
    emulator: {},
    options: { minIntervalMs: 50, callTimeoutMs: 400 },
  };
}

import { expect, test } from "vitest";
import { compareWithTwin, type HuntOptions, shrink, tryOut } from "../src/hunt.ts";
import { describeRun } from "../src/report.ts";
import { ours } from "../src/run/ours.ts";
import { saboteurs } from "../src/sabotage/saboteurs.ts";
import { arbitrarySchedule, scopes } from "../src/schedule/schedule-arbitrary.ts";

const options: HuntOptions = {
  arbitrary: arbitrarySchedule(scopes.plain),
  contestant: saboteurs["never returns the source"],
  shrinkMs: 5_000,
};

test("shrink() returns a smaller find that breaks the same promise", async () => {
  const find = await tryOut(7, options);
  if (find === undefined) throw new Error("the seed broke nothing");
  const small = await shrink(find, options);
  expect(small.kind).toBe(find.kind);
  expect(sizeOf(small)).toBeLessThan(sizeOf(find));
  const told = describeRun(small.schedule, small.run, small.violations);
  expect(told).toContain("P3 broken: return() was called 0 times on 1 source");
  expect(told).toContain("chat.startStream");
});

test("tryOut() plays the same schedule for the same seed", async () => {
  const [one, other] = [await tryOut(7, options), await tryOut(7, options)];
  expect(one?.schedule).toEqual(other?.schedule);
  expect(one?.run.transcript).toEqual(other?.run.transcript);
});

test("tryOut() finds nothing for a promise that is not checked", async () => {
  expect(await tryOut(7, { ...options, promises: new Set(["P4"]) })).toBeUndefined();
});

test("compareWithTwin() reports a twin that makes other calls, and not one that makes the same calls", async () => {
  const find = await tryOut(7, options);
  if (find === undefined) throw new Error("the seed broke nothing");
  expect(await compareWithTwin(find.schedule, find.run, ours)).toEqual([]);
  const mute = { ...ours, tamper: async () => Response.json({ ok: false, error: "channel_not_found" }) };
  expect(await compareWithTwin(find.schedule, find.run, mute)).toMatchObject([{ promise: "law A" }]);
});

function sizeOf({ schedule }: { readonly schedule: unknown }): number {
  return JSON.stringify(schedule).length;
}

import fc from "fast-check";
import { judgeSurvival, type Survival } from "../oracle/judge-survival.ts";
import type { Contestant } from "../run/contestant.ts";
import { ours } from "../run/ours.ts";
import { runSchedule } from "../run/run-schedule.ts";
import { arbitrarySchedule, scopes } from "../schedule/schedule-arbitrary.ts";
import { chatStreamer } from "./chat-streamer.ts";
import { vercelAdapter } from "./vercel-adapter.ts";

const contestants: readonly Contestant[] = [ours, chatStreamer, vercelAdapter];

export type Tally = ReadonlyMap<Survival, number>;

/** Lets all contestants play the same schedules, and counts the results. */
export async function comparePeers(seed: number, runs: number): Promise<ReadonlyMap<string, Tally>> {
  const tallies = new Map<string, Map<Survival, number>>();
  for (const schedule of fc.sample(arbitrarySchedule(scopes.common), { seed, numRuns: runs })) {
    for (const contestant of contestants) {
      const { record } = await runSchedule(schedule, contestant);
      const survival = judgeSurvival(record);
      const tally = tallies.get(contestant.name) ?? new Map<Survival, number>();
      tallies.set(contestant.name, tally.set(survival, (tally.get(survival) ?? 0) + 1));
    }
  }
  return tallies;
}

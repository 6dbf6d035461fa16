import fc from "fast-check";
import { chatStreamer } from "../../benchmarks/src/contestants/chat-streamer.ts";
import type { Contestant as Peer } from "../../benchmarks/src/contestants/contestant.ts";
import { vercelAdapter } from "../../benchmarks/src/contestants/vercel-adapter.ts";
import { prepareOnEmulator, replaceTimers } from "../../benchmarks/src/paced/on-emulator.ts";
import { judgeSurvival, type Survival } from "./oracle/judge-survival.ts";
import type { Contestant } from "./run/contestant.ts";
import { ours } from "./run/ours.ts";
import { runSchedule } from "./run/run-schedule.ts";
import { arbitrarySchedule, scopes } from "./schedule/schedule-arbitrary.ts";

const contestants: readonly Contestant[] = [ours, fromPeer(chatStreamer), fromPeer(vercelAdapter)];

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

/** It takes no clock, so during the run the process's own time is the manual clock. */
function fromPeer(peer: Peer): Contestant {
  return {
    name: peer.name,
    async play({ slack, channel, threadTs, source, time }) {
      const restoreTimers = time && replaceTimers(time);
      try {
        await prepareOnEmulator(slack, peer)(textOf(source), { channel, threadTs });
        return {
          type: "resolved",
          receipt: { outcome: "completed", text: "", delivered: 0, segments: [] },
        };
      } catch (error) {
        return { type: "rejected", code: "peer", error, receipt: undefined };
      } finally {
        restoreTimers?.();
      }
    },
  };
}

async function* textOf(source: AsyncIterable<string | object>): AsyncGenerator<string> {
  for await (const item of source) if (typeof item === "string") yield item;
}

import type { Contestant } from "../contestants/contestant.ts";
import { readAtOnce, type TextKind } from "../contestants/text.ts";
import { createClient, toAxiosAdapter, type WireKind, yesToAll } from "../contestants/wire.ts";

export interface CpuMeasurement {
  readonly characters: number;
  readonly repeats: number;
  readonly text: TextKind;
  readonly wire: WireKind;
  /** CPU time for short answers as a warm-up, ms. */
  readonly warmUpMs: number;
}

/** Milliseconds of CPU, of all threads of this process, for one answer; short answers are streamed several times. */
export async function measureCpu(
  contestant: Contestant,
  { characters, repeats, text, wire, warmUpMs }: CpuMeasurement,
): Promise<number> {
  const stream = contestant.prepare({
    client: createClient(wire),
    token: "xoxb-benchmark",
    axiosAdapter: toAxiosAdapter(yesToAll),
  });
  globalThis.gc?.();
  // A full garbage collection also drops compiled code, which a long-running process has.
  const cold = process.cpuUsage();
  while (toMs(process.cpuUsage(cold)) < warmUpMs) await stream(readAtOnce(text, warmUpCharacters), thread);
  const before = process.cpuUsage();
  for (let count = 0; count < repeats; count += 1) await stream(readAtOnce(text, characters), thread);
  return toMs(process.cpuUsage(before)) / repeats;
}

function toMs({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000;
}

const thread = { channel: "C0000000001", threadTs: "1700000000.000001" };
const warmUpCharacters = 5_000;

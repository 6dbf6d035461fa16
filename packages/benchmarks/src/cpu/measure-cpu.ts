import type { Contestant } from "../contestants/contestant.ts";
import { readAtOnce, type TextKind } from "../contestants/text.ts";
import { createClient, toAxiosDoor, type WireKind, yesToAll } from "../contestants/wire.ts";

/** Milliseconds of CPU, of all threads of this process, for one answer; short answers are streamed several times. */
export async function measureCpu(
  contestant: Contestant,
  {
    characters,
    repeats,
    text,
    wire,
  }: { characters: number; repeats: number; text: TextKind; wire: WireKind },
): Promise<number> {
  const stream = contestant.prepare({
    client: createClient(wire),
    token: "xoxb-benchmark",
    axiosAdapter: toAxiosDoor(yesToAll),
  });
  globalThis.gc?.();
  // A full collection throws away compiled code as well; a process that streams all day has it.
  for (let count = 0; count < warmUps; count += 1) await stream(readAtOnce(text, warmUpCharacters), thread);
  const before = process.cpuUsage();
  for (let count = 0; count < repeats; count += 1) await stream(readAtOnce(text, characters), thread);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / repeats;
}

const thread = { channel: "C0000000001", threadTs: "1700000000.000001" };
const warmUps = 5;
const warmUpCharacters = 5_000;

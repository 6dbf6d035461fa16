import { setTimeout as delay } from "node:timers/promises";
import type { Contestant } from "../contestants/contestant.ts";
import { readAtOnce } from "../contestants/text.ts";
import { createClient, toAxiosAdapter, yesToAll } from "../contestants/wire.ts";

/** Measures the bytes of heap of each open stream, after it got so many characters and while it waits for more. */
export async function measureMemory(
  contestant: Contestant,
  { streams, characters }: { streams: number; characters: number },
): Promise<number> {
  const stream = contestant.prepare({
    client: createClient("free"),
    token: "xoxb-benchmark",
    axiosAdapter: toAxiosAdapter(yesToAll),
  });
  let waiting = 0;
  let letGo = () => {};
  const end = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  async function* speakAndWait() {
    yield* readAtOnce("markdown", characters);
    waiting += 1;
    await end;
  }
  const before = await readHeap();
  const thread = { channel: "C0000000001", threadTs: "1700000000.000001" };
  const open = Array.from({ length: streams }, () => stream(speakAndWait(), thread));
  while (waiting < streams) await delay(10);
  // The last calls are answered.
  await delay(settleMs);
  const after = await readHeap();
  letGo();
  await Promise.all(open);
  return (after - before) / streams;
}

const settleMs = 100;

async function readHeap(): Promise<number> {
  await delay(settleMs);
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

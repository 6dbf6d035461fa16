import { createSlackEmulator, type SlackEmulator } from "../../src/index.ts";

/** 200 parallel answers with 100,000 calls in all, and 1,000 answers at the end that are left open. */
const STREAMS = 200;
const CALLS = 100_000;
const CHANNEL = "C0000000001";

export interface LoadReport {
  readonly calls: number;
  readonly seconds: number;
  /** The heap after a garbage collection: before the load, after it, and after `reset()`. */
  readonly heapMb: { readonly before: number; readonly after: number; readonly forgotten: number };
  readonly refused: number;
}

type Send = (method: string, args: object) => Promise<{ ok: boolean; ts?: string }>;

/** Calls a running emulator over HTTP or in-process, and reports time and memory. */
export async function putUnderLoad(
  slack: SlackEmulator,
  { streams = STREAMS, calls = CALLS, send }: { streams?: number; calls?: number; send: Send },
): Promise<LoadReport> {
  const before = measureHeap();
  const started = performance.now();
  let made = 0;
  let refused = 0;
  async function count(method: string, args: object): Promise<{ ok: boolean; ts?: string }> {
    made += 1;
    const answer = await send(method, args);
    if (!answer.ok) refused += 1;
    return answer;
  }
  const appends = Math.floor(calls / streams) - 2;
  await Promise.all(
    Array.from({ length: streams }, async () => {
      const place = { channel: CHANNEL, thread_ts: "1600000000.000001" };
      const recipient = { recipient_user_id: "U0000000001", recipient_team_id: "T0000000001" };
      const { ts } = await count("chat.startStream", { ...place, ...recipient });
      for (let index = 0; index < appends; index += 1)
        await count("chat.appendStream", { channel: CHANNEL, ts, markdown_text: `word ${index} ` });
      await count("chat.stopStream", { channel: CHANNEL, ts });
    }),
  );
  const seconds = (performance.now() - started) / 1_000;
  const after = measureHeap();
  slack.reset();
  return { calls: made, seconds, heapMb: { before, after, forgotten: measureHeap() }, refused };
}

function measureHeap(): number {
  // Twice, because objects with finalisers are freed only after the finalisers ran.
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1_000_000;
}

async function main(): Promise<void> {
  await using slack = createSlackEmulator();
  const { apiUrl } = await slack.listen();
  const report = await putUnderLoad(slack, {
    send: async (method, args) => {
      const response = await fetch(apiUrl + method, {
        method: "POST",
        headers: {
          authorization: `Bearer ${slack.token}`,
          "content-type": "application/json; charset=utf-8",
        },
        body: JSON.stringify(args),
      });
      return (await response.json()) as { ok: boolean; ts?: string };
    },
  });
  const { heapMb } = report;
  const perCall = ((heapMb.after - heapMb.before) * 1_000) / report.calls;
  console.log(
    [
      `${report.calls} calls of ${STREAMS} streams over HTTP in ${report.seconds.toFixed(1)} s`,
      `${report.refused} refused`,
      `heap ${heapMb.before.toFixed(1)} MB before, ${heapMb.after.toFixed(1)} MB after, ${heapMb.forgotten.toFixed(1)} MB after reset()`,
      `${perCall.toFixed(2)} kB kept for each call`,
    ].join("\n"),
  );
}

if (process.argv[1] === import.meta.filename) await main();

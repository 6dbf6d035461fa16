import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createSlackEmulator } from "slack-stream-emulator";
import type { Played } from "../paced/play.ts";
import type { WorkerOrder, WorkerReport } from "./worker.ts";

export interface ProcessesLoad {
  readonly contestant: string;
  readonly processes: number;
  /** The number of streams of all processes together. */
  readonly streams: number;
  readonly tokens: readonly string[];
  readonly everyMs: number;
  readonly roundTripMs: number;
  readonly limits: number;
  /** The Redis with which the processes share a budget. Without it they do not know each other. */
  readonly redisUrl?: string | undefined;
  /** Arguments for Node. @default those of this process */
  readonly execArgv?: readonly string[] | undefined;
}

/**
 * Lets several processes answer at once, over HTTP and in real time, on one local Slack that counts the limits of all.
 */
export async function loadProcesses(load: ProcessesLoad): Promise<Played> {
  const { contestant, everyMs, limits, processes, redisUrl, roundTripMs, streams, tokens } = load;
  const { execArgv = process.execArgv } = load;
  const slack = createSlackEmulator({ latencyMs: roundTripMs, rateLimits: { scale: limits } });
  const { apiUrl } = await slack.listen();
  const workers = Array.from({ length: processes }, () => startWorker(execArgv));
  try {
    // All begin together, when the last has loaded its modules.
    await Promise.all(workers.map(hear));
    const threads = Array.from({ length: streams }, () => {
      const { channel, ts: threadTs } = slack.postUserMessage({ text: "question" });
      return { channel, threadTs };
    });
    const startedAt = Date.now();
    const reports = workers.map(async (worker, index) => {
      const own = threads.filter((_, thread) => thread % processes === index);
      const { token } = slack;
      const order: WorkerOrder = { contestant, token, apiUrl, threads: own, tokens, everyMs, redisUrl };
      worker.process.send(order);
      return (await hear(worker)) as WorkerReport;
    });
    return { slack, startedAt, answers: (await Promise.all(reports)).flat() };
  } finally {
    for (const worker of workers) worker.process.kill();
    await slack.close();
  }
}

interface Worker {
  readonly process: ChildProcess;
  /** Rejects when the process ends. */
  readonly over: Promise<never>;
}

function startWorker(execArgv: readonly string[]): Worker {
  const file = fileURLToPath(new URL("worker.ts", import.meta.url));
  // The folder in which `--import` finds its packages.
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  const worker = fork(file, { cwd, execArgv: [...execArgv] });
  const over = once(worker, "exit").then(([code]) => {
    throw new Error(`a process of the load test ended with ${code}`);
  });
  over.catch(() => {}); // After its report the process may end in any way.
  return { process: worker, over };
}

async function hear(worker: Worker): Promise<unknown> {
  const [message] = await Promise.race([once(worker.process, "message"), worker.over]);
  return message;
}

import { createSlackEmulator, type SlackEmulator } from "slack-stream-emulator";
import { type AnswerName, answerNames } from "./answer-texts.ts";
import { findBoltFaults } from "./check-bolt.ts";
import { findFaults } from "./judge.ts";
import type { Order, Receipts, Way } from "./order.ts";
import { runInProcess } from "./run-in-process.ts";
import { runInWorker } from "./run-in-worker.ts";
import type { Runtime } from "./runtimes.ts";

export interface Run {
  readonly runtime: Runtime;
  /** How the library calls Slack, or a whole app of Bolt. */
  readonly way: Way | "bolt-5";
}

export type RunResult =
  | { readonly type: "passed"; readonly ms: number }
  | { readonly type: "failed"; readonly faults: readonly string[] }
  /** The runtime is not available here. */
  | { readonly type: "missing" };

/** Serves a separate local Slack to one run, and checks the run by the final data of this Slack. */
export async function check({ runtime, way }: Run): Promise<RunResult> {
  const { command } = runtime;
  if (command === undefined) return { type: "missing" };
  const slack = createSlackEmulator();
  const startedAt = performance.now();
  try {
    const faults =
      way === "bolt-5"
        ? await findBoltFaults(slack, command)
        : await findStreamFaults(slack, { runtime, way, command });
    if (faults.length > 0) return { type: "failed", faults };
    return { type: "passed", ms: performance.now() - startedAt };
  } catch (error) {
    return { type: "failed", faults: [String(error)] };
  } finally {
    await slack.close();
  }
}

async function findStreamFaults(
  slack: SlackEmulator,
  { command, runtime, way }: { runtime: Runtime; way: Way; command: readonly string[] },
): Promise<string[]> {
  const order = await placeOrder(slack, way);
  const receipts: Receipts =
    runtime.kind === "worker" ? await runInWorker(command, order) : await runInProcess(command, order);
  return findFaults(slack, order, receipts);
}

/** Serves Slack and asks each question in its own thread. */
async function placeOrder(slack: SlackEmulator, way: Way): Promise<Order> {
  const { apiUrl } = await slack.listen();
  const ask = (name: AnswerName) => slack.postUserMessage({ text: `Please say "${name}".` });
  const questions = answerNames.map((name) => [name, ask(name)] as const);
  const { channel, teamId, userId } = ask("short");
  const threads = Object.fromEntries(questions.map(([name, { ts }]) => [name, ts]));
  return {
    way,
    apiUrl,
    token: slack.token,
    channel,
    recipientUserId: userId,
    recipientTeamId: teamId,
    threads: threads as Record<AnswerName, string>,
  };
}

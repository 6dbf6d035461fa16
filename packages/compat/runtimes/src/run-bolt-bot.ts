import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { StreamReceipt } from "slack-stream-adapter";
import type { BoltOrder, BoltReport } from "./bolt-order.ts";
import { deadlineMs } from "./run-in-process.ts";

const script = fileURLToPath(new URL("./bolt-bot.ts", import.meta.url));

/** A running bot. */
export interface BoltBot {
  port(): Promise<number>;
  /** How the answer to the message with this ts ended, once it has. */
  outcomeOf(ts: string): Promise<StreamReceipt["outcome"]>;
}

/** Runs a bot of Bolt as a process of its own for as long as `use` needs it; rejects when it ends before. */
export async function runBoltBot<T>(
  command: readonly string[],
  order: BoltOrder,
  use: (bot: BoltBot) => Promise<T>,
): Promise<T> {
  const [file = "", ...parameters] = command;
  const child = spawn(file, [...parameters, script, JSON.stringify(order)], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    stdio: ["ignore", "pipe", "pipe"],
    timeout: deadlineMs,
  });
  let errors = "";
  child.stderr.on("data", (text: Buffer) => {
    errors += text.toString();
  });
  const ended = new Promise<never>((_, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => reject(new Error(`ended with ${code ?? signal}: ${errors}`)));
  });
  ended.catch(() => {}); // The process is ended below, when it is not needed any more.
  const find = readReports(child.stdout);
  try {
    const used = use({
      port: () => find((line) => (line.type === "listening" ? line.port : undefined)),
      outcomeOf: (ts) =>
        find((line) => (line.type === "answer" && line.to === ts ? line.outcome : undefined)),
    });
    return await Promise.race([used, ended]);
  } finally {
    child.kill();
  }
}

/** Finds a report among the earlier and later ones. */
function readReports(output: Readable) {
  const said: BoltReport[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: output }).on("line", (line) => {
    said.push(JSON.parse(line));
    for (const look of [...waiting]) look();
  });
  return <T>(pick: (line: BoltReport) => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const look = () => {
        const picked = said.map(pick).find((one) => one !== undefined);
        if (picked === undefined) return;
        waiting.delete(look);
        resolve(picked);
      };
      waiting.add(look);
      look();
    });
}

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Order, Receipts } from "./order.ts";

const bot = fileURLToPath(new URL("./bot.ts", import.meta.url));

/** A limit for a stream that never ends. A run takes two seconds. */
export const deadlineMs = 60_000;

/** Runs the bot as a process of its own, and reads the receipts that it prints. */
export async function runInProcess(command: readonly string[], order: Order): Promise<Receipts> {
  const [file = "", ...parameters] = command;
  const child = spawn(file, [...parameters, bot, JSON.stringify(order)], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    stdio: ["ignore", "pipe", "pipe"],
    timeout: deadlineMs,
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (text: Buffer) => {
    output += text.toString();
  });
  child.stderr.on("data", (text: Buffer) => {
    errors += text.toString();
  });
  const ended = await new Promise<number | string | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(code ?? signal));
  });
  if (ended !== 0) throw new Error(`ended with ${ended}: ${errors || output}`);
  return JSON.parse(output);
}

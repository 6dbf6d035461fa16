import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { json } from "node:stream/consumers";
import { bundleWorker } from "./bundle-worker.ts";
import type { Order, Receipts, Way } from "./order.ts";
import { deadlineMs } from "./run-in-process.ts";

/** Serves the bot with workerd, and sends its order by HTTP. */
export async function runInWorker(command: readonly string[], order: Order): Promise<Receipts> {
  const { way } = order;
  const folder = await mkdtemp(join(tmpdir(), "worker-"));
  try {
    await bundleWorker(way, join(folder, "worker.js"));
    const config = join(folder, "config.capnp");
    await writeFile(config, toConfig(way));
    return await serveOnce([...command, config, `--control-fd=${controlFd}`], order);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The descriptor on which workerd reports its port. */
const controlFd = 3;

async function serveOnce([file = "", ...parameters]: readonly string[], order: Order): Promise<Receipts> {
  const child = spawn(file, parameters, { stdio: ["ignore", "pipe", "pipe", "pipe"], timeout: deadlineMs });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (text: Buffer) => {
      said += text.toString();
    });
  }
  const ended = new Promise<never>((_, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => reject(new Error(`workerd ended with ${code ?? signal}: ${said}`)));
  });
  ended.catch(() => {}); // It is ended below, when the receipts are there.
  try {
    const port = await Promise.race([readPort(child.stdio[controlFd] as Readable), ended]);
    const ask = async (given: Order) => {
      const response = await fetch(`http://127.0.0.1:${port}/`, {
        method: "POST",
        body: JSON.stringify(given),
      });
      const body = await response.text();
      if (!response.ok) throw new Error(`the worker answered ${response.status} ${body}: ${said}`);
      return body;
    };
    const answered = order.way === "wait-until" ? askAndWait(ask, order) : ask(order).then(toReceipts);
    return await Promise.race([answered, ended]);
  } finally {
    child.kill();
  }
}

const toReceipts = (body: string): Receipts => JSON.parse(body);

/** The worker responds before it streams, and sends its receipts when it has done. */
async function askAndWait(ask: (order: Order) => Promise<string>, order: Order): Promise<Receipts> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const reported = new Promise<Receipts>((resolve, reject) => {
    server.on("request", (request, response) => {
      response.end();
      json(request).then((receipts) => resolve(receipts as Receipts), reject);
    });
  });
  try {
    const first = await Promise.race([
      ask({ ...order, reportUrl: `http://127.0.0.1:${port}/` }),
      reported.then(() => "receipts"),
    ]);
    if (first !== "") throw new Error(`the worker responded after it had streamed, or with ${first}`);
    return await reported;
  } finally {
    server.close();
  }
}

async function readPort(control: Readable): Promise<number> {
  let said = "";
  for await (const text of control) {
    said += text.toString();
    const port = /"listen".*"port":\s*(\d+)/.exec(said)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`workerd told no port: ${said}`);
}

/** The worker's network access is limited to this machine. Node's modules are enabled only for the client. */
function toConfig(way: Way): string {
  const flags = way !== "web-api-8" ? "" : `compatibilityFlags = ["nodejs_compat"],`;
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "bot", worker = .bot),
    (name = "internet", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "bot")],
);
const bot :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-01-01",
  ${flags}
);
`;
}

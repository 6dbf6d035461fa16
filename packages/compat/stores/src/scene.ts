import { type ChildProcess, spawn } from "node:child_process";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { createSlackEmulator, type SlackEmulator } from "slack-stream-emulator";
import type { ChildEnd, ChildTask } from "./child.ts";
import type { StorePlace } from "./stores.ts";

const channel = "C0000000001";
const messageCall = /chat\.(startStream|appendStream|stopStream|update|postMessage|delete)$/;
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = here("../node_modules/.cache/child");
const bundle = `${folder}/child.mjs`;

/** For packages that are CommonJS. */
const requireInModule =
  'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/** Bundled once for a run, with all packages, because compiling TypeScript in each child would take longer than the answer. */
export async function buildChild(): Promise<void> {
  await build({
    entryPoints: [here("child.ts")],
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // Each store in a file of its own, which only the processes read that use it.
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["workspace-source"],
    external: ["pg-native"],
    banner: { js: requireInModule },
    alias: { "slack-stream-adapter": here("../../../slack-stream-adapter/src/index.ts") },
    nodePaths: [here("../../../slack-stream-adapter/node_modules")],
    logLevel: "error",
  });
}

/**
 * When the process is killed: at its nth message call, before Slack gets the call or after Slack has carried it out, or
 * after so many ms.
 */
export type Kill =
  | { readonly call: number; readonly when: "before" | "after" }
  | { readonly afterMs: number };

export interface Scene {
  readonly slack: SlackEmulator;
  /** The number of message calls that arrived. */
  readonly calls: () => number;
  start(task: Partial<ChildTask>, kill?: Kill): Running;
  close(): Promise<void>;
}

export interface Running {
  readonly process: ChildProcess;
  /** Its report at its end. Undefined if it was killed. */
  readonly end: Promise<ChildEnd | undefined>;
}

/** The local Slack over HTTP, with a proxy that can kill the calling process. */
export async function createScene(store: StorePlace): Promise<Scene> {
  const slack = createSlackEmulator();
  const { url } = await slack.listen();
  const { ts: threadTs } = slack.postUserMessage({ channel, text: "question", user: "U0000000001" });
  let calls = 0;
  let armed: { readonly kill: Kill; readonly child: ChildProcess; seen: number } | undefined;

  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const isMessage = messageCall.test(request.url ?? "");
    if (isMessage) calls += 1;
    if (isMessage && armed !== undefined) armed.seen += 1;
    const victim =
      isMessage && armed !== undefined && "call" in armed.kill && armed.kill.call === armed.seen
        ? armed
        : undefined;
    if (victim !== undefined && "when" in victim.kill && victim.kill.when === "before") {
      victim.child.kill("SIGKILL");
      request.socket.destroy();
      return;
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(
        ([name]) => !["host", "connection", "content-length"].includes(name),
      ),
    ) as Record<string, string>;
    const answer = await fetch(`${url}${request.url}`, { method: request.method ?? "POST", headers, body });
    const text = await answer.text();
    if (victim !== undefined) {
      victim.child.kill("SIGKILL");
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { "content-type": "application/json", ...retryAfter(answer) });
    response.end(text);
  });
  const port = await listen(server);

  return {
    slack,
    calls: () => calls,
    start(task, kill) {
      const whole: ChildTask = {
        store,
        slackApiUrl: `http://127.0.0.1:${port}/api/`,
        token: slack.token,
        channel,
        threadTs,
        id: "answer",
        answer: "text",
        source: "over",
        waitMs: 0,
        leaseMs: 1_000,
        ...task,
      };
      const child = spawn(process.execPath, [bundle, JSON.stringify(whole)], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      if (kill !== undefined) armed = { kill, child, seen: 0 };
      else armed = undefined;
      if (kill !== undefined && "afterMs" in kill) setTimeout(() => child.kill("SIGKILL"), kill.afterMs);
      return { process: child, end: readEnd(child) };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await slack.close();
    },
  };
}

function readEnd(child: ChildProcess): Promise<ChildEnd | undefined> {
  let said = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  return new Promise((resolve) => {
    child.once("close", () => {
      const line = said.split("\n").find((one) => one.startsWith("{"));
      resolve(line === undefined ? undefined : (JSON.parse(line) as ChildEnd));
    });
  });
}

function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => {
      body += text;
    });
    request.once("end", () => resolve(body));
  });
}

function retryAfter(answer: Response): Record<string, string> {
  const seconds = answer.headers.get("retry-after");
  return seconds === null ? {} : { "retry-after": seconds };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** A server only for this test run, on a free port of this machine. */
export interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startRedis(): Promise<Server> {
  const port = await findPort();
  const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const redis = spawn("redis-server", args, { stdio: "ignore" });
  await untilListening(port);
  return { url: `redis://127.0.0.1:${port}`, stop: () => end(redis) };
}

export async function startPostgres(): Promise<Server> {
  const port = await findPort();
  const folder = mkdtempSync(join(tmpdir(), "stores-pg-"));
  // Postgres does not run as root. Debian's package has its own user.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) execFileSync("chown", ["postgres", folder]);
  chmodSync(folder, 0o700);
  const as = (command: string, args: readonly string[]): [string, string[]] =>
    isRoot ? ["runuser", ["-u", "postgres", "--", command, ...args]] : [command, [...args]];
  const data = join(folder, "data");
  execFileSync(...as(toBinary("initdb"), ["-D", data, "-U", "test", "-A", "trust", "--no-sync"]), {
    stdio: "ignore",
    cwd: folder,
  });
  const options = [
    "-D",
    data,
    "-p",
    `${port}`,
    "-k",
    folder,
    "-c",
    "listen_addresses=127.0.0.1",
    "-c",
    "fsync=off",
  ];
  const postgres = spawn(...as(toBinary("postgres"), options), { stdio: "ignore", cwd: folder });
  await untilListening(port);
  await untilReady(port);
  return {
    url: `postgres://test@127.0.0.1:${port}/postgres`,
    async stop() {
      await end(postgres);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** On Debian it is in a folder by version, outside of the path. */
function toBinary(name: string): string {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root)
    ? readdirSync(root).sort((one, other) => Number(other) - Number(one))
    : [];
  const found = versions.map((version) => join(root, version, "bin", name)).find((path) => existsSync(path));
  return found ?? name;
}

export function findPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

async function untilListening(port: number): Promise<void> {
  const { connect } = await import("node:net");
  for (let tries = 0; tries < 200; tries += 1) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => {
        socket.destroy();
        resolve(true);
      });
      socket.once("error", () => resolve(false));
    });
    if (isThere) return;
    await pause(50);
  }
  throw new Error(`nothing listens on port ${port}`);
}

/** It listens before it can answer. */
async function untilReady(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      execFileSync(toBinary("pg_isready"), ["-h", "127.0.0.1", "-p", `${port}`], { stdio: "ignore" });
      return;
    } catch {
      await pause(50);
    }
  }
  throw new Error("Postgres did not get ready");
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await Promise.race([ended, pause(5_000)]);
  child.kill("SIGKILL");
}

export const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

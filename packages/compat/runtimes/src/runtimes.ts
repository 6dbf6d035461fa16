import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Way } from "./order.ts";

export interface Runtime {
  readonly name: string;
  /** Whether the bot runs as a process of the runtime, or as a worker in it. */
  readonly kind: "process" | "worker";
  /** The command that starts it, without the script. Undefined if it is not installed. */
  readonly command: readonly string[] | undefined;
  readonly ways: readonly (Way | "bolt-5")[];
}

const everyWay = ["token", "web-api-7", "web-api-8"] as const;
/** Bolt 5 does not load in Node 20. */
const everyWayAndBolt = [...everyWay, "bolt-5"] as const;
const denoRights = ["--no-lock", "--allow-net=127.0.0.1", "--allow-env", "--allow-read", "--allow-sys"];

export const runtimes: readonly Runtime[] = [
  // The one that runs this; Node 20 strips no types by itself.
  {
    name: `node ${process.versions.node.split(".")[0]} (host)`,
    kind: "process",
    command: [process.execPath, "--import", import.meta.resolve("tsx")],
    ways: everyWay,
  },
  { name: "node 22", kind: "process", command: find("node-22", "bin/node"), ways: everyWayAndBolt },
  { name: "node 24", kind: "process", command: find("node-24", "bin/node"), ways: everyWayAndBolt },
  {
    name: "bun",
    kind: "process",
    command: find("@oven/bun-linux-x64", "bin/bun", ["run"]),
    ways: everyWayAndBolt,
  },
  {
    name: "deno",
    kind: "process",
    command: find("@deno/linux-x64-glibc", "deno", ["run", ...denoRights]),
    ways: everyWayAndBolt,
  },
  // web-api 7 calls by axios over Node's http.
  {
    name: "workerd",
    kind: "worker",
    command: find("@cloudflare/workerd-linux-64", "bin/workerd", ["serve"]),
    ways: ["token", "wait-until", "web-api-8"],
  },
];

/** The program in a package of `binaries`; all are for one kind of machine, and not every package manager minds that. */
function find(name: string, path: string, parameters: readonly string[] = []): readonly string[] | undefined {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const { resolve } = createRequire(new URL("../binaries/package.json", import.meta.url));
  try {
    const file = join(dirname(resolve(`${name}/package.json`)), path);
    return existsSync(file) ? [file, ...parameters] : undefined;
  } catch {
    return undefined; // An optional dependency, left out.
  }
}

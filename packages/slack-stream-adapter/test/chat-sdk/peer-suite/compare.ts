/** Runs the tests of the peer's repository against its published adapter and against ours, and compares them one by one. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const [checkout] = process.argv.slice(2);
if (checkout === undefined) {
  console.error("usage: peer-suite <a checkout of github.com/vercel/chat, with its dependencies installed>");
  process.exit(2);
}

const published = run("published");
const ours = run("ours");
const isPassed = (result: Results, name: string) => result.get(name) === "passed";
const worse = [...published.keys()].filter((name) => isPassed(published, name) && !isPassed(ours, name));
const better = [...ours.keys()].filter((name) => isPassed(ours, name) && !isPassed(published, name));

console.log(`published: ${count(published)}`);
console.log(`ours:      ${count(ours)}`);
for (const name of better) console.log(`passes with ours alone: ${name}`);
for (const name of worse) console.log(`passes with the published alone: ${name}`);
if (published.size === 0) console.log("No test was run.");
process.exitCode = worse.length > 0 || published.size === 0 ? 1 : 0;

type Results = ReadonlyMap<string, string>;

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

function run(adapter: "published" | "ours"): Results {
  const folder = mkdtempSync(join(tmpdir(), "peer-suite-"));
  const report = join(folder, "report.json");
  const config = fileURLToPath(new URL("./vitest.config.ts", import.meta.url));
  const args = ["run", "--config", config, "--reporter=json", `--outputFile=${report}`];
  const env = { ...process.env, PEER_CHECKOUT: resolve(checkout ?? ""), PEER_ADAPTER: adapter };
  const { stderr } = spawnSync("vitest", args, { env, encoding: "utf8", shell: false });
  try {
    return toResults(JSON.parse(readFileSync(report, "utf8")));
  } catch {
    throw new Error(`vitest left no report:\n${stderr}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Of tests with the same name in a file, the first that fails counts. */
function toResults({ testResults }: Report): Results {
  const results = new Map<string, string>();
  for (const { assertionResults, name } of testResults) {
    const file = name.split("/").slice(-1).join();
    for (const { fullName, status } of assertionResults) {
      const key = `${file} > ${fullName}`;
      if (results.get(key) !== "failed") results.set(key, status);
    }
  }
  return results;
}

function count(results: Results): string {
  const failed = [...results.values()].filter((status) => status === "failed").length;
  return `${results.size - failed} passed, ${failed} failed`;
}

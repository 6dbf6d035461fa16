import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type BotConnection, connectBot, createSlackEmulator, type SlackEmulator } from "../src/index.ts";

const HERE = import.meta.dirname;
/** Where Debian puts the sources of its Go packages. */
const GO_PATH = "/usr/share/gocode";
const GO_ENVIRONMENT = { GO111MODULE: "off", GOPATH: GO_PATH, GOFLAGS: "" };
const SECRET = "python-secret";
const CHANNEL = "C0000000001";
const PATIENCE_MS = 120_000;

interface Client {
  readonly name: string;
  /** What is missing here; undefined when it can run. */
  readonly missing: string | undefined;
  start(slack: SlackEmulator, apiUrl: string): ChildProcess;
  /** `line` is what it printed when it was ready. */
  connect(slack: SlackEmulator, line: string): BotConnection;
  readonly says: string;
}

const CLIENTS: readonly Client[] = [
  {
    name: "slack-go",
    missing: !has("go")
      ? "go (Debian: golang-go)"
      : existsSync(join(GO_PATH, "src/github.com/slack-go/slack"))
        ? undefined
        : "slack-go (Debian: golang-github-slack-go-slack-dev)",
    start: ({ token }, apiUrl) =>
      spawn("go", ["run", join(HERE, "main.go"), apiUrl, token, "xapp-emulator-token", CHANNEL], {
        env: { ...process.env, ...GO_ENVIRONMENT },
        stdio: ["ignore", "pipe", "inherit"],
        // `go run` starts another process: both are in a group of their own, to be ended together.
        detached: true,
      }),
    connect: (slack) => connectBot(slack, { socketMode: true }),
    says: "answered by Go",
  },
  {
    name: "Python",
    missing: has("python3") ? undefined : "python3",
    start: ({ token }, apiUrl) =>
      spawn("python3", [join(HERE, "bot.py"), apiUrl, token, SECRET, CHANNEL], {
        stdio: ["ignore", "pipe", "inherit"],
        detached: true,
      }),
    connect: (slack, line) =>
      connectBot(slack, {
        bot: `http://127.0.0.1:${line.split(" ")[1]}/slack/events`,
        signingSecret: SECRET,
      }),
    says: "answered by Python",
  },
];

function has(command: string): boolean {
  return spawnSync(command, ["--version"]).error === undefined;
}

/** Tests in other languages that start the command themselves, as their authors would. */
interface Suite {
  readonly name: string;
  readonly missing: string | undefined;
  readonly folder: string;
  readonly command: readonly [string, ...string[]];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Debian's Python has Debian's pytest; another one may stand before it. */
const PYTHON = ["python3", "/usr/bin/python3"].find(
  (python) => spawnSync(python, ["-m", "pytest", "--version"]).status === 0,
);

const SUITES: readonly Suite[] = [
  {
    name: "pytest",
    missing: PYTHON === undefined ? "pytest (Debian: python3-pytest)" : undefined,
    folder: "python",
    command: [PYTHON ?? "python3", "-m", "pytest", "-q", "-p", "no:cacheprovider"],
    environment: { PYTHONDONTWRITEBYTECODE: "1" },
  },
  {
    name: "go test",
    missing: CLIENTS.find(({ name }) => name === "slack-go")?.missing,
    folder: "go",
    command: ["go", "test", "-count=1", "./..."],
    environment: GO_ENVIRONMENT,
  },
];

function trySuite({ name, folder, command: [command, ...args], environment }: Suite): void {
  const main = join(HERE, "../src/cli/main.ts");
  const { status } = spawnSync(command, args, {
    cwd: join(HERE, folder),
    env: {
      ...process.env,
      ...environment,
      SLACK_EMULATOR: `node --import tsx --conditions=workspace-source ${main}`,
    },
    stdio: "inherit",
    timeout: PATIENCE_MS,
  });
  if (status !== 0) throw new Error(`${name} ended with ${status}`);
}

/** Lets one client do its work, mentions it, and looks at what it left. */
async function tryClient({ name, start, connect, says }: Client): Promise<void> {
  await using slack = createSlackEmulator();
  const { apiUrl } = await slack.listen();
  const child = start(slack, apiUrl);
  const ended = new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
  const timer = setTimeout(() => process.kill(-(child.pid ?? 0), "SIGKILL"), PATIENCE_MS);
  if (child.stdout === null) throw new Error(`${name} has no output`);
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith("connected")) continue;
    // Not awaited: a bot that ends when it has answered may end before its answer is read.
    void connect(slack, line).mention({ text: "Any news?" });
  }
  const code = await ended;
  clearTimeout(timer);
  const last = slack.messages.at(-1)?.markdown;
  const refused = slack.calls.filter(({ answer }) => answer?.ok === false);
  if (code !== 0 || last !== says || refused.length > 0)
    throw new Error(
      `${name} ended with ${code}, left ${JSON.stringify(last)}, and was refused ${JSON.stringify(refused.map(({ method, answer }) => [method, answer]))}`,
    );
  console.log(`${name}: ${slack.calls.length} calls, ${slack.messages.length} messages, as it should be`);
}

for (const client of CLIENTS) {
  if (client.missing === undefined) await tryClient(client);
  else console.log(`SKIPPED: ${client.name}, because ${client.missing} is not installed`);
}
for (const suite of SUITES) {
  if (suite.missing === undefined) trySuite(suite);
  else console.log(`SKIPPED: ${suite.name}, because ${suite.missing} is not installed`);
}

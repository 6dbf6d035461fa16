import { expect, test } from "vitest";
import { readArguments } from "../../src/cli/arguments.ts";

function problem(...argv: string[]): string {
  const command = readArguments(argv);
  if (command.type !== "problem") throw new Error(`${argv.join(" ")} was taken for ${command.type}`);
  return command.sentence;
}

test("without flags it serves on port 4010 of the loopback interface", () => {
  expect(readArguments([])).toEqual({
    type: "serve",
    serve: {
      port: 4010,
      host: undefined,
      options: {},
      faults: [],
      eventKinds: [],
      seedFile: undefined,
      events: undefined,
    },
  });
});

test("flags become options; a flag wins over a preset that says the same", () => {
  const argv = ["--port", "0", "--preset", "idle-timer", "--preset", "govslack", "--idle", "10s", "--ttl=2m"];
  expect(readArguments([...argv, "--latency", "250ms", "--rate-limits", "0.5"])).toMatchObject({
    serve: {
      port: 0,
      options: { idleMs: 10_000, govSlack: true, ttlMs: 120_000, latencyMs: 250, rateLimits: { scale: 0.5 } },
    },
  });
});

test("a manual clock begins where it is told to, and stands", () => {
  const read = (...argv: string[]) => {
    const command = readArguments(["--clock", "manual", ...argv]);
    return command.type === "serve" ? command.serve.options.clock?.now() : undefined;
  };
  expect(read("--start-time", "2026-01-01T00:00:00Z")).toBe(Date.UTC(2026, 0, 1));
  expect(read("--start-time", "2026-01-01T01:00+01:00")).toBe(Date.UTC(2026, 0, 1));
  expect(read("--start-time", "2026-01-01")).toBe(Date.UTC(2026, 0, 1));
  expect(read()).toBe(1_700_000_000_000);
});

test("--fault reads a method, a name, a value, how often and after how many", () => {
  const argv = ["--fault", "chat.appendStream=slow:2000*3+1", "--fault", "*=msg_too_long"];
  expect(readArguments([...argv, "--fault", "chat.stopStream=reset-after"])).toMatchObject({
    serve: {
      faults: [
        { method: "chat.appendStream", fault: { type: "slow", ms: 2_000 }, times: 3, skip: 1 },
        { method: "*", fault: { type: "error", error: "msg_too_long" }, times: 1, skip: 0 },
        { method: "chat.stopStream", fault: { type: "reset-after" }, times: 1, skip: 0 },
      ],
    },
  });
});

test("events need an address; a secret alone is told apart", () => {
  expect(
    readArguments(["--events-url", "http://localhost:3000/slack", "--signing-secret", "s"]),
  ).toMatchObject({
    serve: { events: { url: "http://localhost:3000/slack", signingSecret: "s" } },
  });
  expect(problem("--signing-secret", "s")).toContain("--signing-secret needs --events-url");
  expect(problem("--events-url", "ftp://x")).toContain("--events-url must be an http or https address");
});

test.each([
  [["--port", "70000"], "--port must be a number from 0 to 65535, got 70000"],
  [["--port"], "Option '--port <value>' argument missing"],
  [["--colour"], "Unknown option '--colour'"],
  [["serve"], "Unexpected argument 'serve'"],
  [["--preset", "slow"], "--preset: unknown preset slow; known are documented,"],
  [["--ttl", "5"], "--ttl must be a time such as 500ms, 30s or 5m, got 5"],
  [["--rate-limits", "-1"], "--rate-limits"],
  [["--clock", "fast"], "--clock must be real or manual, got fast"],
  [["--start-time", "2026-01-01T00:00:00Z"], "--start-time needs --clock manual"],
  [["--clock", "manual", "--start-time", "2026-01-01T00:00"], "--start-time must be a date with its zone"],
  [["--clock", "manual", "--start-time", "2000-01-01"], "--start-time must be a date with its zone"],
  [["--clock", "manual", "--start-time", "2026-13-01"], "--start-time must be a date with its zone"],
  [["--fault", "oops"], "--fault must be METHOD=NAME"],
  [["--fault", "*=slow:soon"], "the value of the fault slow (ms) can't be soon"],
  [["--fault", "*=reset-after:1"], "the fault reset-after must stand alone"],
  [["--fault", "*=Slow"], "unknown fault Slow; did you mean slow?"],
  [["--fault", "*=html*0"], "--fault must meet at least one call"],
])("%j is one sentence", (argv, sentence) => {
  expect(problem(...argv)).toContain(sentence);
  expect(problem(...argv).split("\n")).toHaveLength(1);
});

test.each(["help", "version", "coverage"] as const)("--%s goes before everything else", (type) => {
  expect(readArguments(["--port", "1", `--${type}`])).toEqual({ type });
});

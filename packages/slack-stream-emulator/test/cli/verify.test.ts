import { afterEach, expect, test } from "vitest";
import { readArguments } from "../../src/cli/arguments.ts";
import { createSlackEmulator, type SlackEmulator } from "../../src/index.ts";
import { PROBES } from "../../src/verify/probes.ts";
import { verify } from "../../src/verify/verify.ts";

let slack: SlackEmulator | undefined;
afterEach(() => slack?.close());

async function run(setup: Partial<Parameters<typeof verify>[0]>, environment = {}) {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(...line.split("\n"));
  const broken = await verify(
    { emulator: false, quick: false, only: undefined, ...setup },
    { environment, print },
  );
  return { broken, lines, last: lines.at(-1) ?? "" };
}

test("against the emulator every contract holds and every probe sees what is assumed", async () => {
  const { broken, lines, last } = await run({ emulator: true });
  expect(broken).toBe(0);
  expect(lines.filter((line) => line.startsWith("differs"))).toEqual([]);
  expect(last).toMatch(/^\d{2,} as in the emulator, 0 differ, 0 left out$/);
  expect(lines).toContain("Everything that was posted is deleted.");
});

test("there is a probe for each fact from S180 to S188", () => {
  const facts = new Set(PROBES.map(({ fact }) => fact));
  expect([...facts].sort()).toEqual(["S180", "S181", "S182", "S183", "S184", "S185", "S186", "S187", "S188"]);
});

test("over HTTP a different Slack is reported, and all messages are deleted", async () => {
  slack = createSlackEmulator({ blankText: "no_text", size: { limit: 11_000 }, rateLimits: "documented" });
  const { apiUrl } = await slack.listen();
  const environment = {
    SLACK_VERIFY_TOKEN: slack.token,
    SLACK_VERIFY_CHANNEL: "C0000000001",
    SLACK_VERIFY_API_URL: apiUrl,
  };
  const blank = await run({ only: "S183", quick: true }, environment);
  expect(blank.lines.filter((line) => line.startsWith("differs"))).toEqual([
    "differs  S183  How are empty and blank texts answered, and is white space kept?",
  ]);
  expect(blank.lines.join("\n")).toContain('" ": start no_text');
  expect(slack.messages.filter(({ state }) => state !== "deleted")).toEqual([]);

  slack.failNext("chat.stopStream", "message_not_found");
  const broken = await run({ only: "a stop answers channel and ts", quick: true }, environment);
  expect(broken.broken).toBe(1);
  expect(broken.lines.join("\n")).toContain("seen:     message_not_found, false");
});

test("checks that a live Slack can't run, or not in time, are left out and reported", async () => {
  slack = createSlackEmulator();
  const { apiUrl } = await slack.listen();
  const environment = {
    SLACK_VERIFY_TOKEN: slack.token,
    SLACK_VERIFY_CHANNEL: "C0000000001",
    SLACK_VERIFY_API_URL: apiUrl,
  };
  const { lines } = await run({ only: "S182", quick: true }, environment);
  expect(lines).toContain("         somebody has to press stop");
  const idle = await run({ only: "S180", quick: true }, environment);
  expect(idle.lines).toContain("         takes 250 s");
});

test("a missing environment variable is named", async () => {
  await expect(run({})).rejects.toThrow("verify needs SLACK_VERIFY_TOKEN and SLACK_VERIFY_CHANNEL");
  await expect(run({}, { SLACK_VERIFY_TOKEN: "x" })).rejects.toThrow("verify needs SLACK_VERIFY_CHANNEL:");
});

test("flags of verify are read, mistyped ones are one sentence", () => {
  expect(readArguments(["verify", "--quick", "--only", "S183"])).toEqual({
    type: "verify",
    verify: { emulator: false, quick: true, only: "S183" },
  });
  expect(readArguments(["verify", "--fast"])).toMatchObject({
    type: "problem",
    sentence: expect.stringContaining("Unknown option '--fast'"),
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createSlackEmulator } from "../../src/index.ts";
import { createBench } from "./contract.ts";
import { CONTRACTS } from "./contracts/all.ts";
import { NOT_HELD } from "./not-held.ts";
import { createLive } from "./slack-under-test.ts";

const FACTS = readFileSync(join(import.meta.dirname, "../../../../docs/slack-facts.md"), "utf8");

test("every fact is a contract, or it is said why not, and never both", () => {
  const facts = [...FACTS.matchAll(/^\| (S\d+) \|/gm)].map(([, fact]) => String(fact));
  const held = new Set(CONTRACTS.flatMap((contract) => contract.facts));
  expect(facts.length).toBeGreaterThan(150);
  expect(facts.filter((fact) => !held.has(fact) && !NOT_HELD.includes(fact))).toEqual([]);
  expect(NOT_HELD.filter((fact) => held.has(fact) || !facts.includes(fact))).toEqual([]);
  expect([...held].filter((fact) => !facts.includes(fact))).toEqual([]);
});

const slack = createSlackEmulator();
afterAll(() => slack.close());

// The way to a live Slack, led to the emulator: over HTTP, in real time, and without a hand that presses stop.
test.each(CONTRACTS.filter(({ waitsMs, needsPerson }) => waitsMs === undefined && needsPerson !== true))(
  "over HTTP, as on a live Slack: $name",
  async ({ expected, run }) => {
    const { apiUrl } = await slack.listen();
    const live = createLive({
      SLACK_FIDELITY_TOKEN: slack.token,
      SLACK_FIDELITY_CHANNEL: "C0000000001",
      SLACK_FIDELITY_USER_ID: "U0000000001",
      SLACK_FIDELITY_TEAM_ID: "T0000000001",
      SLACK_FIDELITY_API_URL: apiUrl,
    });
    if (live === undefined) throw new Error("a token makes a live Slack");
    expect([expected].flat()).toContain(await run(createBench(live)));
  },
);

test("a token without the rest is told of, no token is no live Slack", () => {
  expect(() => createLive({ SLACK_FIDELITY_TOKEN: "x", SLACK_FIDELITY_CHANNEL: "C1" })).toThrow(
    "SLACK_FIDELITY_TOKEN is set, but not SLACK_FIDELITY_USER_ID, SLACK_FIDELITY_TEAM_ID",
  );
  expect(createLive({})).toBeUndefined();
});

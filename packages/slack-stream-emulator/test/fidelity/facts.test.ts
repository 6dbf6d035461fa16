import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createSlackEmulator } from "../../src/index.ts";
import { createBench } from "../../src/verify/contract.ts";
import { CONTRACTS } from "../../src/verify/contracts/all.ts";
import { createLive } from "../../src/verify/slack-under-test.ts";
import { NOT_HELD } from "./not-held.ts";

const FACTS = readFileSync(join(import.meta.dirname, "../../../../docs/slack-facts.md"), "utf8");

test("every fact is a contract, or has a reason why not, and never both", () => {
  const facts = [...FACTS.matchAll(/^\| (S\d+) \|/gm)].map(([, fact]) => String(fact));
  const held = new Set(CONTRACTS.flatMap((contract) => contract.facts));
  expect(facts.length).toBeGreaterThan(150);
  expect(facts.filter((fact) => !held.has(fact) && !NOT_HELD.includes(fact))).toEqual([]);
  expect(NOT_HELD.filter((fact) => held.has(fact) || !facts.includes(fact))).toEqual([]);
  expect([...held].filter((fact) => !facts.includes(fact))).toEqual([]);
});

const slack = createSlackEmulator();
afterAll(() => slack.close());

// The connection for a live Slack, to the emulator: over HTTP, in real time, and without a person who presses stop.
test.each(CONTRACTS.filter(({ waitsMs, needsPerson }) => waitsMs === undefined && needsPerson !== true))(
  "over HTTP, as on a live Slack: $name",
  async ({ expected, run }) => {
    const { apiUrl } = await slack.listen();
    const live = await createLive({
      token: slack.token,
      channel: "C0000000001",
      userId: undefined,
      apiUrl,
    });
    expect([expected].flat()).toContain(await run(createBench(live)));
  },
);

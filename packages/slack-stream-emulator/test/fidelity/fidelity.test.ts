import { expect, test } from "vitest";
import { type Contract, createBench } from "./contract.ts";
import { CONTRACTS } from "./contracts/all.ts";
import { createEmulated, createLive, type SlackUnderTest } from "./slack-under-test.ts";

async function hold(contract: Contract, slack: SlackUnderTest): Promise<void> {
  const seen = await contract.run(createBench(slack));
  const allowed = [contract.expected].flat();
  // A plain equality tells more than a list does, where there is one answer only.
  if (allowed.length === 1) expect(seen).toBe(allowed[0]);
  else expect(allowed).toContain(seen);
}

test.each(CONTRACTS)("emulator: $name ($facts)", (contract) => hold(contract, createEmulated()));

const live = createLive(process.env);
if (live !== undefined) {
  const tried = CONTRACTS.filter(({ needsPerson }) => needsPerson !== true);
  // Rate limits make a start wait for three seconds on the average (S83).
  const patienceMs = 120_000;
  for (const contract of tried)
    test(
      `live: ${contract.name} (${contract.facts.join(", ")})`,
      { timeout: (contract.waitsMs ?? 0) + patienceMs },
      () => hold(contract, live),
    );
}

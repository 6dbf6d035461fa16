import { expect, test } from "vitest";
import { type Contract, createBench } from "../../src/verify/contract.ts";
import { CONTRACTS } from "../../src/verify/contracts/all.ts";
import { createEmulated, type SlackUnderTest } from "../../src/verify/slack-under-test.ts";

async function hold(contract: Contract, slack: SlackUnderTest): Promise<void> {
  const seen = await contract.run(createBench(slack));
  const allowed = [contract.expected].flat();
  // If there is only one expected result, a plain equality has a better error message than a list.
  if (allowed.length === 1) expect(seen).toBe(allowed[0]);
  else expect(allowed).toContain(seen);
}

test.each(CONTRACTS)("emulator: $name ($facts)", (contract) => hold(contract, createEmulated()));

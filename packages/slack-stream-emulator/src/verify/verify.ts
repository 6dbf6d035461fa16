import { type Contract, type ContractTools, createBench } from "./contract.ts";
import { CONTRACTS } from "./contracts/all.ts";
import { PROBES, type Probe } from "./probes.ts";
import { createEmulated, createLive, type SlackUnderTest } from "./slack-under-test.ts";

export interface VerifySetup {
  /** Tries a local emulator, whose time is moved on. @default a live Slack, by the environment */
  readonly emulator: boolean;
  /** Leaves out checks that wait for minutes. */
  readonly quick: boolean;
  /** Runs only checks with this text in their name or facts. */
  readonly only: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The result of one probe or contract. */
interface Finding {
  readonly name: string;
  readonly facts: string;
  readonly outcome: "same" | "differs" | "left out";
  readonly words: string;
}

/**
 * Runs the probes and then the contracts. Prints differences from the emulator, and deletes its messages. Resolves with the
 * number of contracts that do not hold. If the environment is incomplete, it rejects with an `Error` that names the missing
 * part.
 */
export async function verify(
  { emulator, quick, only }: VerifySetup,
  { environment, print }: { environment: Environment; print: (line: string) => void },
): Promise<number> {
  const slack = emulator ? createEmulated() : await createLive(readEnvironment(environment));
  const isWanted = (text: string) => only === undefined || text.toLowerCase().includes(only.toLowerCase());
  const counts = { same: 0, differs: 0, "left out": 0 };
  let broken = 0;

  function tell({ name, facts, outcome, words }: Finding): void {
    counts[outcome] += 1;
    print(`${outcome.padEnd(8)} ${facts}  ${name}${words === "" ? "" : `\n         ${words}`}`);
  }

  async function tryOne(one: Trial): Promise<void> {
    const { facts, name, judge, run } = one;
    if (!isWanted(`${facts} ${name}`)) return;
    const reason = toObstacle(one, { slack, quick });
    if (reason !== undefined) return tell({ name, facts, outcome: "left out", words: reason });
    tell({ name, facts, ...(await judge(await attempt(() => run(createBench(slack))))) });
  }

  try {
    print("What nobody knows yet:");
    for (const probe of PROBES) await tryOne(toProbeTrial(probe));
    print("\nWhat is held for known:");
    for (const contract of CONTRACTS) {
      await tryOne(toContractTrial(contract, () => (broken += 1)));
    }
  } finally {
    const left = await slack.cleanUp();
    print(
      left === 0 ? "\nEverything that was posted is deleted." : `\n${left} messages could not be deleted.`,
    );
  }
  print(`${counts.same} as in the emulator, ${counts.differs} differ, ${counts["left out"]} left out`);
  return broken;
}

/** A probe or a contract, as something to be tried. */
interface Trial {
  readonly name: string;
  readonly facts: string;
  readonly waitsMs?: number | undefined;
  readonly needsPerson?: boolean | undefined;
  run(bench: ContractTools): Promise<string>;
  judge(seen: string): Promise<Pick<Finding, "outcome" | "words">>;
}

/** The right answer is not known, so a new emulator gives the assumed one. */
function toProbeTrial(probe: Probe): Trial {
  return {
    ...probe,
    name: probe.question,
    facts: probe.fact,
    async judge(seen) {
      const assumed = await attempt(() => probe.run(createBench(createEmulated())));
      return seen === assumed
        ? { outcome: "same", words: seen }
        : { outcome: "differs", words: `seen:    ${seen}\n         assumed: ${assumed}` };
    },
  };
}

function toContractTrial(contract: Contract, onBroken: () => void): Trial {
  return {
    ...contract,
    facts: contract.facts.join(", "),
    async judge(seen) {
      const allowed = [contract.expected].flat();
      if (allowed.includes(seen)) return { outcome: "same", words: "" };
      onBroken();
      return {
        outcome: "differs",
        words: `seen:     ${seen}\n         expected: ${allowed.join(" or ")}`,
      };
    },
  };
}

function toObstacle(
  { waitsMs = 0, needsPerson = false }: Pick<Trial, "waitsMs" | "needsPerson">,
  { slack, quick }: { slack: SlackUnderTest; quick: boolean },
): string | undefined {
  if (needsPerson && slack.pressStop === undefined) return "somebody has to press stop";
  return quick && waitsMs > 0 ? `takes ${Math.round(waitsMs / 1_000)} s` : undefined;
}

/** An error of a check is a result too. */
async function attempt(run: () => Promise<string>): Promise<string> {
  try {
    return await run();
  } catch (error) {
    return `broke off: ${error instanceof Error ? error.message : String(error)}`;
  }
}

const NEEDED = ["TOKEN", "CHANNEL"] as const;

function readEnvironment(environment: Environment) {
  const read = (name: string) => environment[`SLACK_VERIFY_${name}`] ?? "";
  const missing = NEEDED.filter((name) => read(name) === "").map((name) => `SLACK_VERIFY_${name}`);
  if (missing.length > 0)
    throw new Error(
      `verify needs ${missing.join(" and ")}: a bot token with chat:write, channels:history, channels:read and users:read, and a channel that the bot is in; --emulator tries a local Slack`,
    );
  return {
    token: read("TOKEN"),
    channel: read("CHANNEL"),
    userId: read("USER_ID") || undefined,
    apiUrl: (read("API_URL") || "https://slack.com/api/").replace(/\/*$/, "/"),
  };
}

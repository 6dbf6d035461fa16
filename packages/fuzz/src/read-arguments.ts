import { parseArgs } from "node:util";
import type { Violation } from "./oracle/run-record.ts";
import { type SabotageName, saboteurs } from "./sabotage/saboteurs.ts";
import { type ScopeName, scopes } from "./schedule/schedule-arbitrary.ts";

/** The command's task. */
export type Order =
  | { readonly type: "help" }
  | { readonly type: "compare peers"; readonly runs: number; readonly seed: number }
  | HuntOrder;

export interface HuntOrder {
  readonly type: "hunt";
  readonly runs: number;
  /** The seed of the first run. Each further run has the next seed. */
  readonly seed: number;
  readonly scope: ScopeName;
  /** The part of the library that is broken on purpose. Undefined breaks nothing. */
  readonly sabotage: SabotageName | undefined;
  /** Only these promises are checked. Undefined checks all. */
  readonly promises: ReadonlySet<string> | undefined;
  /** Time for shrinking one find, ms. */
  readonly shrinkMs: number;
  /** How many kinds of finds are shown in full. */
  readonly most: number;
}

export const help = `pnpm fuzz [options]           streams by random schedules of faults and judges each run
pnpm fuzz --peers [options]   lets other streamers play the schedules of scope common too, and counts who survives

  --runs <number>      runs (1000)
  --seed <number>      seed of the first run; each further one has the next (the time of day)
  --scope <name>       ${Object.keys(scopes).join(", ")} (all)
  --sabotage <name>    break the library on purpose: ${Object.keys(saboteurs).join(", ")}
  --promises <names>   judge only these, such as P1,P4
  --shrink <seconds>   time for making one find small (20)
  --most <number>      kinds of finds that are shown whole (8)
  --help               this text

The exit code is 0 when every promise held, and 1 when one was broken or an option is wrong.`;

/** Reads the task from the words of a command line. Throws a TypeError or RangeError that names the wrong word. */
export function readArguments(words: readonly string[], defaultSeed: number): Order {
  const { values } = parseArgs({ args: [...words], options, strict: true });
  if (values.help) return { type: "help" };
  const runs = readNumber("runs", values.runs, { default: 1_000, min: 1 });
  const seed = readNumber("seed", values.seed, { default: defaultSeed, min: 0 });
  if (values.peers) {
    const misplaced = (["scope", "sabotage", "promises", "shrink", "most"] as const).find(
      (name) => values[name] !== undefined,
    );
    if (misplaced !== undefined)
      throw new TypeError(
        `--${misplaced} does not go with --peers, which plays scope common and counts who survives`,
      );
    return { type: "compare peers", runs, seed };
  }
  return {
    type: "hunt",
    runs,
    seed,
    scope: readName("scope", values.scope ?? "all", scopes),
    sabotage: values.sabotage === undefined ? undefined : readName("sabotage", values.sabotage, saboteurs),
    promises: readPromises(values.promises),
    shrinkMs: readNumber("shrink", values.shrink, { default: 20, min: 0 }) * 1_000,
    most: readNumber("most", values.most, { default: 8, min: 0 }),
  };
}

const options = {
  runs: { type: "string" },
  seed: { type: "string" },
  scope: { type: "string" },
  sabotage: { type: "string" },
  shrink: { type: "string" },
  promises: { type: "string" },
  most: { type: "string" },
  peers: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** fast-check takes seeds of 32 bits. */
const most = 2_147_483_647;

function readNumber(
  name: string,
  word: string | undefined,
  { default: fallback, min }: { readonly default: number; readonly min: number },
): number {
  if (word === undefined) return fallback;
  const value = Number(word);
  if (!/^\d+$/.test(word) || value < min || value > most)
    throw new RangeError(
      `--${name} must be a whole number from ${min} to ${most}, got ${JSON.stringify(word)}`,
    );
  return value;
}

function readName<Name extends string>(
  option: string,
  word: string,
  named: Readonly<Record<Name, unknown>>,
): Name {
  const names = Object.keys(named) as Name[];
  const found = names.find((name) => name === word);
  if (found === undefined)
    throw new RangeError(`--${option} must be one of ${names.join(", ")}, got ${JSON.stringify(word)}`);
  return found;
}

const promiseNames: readonly Violation["promise"][] = [
  "P1",
  "P2",
  "P3",
  "P4",
  "P5",
  "receipt",
  "outcome",
  "transport",
];

function readPromises(words: string | undefined): ReadonlySet<string> | undefined {
  if (words === undefined || words === "all") return undefined;
  const chosen = words.split(",").map((word) => word.trim());
  const unknown = chosen.find((word) => !promiseNames.some((name) => name === word));
  if (unknown !== undefined)
    throw new RangeError(
      `--promises must be of ${promiseNames.join(", ")}, separated by commas, got ${JSON.stringify(unknown)}`,
    );
  return new Set(chosen);
}

import { expect, test } from "vitest";
import { readArguments } from "../src/read-arguments.ts";
import { scopes } from "../src/schedule/schedule-arbitrary.ts";

const scopeNames = Object.keys(scopes).join(", ");

test("readArguments() hunts in all schedules by default", () => {
  expect(readArguments([], 5)).toEqual({
    type: "hunt",
    runs: 1_000,
    seed: 5,
    scope: "all",
    sabotage: undefined,
    promises: undefined,
    shrinkMs: 20_000,
    most: 8,
  });
});

test("readArguments() reads each option", () => {
  const words = [
    ..."--runs 3 --seed 0 --scope cards --promises P1,P4 --shrink 0 --most 2".split(" "),
    "--sabotage",
    "never repairs",
  ];
  expect(readArguments(words, 5)).toEqual({
    type: "hunt",
    runs: 3,
    seed: 0,
    scope: "cards",
    sabotage: "never repairs",
    promises: new Set(["P1", "P4"]),
    shrinkMs: 0,
    most: 2,
  });
  expect(readArguments(["--peers", "--runs", "7"], 5)).toEqual({ type: "compare peers", runs: 7, seed: 5 });
  expect(readArguments(["--help"], 5)).toEqual({ type: "help" });
});

test.each(Object.keys(scopes))("readArguments() takes the scope %s", (scope) => {
  expect(readArguments(["--scope", scope], 5)).toMatchObject({ scope });
});

test.each([
  ["--runs many", '--runs must be a whole number from 1 to 2147483647, got "many"'],
  ["--runs 0", '--runs must be a whole number from 1 to 2147483647, got "0"'],
  ["--runs 1e3", '--runs must be a whole number from 1 to 2147483647, got "1e3"'],
  ["--seed 1.5", '--seed must be a whole number from 0 to 2147483647, got "1.5"'],
  ["--seed 3000000000", '--seed must be a whole number from 0 to 2147483647, got "3000000000"'],
  ["--scope wild", `--scope must be one of ${scopeNames}, got "wild"`],
  ["--scope toString", `--scope must be one of ${scopeNames}, got "toString"`],
  ["--sabotage wild", "--sabotage must be one of retries an append, flushes after a stop by the user, "],
  [
    "--promises P1,P9",
    '--promises must be of P1, P2, P3, P4, P5, receipt, outcome, transport, separated by commas, got "P9"',
  ],
  [
    "--peers --scope odd",
    "--scope does not go with --peers, which plays scope common and counts who survives",
  ],
  ["--rnus 3", "Unknown option '--rnus'"],
  ["1000", "Unexpected argument '1000'"],
])("readArguments() refuses %s and says why", (words, message) => {
  expect(() => readArguments(words.split(" "), 5)).toThrow(message);
});

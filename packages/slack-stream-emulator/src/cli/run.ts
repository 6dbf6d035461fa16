import { readFile } from "node:fs/promises";
import { COVERAGE, type MethodCoverage } from "../coverage.ts";
import { EVENT_COVERAGE, type EventCoverage } from "../events/event-coverage.ts";
import type { Command } from "./arguments.ts";
import { toHelp } from "./flags.ts";
import { serve } from "./serve.ts";
import { UsageError } from "./usage-error.ts";
import { runVerify } from "./verify.ts";

/** Runs the command, and returns the exit code. */
export async function runCommand(command: Command): Promise<number> {
  switch (command.type) {
    case "help":
      console.log(toHelp());
      return 0;
    case "version":
      console.log(await readVersion());
      return 0;
    case "coverage":
      console.log(toCoverageText());
      return 0;
    case "problem":
      return fail(command.sentence);
    case "verify":
      try {
        return await runVerify(command.verify);
      } catch (error) {
        return fail(error instanceof Error ? error.message : String(error));
      }
    case "serve":
      try {
        await serve(command.serve);
        return 0;
      } catch (error) {
        // The emulator itself throws a `RangeError` for a wrong number in the options.
        if (error instanceof UsageError || error instanceof RangeError) return fail(error.message);
        throw error;
      }
  }
}

/** The usual exit code of shells for wrong usage. */
const WRONG_USE = 2;

function fail(sentence: string): number {
  console.error(`slack-stream-emulator: ${sentence.replace(/[.\s]*$/, "")}.`);
  return WRONG_USE;
}

/** Reads the version from the package's manifest, which is one folder above the built file and two above this file. */
async function readVersion(): Promise<string> {
  for (const path of ["../package.json", "../../package.json"]) {
    const text = await readFile(new URL(path, import.meta.url), "utf8").catch(() => undefined);
    if (text !== undefined) return String((JSON.parse(text) as { version: unknown }).version);
  }
  return "unknown";
}

/** The coverage of each method and event as readable text. */
function toCoverageText(): string {
  const methods = COVERAGE.map(toMethodText);
  const events = EVENT_COVERAGE.map(toEventText);
  return [...methods, ...events, "Facts (S1, S2, …) are numbered in docs/slack-facts.md."].join("\n\n");
}

function toMethodText({ method, status, errors, facts, disputed, notes }: MethodCoverage): string {
  return [
    `${method} (${status})`,
    toLine("refuses", errors),
    toLine("facts", facts),
    toLine("disputed", disputed),
    ...(notes === undefined ? [] : [`  but: ${notes}`]),
  ]
    .filter((line) => line !== "")
    .join("\n");
}

function toEventText({ event, sentBy, facts, notes }: EventCoverage): string {
  return [
    `${event} (connectBot: ${sentBy})`,
    toLine("facts", facts),
    ...(notes === undefined ? [] : [`  but: ${notes}`]),
  ].join("\n");
}

function toLine(label: string, words: readonly string[]): string {
  return words.length === 0 ? "" : `  ${label}: ${words.join(", ")}`;
}

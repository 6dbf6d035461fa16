import { readFile } from "node:fs/promises";
import { reportPath } from "./run-target.ts";
import { library, type Target } from "./targets.ts";

/** What became of the mutants of one file. */
export interface FileResult {
  /** Relative to the library's package. */
  readonly file: string;
  readonly mutants: readonly Mutant[];
}

export interface Mutant {
  readonly fate: Fate;
  readonly line: number;
  /** The source line that the mutant begins in, without its indentation. */
  readonly lineText: string;
  readonly was: string;
  readonly becomes: string;
}

/** `invalid`: Stryker could not try it. A test that never ends has noticed the mutant as well. */
export type Fate = "killed" | "timed out" | "survived" | "not covered" | "invalid";

/** The part of Stryker's JSON report that is looked at. */
interface Report {
  readonly files: Readonly<
    Record<string, { readonly source: string; readonly mutants: readonly ReportedMutant[] }>
  >;
}

interface ReportedMutant {
  readonly status: string;
  readonly replacement?: string | undefined;
  readonly location: { readonly start: Place; readonly end: Place };
}

interface Place {
  readonly line: number;
  readonly column: number;
}

/** The last report of a target, in the order of its files. */
export async function readReport(target: Target): Promise<readonly FileResult[]> {
  const report: Report = JSON.parse(await readFile(reportPath(target), "utf8"));
  return target.files.map((file) => {
    const reported = report.files[`${library}/${file}`];
    if (reported === undefined) throw new RangeError(`the report of ${target.name} has nothing on ${file}`);
    const lines = reported.source.split("\n");
    return { file, mutants: reported.mutants.map((mutant) => toMutant(mutant, lines)) };
  });
}

const fates: Readonly<Record<string, Fate>> = {
  Killed: "killed",
  Timeout: "timed out",
  Survived: "survived",
  NoCoverage: "not covered",
};

function toMutant({ status, replacement, location }: ReportedMutant, lines: readonly string[]): Mutant {
  const { line } = location.start;
  return {
    fate: fates[status] ?? "invalid",
    line,
    lineText: (lines[line - 1] ?? "").trim(),
    was: toOneLine(textBetween(lines, location.start, location.end)),
    becomes: toOneLine(replacement ?? ""),
  };
}

/** Stryker counts lines and columns from 1. */
function textBetween(lines: readonly string[], start: Place, end: Place): string {
  const within = lines.slice(start.line - 1, end.line);
  const last = within.length - 1;
  return within
    .map((text, index) => (index === last ? text.slice(0, end.column - 1) : text))
    .map((text, index) => (index === 0 ? text.slice(start.column - 1) : text))
    .join("\n");
}

function toOneLine(code: string): string {
  return code.replace(/\s+/g, " ").trim();
}

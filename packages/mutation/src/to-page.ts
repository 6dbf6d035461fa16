import { explanationOf } from "./explanation-of.ts";
import type { Fate, FileResult, Mutant } from "./read-report.ts";
import type { Target } from "./targets.ts";

export interface TargetResult {
  readonly target: Target;
  readonly files: readonly FileResult[];
}

const start = "<!-- results: written by `pnpm mutate --page` -->";
const end = "<!-- end of results -->";

/** Puts the results between their marks in the page. */
export function replaceResults(page: string, results: string): string {
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new RangeError(`the page must hold ${start} and ${end}, in this order`);
  return `${page.slice(0, from + start.length)}\n\n${results}\n\n${page.slice(to)}`;
}

/** The scores, and each survivor with its reason. */
export function toPage(results: readonly TargetResult[]): string {
  const rows = results.flatMap(({ target, files }) => [
    ...files.map(({ file, mutants }) => toRow(`\`${file}\``, mutants)),
    toRow(
      `**${target.name}**`,
      files.flatMap(({ mutants }) => mutants),
    ),
  ]);
  const survivors = results.flatMap(({ files }) => files).map(toSurvivors);
  return [
    [
      "| file | mutants | killed | timed out | survived | not covered | score |",
      "|---|--:|--:|--:|--:|--:|--:|",
      ...rows,
    ].join("\n"),
    "## What survived",
    ...survivors.filter((text) => text !== ""),
  ].join("\n\n");
}

function toRow(name: string, all: readonly Mutant[]): string {
  const mutants = all.filter(({ fate }) => fate !== "invalid");
  const count = (fate: Fate) => mutants.filter((mutant) => mutant.fate === fate).length;
  const noticed = count("killed") + count("timed out");
  const score = mutants.length === 0 ? "–" : `${((100 * noticed) / mutants.length).toFixed(1)} %`;
  const counts = [
    mutants.length,
    ...(["killed", "timed out", "survived", "not covered"] as const).map(count),
  ];
  return `| ${[name, ...counts, score].join(" | ")} |`;
}

function toSurvivors({ file, mutants }: FileResult): string {
  const byReason = new Map<string, Mutant[]>();
  for (const mutant of mutants.filter(({ fate }) => fate === "survived" || fate === "not covered")) {
    const reason = explanationOf(file, mutant) ?? "**Open: nothing in this target notices.**";
    byReason.set(reason, [...(byReason.get(reason) ?? []), mutant]);
  }
  if (byReason.size === 0) return "";
  const items = [...byReason].map(([reason, some]) => `- ${reason}\n${some.map(toLine).join("\n")}`);
  return `### \`${file}\`\n\n${items.join("\n")}`;
}

function toLine({ line, was, becomes }: Mutant): string {
  return `  - line ${line}: ${toCode(was)} → ${toCode(becomes)}`;
}

/** Code that may hold ticks itself. */
function toCode(code: string): string {
  const short = code.length > 80 ? `${code.slice(0, 79)}…` : code;
  return short.includes("`") ? `\`\` ${short} \`\`` : `\`${short}\``;
}

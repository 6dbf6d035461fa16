import { COVERAGE, type MethodCoverage } from "../coverage.ts";

/** The manifest, method by method, as a person reads it. */
export function toCoverageText(): string {
  const methods = COVERAGE.map(toMethodText);
  return [...methods, "Facts (S1, S2, …) are numbered in docs/slack-facts.md."].join("\n\n");
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

function toLine(label: string, words: readonly string[]): string {
  return words.length === 0 ? "" : `  ${label}: ${words.join(", ")}`;
}

import { COVERAGE, type MethodCoverage } from "../coverage.ts";
import { EVENT_COVERAGE, type EventCoverage } from "../events/event-coverage.ts";

/** The manifest, method by method and event by event, as a person reads it. */
export function toCoverageText(): string {
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

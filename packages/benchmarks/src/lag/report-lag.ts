import type { Contestant } from "../contestants/contestant.ts";
import { everybody, ours } from "../contestants/everybody.ts";
import { createOurs } from "../contestants/ours.ts";
import { toMarkdown, toProse } from "../contestants/text.ts";
import { type Report, type Table, toFigure } from "../report/report.ts";
import { toVerdict } from "../report/verdict.ts";
import { type LagResult, measureLag } from "./measure-lag.ts";

const roundTripMs = 60;
const everyMs = 20;
const texts = {
  "one paragraph, 1,060 characters": toProse(1_060),
  "a page of Markdown, 6,000 characters": toMarkdown(6_000),
};

/** As it comes: a status first, and the first text of a message when a push has something to show. */
export const byDefault = createOurs(
  { status: undefined, firstTextMs: undefined },
  "slack-stream-adapter, by default",
);
/** How long the first text waits at most, by default. */
const firstTextMs = 600;

export async function reportLag(): Promise<Report> {
  const tables: Table[] = [];
  const verdicts: string[] = [];
  for (const [name, tokens] of Object.entries(texts)) {
    const measure = (one: Contestant) => measureLag(one, { tokens, everyMs, roundTripMs });
    const results: LagResult[] = [];
    for (const contestant of [byDefault, ...everybody]) results.push(await measure(contestant));
    tables.push(toTable(name, results));
    const bounds = [
      [ours, 0],
      [byDefault, firstTextMs],
    ] as const;
    for (const [{ name: contestant }, mostMs] of bounds) {
      const own = results.find((one) => one.contestant === contestant);
      if (own !== undefined)
        verdicts.push(
          ...toVerdicts(`${contestant}, ${name}`, own, { spokenMs: tokens.length * everyMs, mostMs }),
        );
    }
  }
  return {
    title: "First paint, lag and calls",
    method: [
      `Tokens of 4 characters, ${1_000 / everyMs} a second; ${roundTripMs} ms to each answer of Slack, no rate limits.`,
      "Real clients on the emulator, by one clock that stands still while somebody works: the same in every run.",
      ...verdicts,
    ],
    tables,
  };
}

function toTable(name: string, results: readonly LagResult[]): Table {
  return [
    [name, "first paint, ms", "lag p50, ms", "lag p95, ms", "calls", "closed after the last token, ms"],
    ...results.map((one) => [
      one.contestant,
      toFigure(one.firstPaintMs),
      toFigure(one.p50Ms),
      toFigure(one.p95Ms),
      toFigure(one.calls),
      toFigure(one.closedMs),
    ]),
  ];
}

/** The interval is half a second at first and a second once the answer has settled. */
function toVerdicts(
  name: string,
  own: LagResult,
  { spokenMs, mostMs }: { readonly spokenMs: number; readonly mostMs: number },
): readonly string[] {
  const intervalMs = spokenMs > 5_000 ? 1_000 : 500;
  return [
    toVerdict(`first paint in ms, ${name}`, { value: own.firstPaintMs, most: mostMs }),
    toVerdict(`lag p95 in ms, ${name}`, {
      value: own.p95Ms,
      most: roundTripMs + Math.max(intervalMs, mostMs),
    }),
    toVerdict(`closed after the last token in ms, ${name}`, { value: own.closedMs, most: 2 * roundTripMs }),
  ];
}

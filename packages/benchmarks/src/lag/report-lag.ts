import { everybody, ours } from "../contestants/everybody.ts";
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

export async function reportLag(): Promise<Report> {
  const tables: Table[] = [];
  const verdicts: string[] = [];
  for (const [name, tokens] of Object.entries(texts)) {
    const results: LagResult[] = [];
    for (const contestant of everybody)
      results.push(await measureLag(contestant, { tokens, everyMs, roundTripMs }));
    tables.push(toTable(name, results));
    const own = results.find((one) => one.contestant === ours.name);
    if (own !== undefined) verdicts.push(...toVerdicts(name, own, tokens.length * everyMs));
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
function toVerdicts(name: string, own: LagResult, spokenMs: number): readonly string[] {
  const intervalMs = spokenMs > 5_000 ? 1_000 : 500;
  return [
    toVerdict(`first paint in ms, ${name}`, { value: own.firstPaintMs, most: 0 }),
    toVerdict(`lag p95 in ms, ${name}`, { value: own.p95Ms, most: roundTripMs + intervalMs }),
    toVerdict(`closed after the last token in ms, ${name}`, { value: own.closedMs, most: 2 * roundTripMs }),
  ];
}

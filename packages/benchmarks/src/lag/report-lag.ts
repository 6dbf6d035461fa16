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
  "one paragraph, 1,060 characters, 5 s": toProse(1_060),
  "prose, 1,600 characters, 8 s": toProse(1_600),
  "a page of Markdown, 6,000 characters, 30 s": toMarkdown(6_000),
  "prose, 12,000 characters, a minute": toProse(12_000),
};

/**
 * The library with its defaults: first a status, and the first text of a message when it is long enough for a push
 * notification.
 */
export const byDefault = createOurs(
  { status: undefined, firstTextMs: undefined },
  "slack-stream-adapter, by default",
);
/** The longest wait of the first text, by default. */
const firstTextMs = 600;
/** An answer of up to 8 s, and a longer one. */
const lagMs = { short: 330, long: 650 };
const mostAppends = 100;

export async function reportLag(): Promise<Report> {
  const tables: Table[] = [];
  const verdicts: string[] = [];
  for (const [name, tokens] of Object.entries(texts)) {
    const measure = (one: Contestant) => measureLag(one, { tokens, everyMs, roundTripMs });
    const results: LagResult[] = [];
    for (const contestant of [byDefault, ...everybody]) results.push(await measure(contestant));
    tables.push(toTable(name, results));
    for (const one of results) verdicts.push(...toVerdicts(name, one, tokens.length * everyMs));
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
    [
      name,
      "first paint, ms",
      "lag p50, ms",
      "lag p95, ms",
      "calls",
      "appends in a minute",
      "closed after the last token, ms",
    ],
    ...results.map((one) => [
      one.contestant,
      toFigure(one.firstPaintMs),
      toFigure(one.p50Ms),
      toFigure(one.p95Ms),
      toFigure(one.calls),
      toFigure(one.mostAppendsAMinute),
      toFigure(one.closedMs),
    ]),
  ];
}

function toVerdicts(name: string, own: LagResult, spokenMs: number): readonly string[] {
  const { contestant, closedMs, firstPaintMs, mostAppendsAMinute, p95Ms } = own;
  if (contestant !== ours.name && contestant !== byDefault.name) return [];
  const waitsMs = contestant === ours.name ? 0 : firstTextMs;
  const lagVerdict = toVerdict(`lag p95 in ms, ${contestant}, ${name}`, {
    value: p95Ms,
    most: spokenMs > 8_000 ? lagMs.long : lagMs.short,
  });
  return [
    toVerdict(`first paint in ms, ${contestant}, ${name}`, { value: firstPaintMs, most: waitsMs }),
    // With defaults the first text comes later, because it waits for a push notification.
    ...(contestant === ours.name ? [lagVerdict] : []),
    toVerdict(`closed after the last token in ms, ${contestant}, ${name}`, {
      value: closedMs,
      most: 2 * roundTripMs,
    }),
    toVerdict(`appends in any minute, ${contestant}, ${name}`, {
      value: mostAppendsAMinute,
      most: mostAppends,
    }),
  ];
}

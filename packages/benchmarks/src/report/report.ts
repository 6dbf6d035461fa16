import { markdownTable } from "markdown-table";

/** The report of a benchmark, ready to be printed. */
export interface Report {
  readonly title: string;
  /** How it was measured, one line for each point. */
  readonly method: readonly string[];
  readonly tables: readonly Table[];
  /** Pictures by the name of their file. */
  readonly plots?: Readonly<Record<string, string>> | undefined;
}

/** The first row is the head. */
export type Table = readonly (readonly string[])[];

export function toText({ title, method, tables }: Report): string {
  const written = tables.map((table) =>
    markdownTable(table, { align: table[0]?.map((_, index) => (index === 0 ? "l" : "r")) }),
  );
  return [`## ${title}`, method.join("\n"), ...written].join("\n\n");
}

/** Three digits, which is more precise than any of these measurements. */
export function toFigure(value: number): string {
  if (!Number.isFinite(value)) return "–";
  return value >= 100 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}

import * as Plot from "@observablehq/plot";

export interface LineEnd {
  readonly contestant: string;
  readonly label: string;
}

/** Labels lines at their ends, with small offsets, so that the labels of two lines do not overlap. */
export function labelLines<Point extends LineEnd>(
  points: readonly Point[],
  place: { x: keyof Point & string; y: keyof Point & string },
): readonly Plot.Markish[] {
  const names = [...new Set(points.map((point) => point.contestant))];
  return names.map((name, index) =>
    Plot.text(points.filter((point) => point.contestant === name).slice(-1), {
      ...place,
      text: "label",
      fill: "contestant",
      textAnchor: "start",
      dx: 8,
      dy: index === 0 ? 6 : -3,
    }),
  );
}

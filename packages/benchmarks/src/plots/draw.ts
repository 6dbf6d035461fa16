import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** Dark mode follows the reader's system. The colours can be distinguished in both modes. */
const style = `
  svg { font-family: system-ui, sans-serif; font-size: 12px; color: #1f2328; background: #ffffff; }
  @media (prefers-color-scheme: dark) { svg { color: #e6edf3; background: #0d1117; } }
`;

/** The colours, by contestant. */
const colours: Readonly<Record<string, string>> = {
  "slack-stream-adapter": "#1a7f4b",
  ChatStreamer: "#0a84d6",
  "@chat-adapter/slack": "#d9730d",
  "bare for await": "#8b949e",
};

/** A place on a line, and what is written at the line's end. */
export interface Point {
  readonly contestant: string;
  readonly label: string;
  readonly x: number;
  readonly y: number;
}

interface Picture {
  readonly title: string;
  readonly points: readonly Point[];
  readonly x: Plot.ScaleOptions;
  readonly y: Plot.ScaleOptions;
  /** The ticks below, if they are not at powers of ten. */
  readonly toTick?: (x: number) => string;
}

/** Draws a line for each contestant over two logarithmic scales, as a standalone file. */
export function drawLines({ title, points, x, y, toTick }: Picture): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const by = { x: "x", y: "y", z: "contestant", stroke: "contestant" } as const;
  const picture = Plot.plot({
    document: document as unknown as Document,
    width: 760,
    height: 420,
    marginLeft: 70,
    marginRight: 150,
    marginBottom: 45,
    marginTop: 35,
    grid: true,
    ariaLabel: title,
    x: { type: "log", ...x },
    y: { type: "log", ...y },
    color: { domain: Object.keys(colours), range: Object.values(colours) },
    marks: [
      ...(toTick === undefined
        ? []
        : [Plot.axisX([...new Set(points.map((point) => point.x))], { text: toTick })]),
      Plot.line(points, { ...by, strokeWidth: 2 }),
      Plot.dot(points, { ...by, r: 3 }),
      ...labelLines(points),
    ],
  });
  picture.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const sheet = document.createElement("style");
  sheet.textContent = style;
  picture.append(sheet as unknown as Node);
  return `${picture.outerHTML}\n`;
}

/** Labels lines at their ends, with small offsets, so that the labels of two lines do not overlap. */
function labelLines(points: readonly Point[]): readonly Plot.Markish[] {
  const names = [...new Set(points.map((point) => point.contestant))];
  return names.map((name, index) =>
    Plot.text(points.filter((point) => point.contestant === name).slice(-1), {
      x: "x",
      y: "y",
      text: "label",
      fill: "contestant",
      textAnchor: "start",
      dx: 8,
      dy: index === 0 ? 6 : -3,
    }),
  );
}

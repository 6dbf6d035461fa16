import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** Dark mode follows the reader's system. The colours can be distinguished in both modes. */
const style = `
  svg { font-family: system-ui, sans-serif; font-size: 12px; color: #1f2328; background: #ffffff; }
  @media (prefers-color-scheme: dark) { svg { color: #e6edf3; background: #0d1117; } }
`;

/** The colours, by contestant. */
export const colours: Readonly<Record<string, string>> = {
  "slack-stream-adapter": "#1a7f4b",
  ChatStreamer: "#0a84d6",
  "@chat-adapter/slack": "#d9730d",
  "bare for await": "#8b949e",
};

/** A picture as a standalone file. */
export function draw(options: Plot.PlotOptions & { title: string }): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const { title, ...rest } = options;
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
    ...rest,
  });
  picture.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const sheet = document.createElement("style");
  sheet.textContent = style;
  picture.append(sheet as unknown as Node);
  return `${picture.outerHTML}\n`;
}

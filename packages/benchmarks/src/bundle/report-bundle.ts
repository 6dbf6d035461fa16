import { type Report, toFigure } from "../report/report.ts";
import { measureBundle } from "./measure-bundle.ts";

const programs = {
  "slack-stream-adapter, with a token": 'export { streamToSlack } from "slack-stream-adapter";',
  "slack-stream-adapter and the client": `
    export { WebClient } from "@slack/web-api";
    export { streamToSlack } from "slack-stream-adapter";
  `,
  "@slack/web-api 8, with ChatStreamer": 'export { WebClient } from "@slack/web-api";',
  "@chat-adapter/slack": 'export { createSlackAdapter } from "@chat-adapter/slack";',
};

export async function reportBundle(): Promise<Report> {
  const rows: string[][] = [];
  for (const [name, program] of Object.entries(programs)) {
    const { minified, gzipped } = await measureBundle(program);
    rows.push([name, toFigure(minified / 1_000), toFigure(gzipped / 1_000)]);
  }
  return {
    title: "Bundle",
    method: ["A program that imports it, with all it needs, bundled for Node 20 by esbuild."],
    tables: [[["", "minified, KB", "and gzipped, KB"], ...rows]],
  };
}

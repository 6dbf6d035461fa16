import { type Context, Hono } from "hono";
import type { BoundApp } from "../doors/http-app.ts";
import { readBody } from "../doors/read-body.ts";
import type { SlackEmulator } from "../emulator.ts";
import { loadAssets } from "./assets.ts";
import { carryOut } from "./carry-out.ts";
import { openFeed, toWholeUpdate } from "./feed.ts";
import { HEADERS } from "./headers.ts";
import { HTML, ICON } from "./html.ts";
import { readAction } from "./read-action.ts";
import { toRecording } from "./recording.ts";

const MAX_ACTION_BYTES = 200_000;

/** The page at `/`: what Slack holds as people see it, live, and everything a person can do to it. */
export function createPage(slack: SlackEmulator): BoundApp {
  const app: BoundApp = new Hono();
  app.get("/", (context) => send(context, "text/html", HTML));
  app.get("/page/icon.svg", (context) => send(context, "image/svg+xml", ICON));
  app.get("/page/page.js", async (context) => send(context, "text/javascript", (await loadAssets()).script));
  app.get("/page/page.css", async (context) => send(context, "text/css", (await loadAssets()).style));
  app.get("/page/feed", (context) =>
    context.body(openFeed(slack), 200, { ...HEADERS, "content-type": "text/event-stream; charset=utf-8" }),
  );
  app.get("/page/recording", (context) =>
    context.json(toRecording(toWholeUpdate(slack), slack.transcript()), 200, HEADERS),
  );
  app.post("/page/act", (context) => answer(context, (body) => carryOut(slack, readAction(body))));
  return app;
}

function send(context: Context, type: string, body: string): Response {
  return context.body(body, 200, { ...HEADERS, "content-type": `${type}; charset=utf-8` });
}

/** 204, or 400 with the sentence that the page shows. */
async function answer(context: Context, act: (body: unknown) => Promise<void>): Promise<Response> {
  // A form of another page can't send this type without asking first.
  if (context.req.header("content-type")?.toLowerCase().startsWith("application/json") !== true)
    return context.text("The body must be JSON.", 415, HEADERS);
  const bytes = await readBody(context.req.raw, MAX_ACTION_BYTES);
  if (bytes === undefined)
    return context.text(`The body must have ${MAX_ACTION_BYTES} bytes at most.`, 413, HEADERS);
  try {
    const text = new TextDecoder().decode(bytes);
    const body: unknown = text === "" ? {} : JSON.parse(text);
    await act(body);
    return context.body(null, 204, HEADERS);
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError || error instanceof SyntaxError)
      return context.text(error.message, 400, HEADERS);
    throw error;
  }
}

import { readFile } from "node:fs/promises";
import { type Context, Hono } from "hono";
import type { SlackEmulator } from "../emulator.ts";
import type { BoundApp } from "../interfaces/http-app.ts";
import { openFeed } from "./feed.ts";

/**
 * The page at `/`. It shows Slack's data live, as people see it. The acts of a person on it are sent to the control
 * API.
 */
export function createPage(slack: SlackEmulator): BoundApp {
  const app: BoundApp = new Hono();
  app.get("/", (context) => send(context, "text/html", HTML));
  app.get("/page/icon.svg", (context) => send(context, "image/svg+xml", ICON));
  app.get("/page/page.js", async (context) => send(context, "text/javascript", (await loadAssets()).script));
  app.get("/page/page.css", async (context) => send(context, "text/css", (await loadAssets()).style));
  app.get("/page/feed", (context) =>
    context.body(openFeed(slack), 200, {
      ...HEADERS,
      "content-type": "text/event-stream; charset=utf-8",
    }),
  );
  return app;
}

function send(context: Context, type: string, body: string): Response {
  return context.body(body, 200, { ...HEADERS, "content-type": `${type}; charset=utf-8` });
}

interface Assets {
  readonly script: string;
  readonly style: string;
}

let loading: Promise<Assets> | undefined;

/** Loads the browser code of the page: built files, or bundled now if this file runs from source. */
function loadAssets(): Promise<Assets> {
  loading ??= import.meta.url.endsWith(".ts") ? bundle() : readBuilt();
  return loading;
}

async function bundle(): Promise<Assets> {
  // Not a literal import, because the published package does not contain this file and the bundler.
  const path = new URL("./bundle.ts", import.meta.url).href;
  const { bundlePage } = (await import(path)) as typeof import("./bundle.ts");
  return await bundlePage();
}

async function readBuilt(): Promise<Assets> {
  const read = (name: string) => readFile(new URL(`./page/${name}`, import.meta.url), "utf8");
  const [script, style] = await Promise.all([read("page.js"), read("page.css")]);
  return { script, style };
}

/**
 * Only the page's own script and style run, nothing is fetched from other origins, and no other page may frame it.
 * Only the sanitiser can set markup, so content of a bot stays text.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types dompurify 'allow-duplicates'",
].join("; ");

const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

/** The page itself is empty. Its script builds it from the feed. */
const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Local Slack</title>
<link rel="icon" href="page/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="page/page.css">
<script src="page/page.js" defer></script>
</head>
<body>
<div id="app"><noscript>This page needs JavaScript.</noscript></div>
</body>
</html>
`;

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#4a154b"/>
<g fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round"><path d="M8 11h16"/><path d="M8 17h11"/><path d="M8 23h5"/></g>
<circle cx="19" cy="23" r="2.5" fill="#2eb67d"/></svg>
`;

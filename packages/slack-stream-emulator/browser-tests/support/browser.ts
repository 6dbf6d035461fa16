import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { patience } from "../../../../vitest.shared.ts";

const CHROMIUM = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface OpenPage {
  readonly page: Page;
  /** The errors of the page, and every address that it requested. */
  readonly complaints: string[];
  readonly requests: string[];
}

/** One browser for each file, and a new profile for each page. */
export function useBrowser(
  moreArguments: readonly string[] = [],
): (url: string, options?: BrowserContextOptions) => Promise<OpenPage> {
  let browser: Browser;

  beforeAll(async () => {
    if (!existsSync(CHROMIUM))
      throw new Error(
        `No Chromium at ${CHROMIUM}: scripts/install-chromium.sh installs it, CHROMIUM_PATH names another`,
      );
    browser = await chromium.launch({ executablePath: CHROMIUM, args: [...ARGUMENTS, ...moreArguments] });
  });

  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });

  afterAll(() => browser?.close());

  return async (url, options) => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    context.setDefaultTimeout(patience.expect.poll.timeout);
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(url);
    await page
      .getByRole("navigation", { name: "Conversations" })
      .or(page.locator(".pane-bar"))
      .first()
      .waitFor();
    return { page, complaints, requests };
  };
}

/** Takes a picture of the page if `SCREENSHOTS` names a folder. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder === undefined || folder === "") return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

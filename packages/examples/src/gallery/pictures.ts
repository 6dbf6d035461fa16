import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { perform } from "./perform.ts";
import type { Run } from "./stage.ts";

const docs = new URL("../../../../docs/", import.meta.url);
const pictures = new URL("images/gallery/", docs);
const browserPath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

/** Hides the parts of the page that only a bot's author needs, because a person in the channel does not see them. */
const plainLook = `
  .thread .pane-head, .thread .composer, .stream-line, .number, .banners, .recording-bar, .lab, .topbar, .sidebar, .channel, .thread .empty, .left-busy { display: none !important; }
  .app { display: block !important; }
  .pane.thread { position: static !important; width: 100% !important; border: 0 !important; }
  .scroller { overflow: visible !important; height: auto !important; padding-bottom: 12px !important; }
  html, body, #app { height: auto !important; overflow: visible !important; }
  *, *::before, *::after { animation: none !important; transition: none !important; }
`;
const width = 600;
/** The end of a longer thread is shown. */
const mostHeight = 900;

/** Takes pictures of the chosen runs, and writes the page about all of them. */
export async function takePictures(chosen: readonly Run[], all: readonly Run[]): Promise<void> {
  if (!existsSync(browserPath))
    throw new Error(
      `There is no Chromium at ${browserPath}: scripts/install-chromium.sh installs it, CHROMIUM_PATH names another`,
    );
  await mkdir(pictures, { recursive: true });
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-lcd-text"],
  });
  try {
    for (const run of chosen) await photograph(browser, run);
  } finally {
    await browser.close();
  }
  await writeFile(new URL("gallery.md", docs), toPage(all));
}

async function photograph(browser: Browser, run: Run): Promise<void> {
  let page: Page | undefined;
  let count = 0;
  const context = await browser.newContext({
    viewport: { width, height: mostHeight },
    reducedMotion: "reduce",
    timezoneId: "UTC",
    bypassCSP: true,
  });
  let close = async () => {};
  await perform(run, async ({ slack }) => {
    if (page === undefined) {
      const { url } = await slack.listen();
      close = () => slack.close();
      page = await context.newPage();
      await page.goto(url);
      await page.addStyleTag({ content: plainLook });
      await page.locator(".thread .message").first().waitFor();
    }
    // The page gets all changes within this time.
    await sleep(1_300);
    count += 1;
    await takePicture(page, fileURLToPath(new URL(`${toFileName(run, count)}`, pictures)));
  });
  await context.close();
  await close();
  console.log(`${run.name}: ${count} pictures`);
}

async function takePicture(page: Page, path: string): Promise<void> {
  const box = await page.locator(".thread .scroller").boundingBox();
  const height = Math.ceil(box?.height ?? mostHeight);
  const y = Math.max(0, (box?.y ?? 0) + height - mostHeight);
  const clip = { x: 0, y, width, height: Math.min(height, mostHeight), scale: 1 };
  const session = await page.context().newCDPSession(page);
  // WebP takes less than half the size of PNG. Playwright itself does not support it.
  const options = { format: "webp", quality: 85, clip, captureBeyondViewport: true } as const;
  const { data } = await session.send("Page.captureScreenshot", options);
  await session.detach();
  await writeFile(path, Buffer.from(data, "base64"));
}

function toFileName({ name }: Run, count: number): string {
  return `${name}-${count}.webp`;
}

function toPage(runs: readonly Run[]): string {
  const sections = runs.map((run) => {
    const looks = [...run.moments.map(toDuration), "at the end"];
    const cells = looks.map(
      (look, index) => `![${run.title}, ${look}](images/gallery/${toFileName(run, index + 1)})`,
    );
    return [
      `## ${run.title}`,
      `${run.about} \`npx -y pnpm@12 gallery ${run.name}\``,
      [
        `| ${looks[0]} | ${looks[1]} |`,
        "|---|---|",
        `| ${cells[0]} | ${cells[1]} |`,
        `| **${looks[2]}** | **${looks[3]}** |`,
        `| ${cells[2]} | ${cells[3]} |`,
      ].join("\n"),
    ].join("\n\n");
  });
  return `${[intro, ...sections].join("\n\n")}\n`;
}

function toDuration(seconds: number): string {
  if (seconds < 60) return `after ${seconds} s`;
  const rest = seconds % 60;
  return rest === 0 ? `after ${seconds / 60} min` : `after ${Math.floor(seconds / 60)} min ${rest} s`;
}

const intro = `# Gallery

<!-- Written by \`npx -y pnpm@12 gallery --pictures\`; change packages/examples/src/gallery. -->

This page shows how the work of an agent looks in Slack, with the library's defaults. In each run a scripted model drives the real \`streamText\` of the AI SDK, and the answer
streams into the [emulator](../packages/slack-stream-emulator). The pictures are from the emulator's page. Titles, icons, texts and pushes are as in Slack; Slack draws some
other things differently. Cards and plans are closed until somebody opens them. The line with a bell below a message is the text of its push notification.
\`npx -y pnpm@12 gallery\` plays the runs as text.`;

import { afterEach, expect, test } from "vitest";
import { shoot, useBrowser } from "./support/browser.ts";
import { type LocalSlack, openSlack, task, text } from "./support/slack.ts";

// Every state of the page at each width. With SCREENSHOTS=folder it leaves pictures of all, in light and dark, for people
// to look at; without, the light ones are checked for what sticks out.

const open = useBrowser();
const COLOURS = process.env.SCREENSHOTS ? (["light", "dark"] as const) : (["light"] as const);
const WIDTHS = [390, 1280, 1600];
const VIEWS = COLOURS.flatMap((colorScheme) => WIDTHS.map((width) => ({ colorScheme, width })));
let local: LocalSlack | undefined;

afterEach(async () => {
  await local?.close();
  local = undefined;
});

type Opened = Awaited<ReturnType<typeof open>>["page"];

async function look(page: Opened, state: string, view: (typeof VIEWS)[number]): Promise<void> {
  await shoot(page, `${state}-${view.width}-${view.colorScheme}`);
  expect(await page.evaluate(findSticking), `${state} at ${view.width}`).toEqual([]);
}

async function openAt(slack: LocalSlack, { colorScheme, width }: (typeof VIEWS)[number]) {
  return (await open(slack.url, { colorScheme, viewport: { width, height: 860 } })).page;
}

async function show(page: Opened, pane: "Channel" | "Thread" | "Lab"): Promise<void> {
  const button = page.getByRole("navigation", { name: "Panes" }).getByRole("button", { name: pane });
  if (await button.isVisible()) await button.click();
}

/** A thread with an errored stream, and one that grows; a long run of calls with one fault in it. */
async function fill(slack: LocalSlack): Promise<void> {
  const target = slack.ask("<@U0000000099> Our nightly *import* failed. What happened?");
  slack.slack.failNext("chat.appendStream", { type: "rate-limit", retryAfter: 3 }, { skip: 12 });
  const late = await slack.call("chat.startStream", { ...target, chunks: [text("An earlier try")] });
  slack.slack.expire(late.ts);
  const { ts } = await slack.call("chat.startStream", {
    ...target,
    chunks: [
      text("I looked at the log of **last night** first.\n\n"),
      task({ id: "1", title: "Read the log", status: "complete", output: "row 48213: duplicate key" }),
      task({ id: "2", title: "Look for the order", status: "in_progress" }),
    ],
  });
  const first = "Order `77120` comes *twice*:\n\n```sql\nselect order_id, 42 from staging -- once\n```\n";
  for (let round = 0; round < 30; round += 1)
    await slack.call("chat.appendStream", {
      channel: target.channel,
      ts,
      chunks: [text(round === 0 ? first : "words ")],
    });
  await slack.call("chat.appendStream", { channel: target.channel, ts: "1.1", chunks: [text("lost")] });
}

test.each(VIEWS)("without a bot, at $width in $colorScheme", async (view) => {
  local = await openSlack();
  const page = await openAt(local, view);
  const help = page.getByRole("region", { name: "Connect a bot" });
  for (const tab of await help.getByRole("tab").all()) {
    await tab.click();
    await look(page, `connect-${(await tab.textContent())?.replaceAll(/\W+/g, "-")}`, view);
    if (view.width > 900) expect(await page.evaluate(isConnectShown), "a step is below the fold").toBe(true);
  }
  await page.getByRole("textbox", { name: "Message #general" }).fill("Is anybody there?");
  await page.keyboard.press("Enter");
  await page.locator(".thread").getByText("so nobody answers").waitFor();
  await look(page, "unheard", view);
});

test.each(VIEWS)("streaming, moved, broken and expired, at $width in $colorScheme", async (view) => {
  local = await openSlack();
  const page = await openAt(local, view);
  await fill(local);
  await page.locator(".thread .hljs-keyword").first().waitFor();
  await look(page, "streaming", view);
  await page.getByRole("button", { name: "20 seconds ahead" }).click();
  await page.getByText("moved 20 s ahead").waitFor();
  expect(await page.getByText("moved 20 s ahead").isVisible()).toBe(true);
  await look(page, "moved", view);
  local.slack.failNext("chat.stopStream", "internal_error", { times: 12 });
  await show(page, "Lab");
  for (const tab of ["Calls", "Faults", "Limits", "Recording"]) {
    await page.getByRole("tab", { name: tab }).click();
    expect(await page.getByRole("button", { name: "Close the lab" }).isVisible()).toBe(true);
    expect(await page.evaluate(areTabsCovered), `a notification at ${view.width}`).toBe(false);
    await look(page, tab.toLowerCase(), view);
  }
  await show(page, "Thread");
  await page.getByText("Others", { exact: true }).click();
  await look(page, "others", view);
  await page.getByText("Recipient", { exact: true }).click();
  await local.slack.advance(300_000);
  await page.getByText("Slack ended the stream, and still shows the agent as busy").waitFor();
  await look(page, "expired", view);
});

test.each(VIEWS)("long names and long words, at $width in $colorScheme", async (view) => {
  const name = "Christoph-Maximilian von und zu Hohenlohe-Schillingsfürst";
  local = await openSlack({
    workspace: {
      users: [{ id: "U0000000001", name }],
      channels: [
        { id: "C0000000001", name: `a-channel-with-a-${"very-".repeat(10)}long-name` },
        { id: "D0000000001", name: `direct-${name}` },
      ],
    },
  });
  const page = await openAt(local, view);
  const target = local.ask(`${"word".repeat(40)} https://example.com/${"path/".repeat(30)}`);
  const { ts } = await local.call("chat.startStream", {
    ...target,
    chunks: [
      task({ id: "1", title: "Look into ".repeat(20), status: "in_progress" }),
      text(`\`code_${"y".repeat(100)}\`\n\n\`\`\`\n${"long line ".repeat(30)}\n\`\`\`\n\n`),
      text(`| a long head | another | third |\n|---|---|---|\n| ${"cell ".repeat(12)} | b | c |\n`),
    ],
  });
  await local.call("chat.stopStream", { channel: target.channel, ts });
  await page.locator(".thread table").waitFor();
  await look(page, "long", view);
});

/** Whether all of the button that connects a bot over HTTP is above the composer. */
function isConnectShown(): boolean {
  const button = document.querySelector(".connect [type=submit]")?.getBoundingClientRect();
  const scroller = document.querySelector(".channel .scroller")?.getBoundingClientRect();
  return button === undefined || (scroller !== undefined && button.bottom <= scroller.bottom);
}

function areTabsCovered(): boolean {
  const tabs = document.querySelector(".tabs")?.getBoundingClientRect();
  return [...document.querySelectorAll(".banner")]
    .map((banner) => banner.getBoundingClientRect())
    .some(
      ({ top, bottom, height }) => height > 0 && tabs !== undefined && top < tabs.bottom && bottom > tabs.top,
    );
}

/** Boxes that are wider than their frame, and controls that leave the screen; a notification flies in from outside. */
function findSticking(): string[] {
  const found: string[] = [];
  for (const box of document.querySelectorAll(
    "html, .app, .topbar, .pane, .pane-head, .lab-view, .message",
  )) {
    if (box.scrollWidth > box.clientWidth + 1 && box.getClientRects().length > 0)
      found.push(`${box.className || box.tagName} is ${box.scrollWidth - box.clientWidth} px too wide`);
  }
  for (const control of document.querySelectorAll(
    "button:not(.banner), input:not([type=file], [type=radio]), select",
  )) {
    const { left, right, width } = control.getBoundingClientRect();
    if (width > 0 && (right > innerWidth + 1 || left < -1))
      found.push(`${control.textContent || control.tagName} leaves the screen`);
  }
  return found;
}

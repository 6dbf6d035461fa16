import { afterEach, beforeEach, expect, test } from "vitest";
import { shoot, useBrowser } from "./support/browser.ts";
import { type LocalSlack, openSlack, task, text } from "./support/slack.ts";

const open = useBrowser();
let local: LocalSlack;

beforeEach(async () => {
  local = await openSlack();
});

afterEach(() => local.close());

test("everything can be done by keyboard", async () => {
  const { page } = await open(local.url);
  await page.keyboard.press("c");
  await page.keyboard.type("Hello 5 v");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("there");
  await page.keyboard.press("Enter");
  await expect
    .poll(() => local.slack.messages.map(({ markdown }) => markdown))
    .toEqual(["<@U0000000099> Hello 5 v\nthere"]);
  const [question] = local.slack.messages;
  const target = { channel: question?.channel, thread_ts: question?.ts };
  const recipient = { recipient_user_id: "U0000000001", recipient_team_id: "T0000000001" };
  const { ts } = await local.call("chat.startStream", { ...target, ...recipient, chunks: [text("Well,")] });
  const message = page.locator(`.thread [data-ts="${ts}"]`);
  await message.waitFor();

  // Out of the text field, keys are commands.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("s");
  await expect.poll(() => message.getAttribute("data-state")).toBe("user-stopped");
  const before = local.slack.clock.now();
  await page.keyboard.press("5");
  await expect.poll(() => local.slack.clock.now() - before).toBeGreaterThanOrEqual(300_000);
  await page.keyboard.press("v");
  expect(await page.getByRole("radio", { name: "Others" }).isChecked()).toBe(true);
  await page.keyboard.press("3");
  await page.getByRole("heading", { name: "Presets" }).waitFor();
  await page.getByRole("tab", { name: "Limits" }).focus();
  await page.keyboard.press("ArrowLeft");
  await page.getByRole("button", { name: "Add fault" }).waitFor();
  await page.keyboard.press("l");
  expect(await page.getByRole("complementary", { name: "Lab" }).count()).toBe(0);
  await page.keyboard.press("Escape");
  expect(await page.getByRole("complementary", { name: "Thread" }).count()).toBe(0);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
});

/** Every state that differs in colour, at once. */
async function fill(): Promise<void> {
  const target = local.ask("<@U0000000099> Our nightly *import* failed. What happened?");
  const late = await local.call("chat.startStream", { ...target, chunks: [text("An earlier try")] });
  local.slack.expire(late.ts);
  const { ts } = await local.call("chat.startStream", {
    ...target,
    chunks: [
      text("I looked at the log of **last night** first.\n\n"),
      task({
        id: "1",
        title: "Read the log",
        status: "complete",
        output: "02:14:07 row 48213: duplicate key",
      }),
      task({ id: "2", title: "Look for the order", status: "in_progress" }),
      task({ id: "3", title: "Write a fix", status: "pending" }),
    ],
  });
  const answer =
    "Order `77120` comes *twice*:\n\n```sql\nselect order_id, 42 from staging -- once\n```\n> a [quote](https://example.com)";
  await local.call("chat.appendStream", { channel: target.channel, ts, chunks: [text(answer)] });
  await local.call("chat.appendStream", { channel: target.channel, ts: "1.1", chunks: [text("lost")] });
}

test.each(["light", "dark"] as const)(
  "in %s colours all text stands out from what is behind it",
  async (colorScheme) => {
    const { page } = await open(local.url, { colorScheme });
    await fill();
    await page.locator(".thread .hljs-keyword").first().waitFor();
    await page.locator(".banner").waitFor();
    await shoot(page, colorScheme);
    const faint = await page.evaluate(findFaintText);
    expect(faint).toEqual([]);
    const paper = await page.evaluate(
      () => getComputedStyle(document.querySelector(".channel") ?? document.body).backgroundColor,
    );
    expect(paper).toBe(colorScheme === "light" ? "rgb(255, 255, 255)" : "rgb(26, 29, 33)");
  },
);

test("on a narrow screen one pane is shown at a time, and nothing sticks out", async () => {
  const { page } = await open(local.url, { viewport: { width: 390, height: 780 } });
  await fill();
  const panes = page.getByRole("navigation", { name: "Panes" });
  for (const [name, shown] of [
    ["Thread", ".thread"],
    ["Channel", ".channel"],
    ["Lab", ".lab"],
    ["Places", ".sidebar"],
  ] as const) {
    await panes.getByRole("button", { name }).click();
    expect(await page.locator(shown).isVisible()).toBe(true);
    expect(await page.locator(".pane:visible, .sidebar:visible").count()).toBe(1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await shoot(page, `narrow-${name.toLowerCase()}`);
  }
});

test("a page that lost its server says so, and goes on when it is back", async () => {
  const { page } = await open(local.url);
  const { port } = new URL(local.url);
  await local.close();
  await page.getByText("connection lost").waitFor();
  await local.slack.listen({ port: Number(port) });
  local.slack.postUserMessage({ text: "Back again" });
  await page.locator(".thread").getByText("Back again").waitFor();
  expect(await page.getByText("connection lost").count()).toBe(0);
});

/** Texts whose contrast with the nearest painted background is below 4.5 to 1 (3 to 1 where they are large). */
function findFaintText(): string[] {
  const parse = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (color: string) => {
    const [red = 0, green = 0, blue = 0] = parse(color).map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const toBackground = (element: Element | null): string => {
    if (element === null) return "rgb(255, 255, 255)";
    const { backgroundColor, backgroundImage } = getComputedStyle(element);
    if (backgroundImage !== "none") return "";
    return (parse(backgroundColor)[3] ?? 1) === 1 ? backgroundColor : toBackground(element.parentElement);
  };
  const faint: string[] = [];
  for (const element of document.querySelectorAll("body *")) {
    const words = [...element.childNodes].filter((node) => node.nodeType === 3 && node.textContent?.trim());
    const { color, fontSize, clipPath, opacity } = getComputedStyle(element);
    const behind = toBackground(element);
    if (words.length === 0 || behind === "" || clipPath !== "none" || opacity !== "1") continue;
    if (element.closest("button:disabled, option, .stream-line button") !== null) continue;
    const [high = 0, low = 0] = [luminance(color), luminance(behind)].sort((one, other) => other - one);
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < (Number.parseFloat(fontSize) >= 24 ? 3 : 4.5))
      faint.push(`${element.className || element.tagName}: ${contrast.toFixed(2)} (${color} on ${behind})`);
  }
  return [...new Set(faint)];
}

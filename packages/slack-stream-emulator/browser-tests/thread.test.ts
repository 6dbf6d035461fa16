import { afterEach, beforeEach, expect, test } from "vitest";
import { shoot, useBrowser } from "./support/browser.ts";
import { type LocalSlack, openSlack, task, text } from "./support/slack.ts";

const open = useBrowser();
let local: LocalSlack;

beforeEach(async () => {
  local = await openSlack();
});

afterEach(() => local.close());

test("a streamed answer grows where one looks: text, table, code; then it is closed and a banner comes", async () => {
  const { page, complaints } = await open(local.url);
  const target = local.ask();
  const { ts } = await local.call("chat.startStream", { ...target, chunks: [text("It **be")] });
  const message = page.locator(`.thread [data-ts="${ts}"]`);
  await message.getByText("It **be").waitFor();
  await local.call("chat.appendStream", { channel: target.channel, ts, chunks: [text("gan** at *two*.")] });
  await message.locator("strong", { hasText: "began" }).waitFor();
  expect(await message.getAttribute("data-state")).toBe("open");
  const table = "\n\n| row | total |\n|---|--:|\n| 1 | 12.50 |\n\n```sql\nselect 1 -- once\n```\n";
  await local.call("chat.appendStream", { channel: target.channel, ts, chunks: [text(table)] });
  await message.getByRole("cell", { name: "12.50" }).waitFor();
  expect(await message.locator("pre").getAttribute("data-language")).toBe("sql");
  expect(await message.locator(".hljs-keyword").textContent()).toBe("select");
  await shoot(page, "streaming");
  expect(await page.locator(".banner").count()).toBe(0);
  await local.call("chat.stopStream", { channel: target.channel, ts });
  await page.locator(".banner", { hasText: "It be" }).waitFor();
  await expect.poll(() => message.getAttribute("data-state")).toBe("stopped");
  expect(complaints).toEqual([]);
});

test("cards change in place, a plan has its box, open cards fail when the message ends", async () => {
  const { page } = await open(local.url);
  const target = local.ask();
  const { ts } = await local.call("chat.startStream", {
    ...target,
    chunks: [
      { type: "plan_update", title: "Find the cause" },
      task({ id: "log", title: "Read the log", status: "in_progress" }),
      task({ id: "fix", title: "Write a fix", status: "pending" }),
    ],
  });
  const plan = page.locator(".thread .plan");
  // Slack shows the title of a plan alone.
  const card = (id: string) => plan.locator(`[data-card="${id}"]`);
  await plan.getByText("Find the cause").waitFor();
  expect(await card("log").isVisible()).toBe(false);
  await page.getByRole("button", { name: "Open cards" }).click();
  expect(await card("log").getAttribute("data-status")).toBe("in_progress");
  const done = task({ id: "log", title: "Read the log", status: "complete", output: "row 48213" });
  await local.call("chat.appendStream", { channel: target.channel, ts, chunks: [done] });
  await card("log").getByText("row 48213").waitFor();
  expect(await card("log").getAttribute("data-status")).toBe("complete");
  await shoot(page, "cards");
  await local.call("chat.stopStream", { channel: target.channel, ts });
  await plan.getByText("Something went wrong").waitFor();
  expect(await card("fix").getAttribute("data-status")).toBe("error");
});

test("an expired stream shows an error until an update writes it whole", async () => {
  const { page } = await open(local.url);
  const target = local.ask();
  const { ts } = await local.call("chat.startStream", { ...target, chunks: [text("Half an")] });
  const message = page.locator(`.thread [data-ts="${ts}"]`);
  await message.hover();
  await message.getByRole("button", { name: "Expire" }).click();
  await message.getByText("Something went wrong").waitFor();
  await shoot(page, "fault-mark");
  await local.call("chat.update", {
    channel: target.channel,
    ts,
    markdown_text: "Half an answer, now **whole**",
  });
  await message.locator("strong", { hasText: "whole" }).waitFor();
  expect(await message.locator(".errored-mark").count()).toBe(0);
  await message.getByText("(edited)").waitFor();
  await shoot(page, "fault-repaired");
});

test("others see the first piece of a stream in a channel, and all of it when it ends", async () => {
  const { page } = await open(local.url);
  const target = local.ask();
  const { ts } = await local.call("chat.startStream", { ...target, chunks: [text("The first piece")] });
  await local.call("chat.appendStream", { channel: target.channel, ts, chunks: [text(" and the second")] });
  const message = page.locator(`.thread [data-ts="${ts}"]`);
  await message.getByText("The first piece and the second").waitFor();
  await page.getByText("Others", { exact: true }).click();
  await message.getByText("Everybody else sees only this text until the stream ends.").waitFor();
  expect((await message.locator(".markdown").textContent())?.trim()).toBe("The first piece");
  await shoot(page, "others");
  await local.call("chat.stopStream", { channel: target.channel, ts });
  await message.getByText("The first piece and the second").waitFor();
});

test("status line, reactions and buttons: what stands around the text, and what a click tells", async () => {
  const { page } = await open(local.url);
  const clicks: unknown[] = [];
  local.slack.onClick((click) => clicks.push(click));
  const target = local.ask();
  const place = { channel_id: target.channel, thread_ts: target.thread_ts };
  await local.call("assistant.threads.setStatus", { ...place, status: "is reading the log…" });
  await local.call("reactions.add", { channel: target.channel, timestamp: target.thread_ts, name: "eyes" });
  await page.getByRole("status").getByText("is reading the log…").waitFor();
  await page.locator(".thread .reactions", { hasText: "👀" }).waitFor();
  const { ts } = await local.call("chat.startStream", { ...target, chunks: [text("Done.")] });
  await expect.poll(() => page.getByRole("status").count()).toBe(0);
  const feedback = {
    type: "feedback_buttons",
    action_id: "rate",
    positive_button: { text: { type: "plain_text", text: "Good" }, value: "good" },
    negative_button: { text: { type: "plain_text", text: "Bad" }, value: "bad" },
  };
  const blocks = [{ type: "context_actions", block_id: "below", elements: [feedback] }];
  await local.call("chat.stopStream", { channel: target.channel, ts, blocks });
  await page.locator(".thread").getByRole("button", { name: "Bad" }).click();
  const click = { ts, actionId: "rate", blockId: "below", elementType: "feedback_buttons", value: "bad" };
  await expect.poll(() => clicks).toMatchObject([click]);
});

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectBot } from "../src/index.ts";
import { readRecording } from "../src/page/recording.ts";
import { shoot, useBrowser } from "./support/browser.ts";
import { type LocalSlack, openSlack, task, text } from "./support/slack.ts";

const open = useBrowser();
let local: LocalSlack;

beforeEach(async () => {
  local = await openSlack();
});

afterEach(() => local.close());

async function streamTwentyPieces() {
  const target = local.ask();
  const { ts } = await local.call("chat.startStream", { ...target, chunks: [text("The answer: ")] });
  const append = (piece: string) =>
    local.call("chat.appendStream", { channel: target.channel, ts, chunks: [text(piece)] });
  for (let piece = 0; piece < 20; piece += 1) await append("ten chars.");
  return { target, ts, append };
}

// Regression: twenty equal rows buried the one fault.
test("calls of one kind share a row, and a fault stands alone", async () => {
  const { page } = await open(local.url);
  const { append } = await streamTwentyPieces();
  local.slack.failNext("chat.appendStream", { type: "error", error: "msg_too_long" });
  await append("too much");
  await append("more");
  const rows = page.locator(".lab-view > .calls > .call");
  await expect.poll(() => rows.count()).toBe(4);
  const run = page.locator('.call[data-count="20"]');
  await run.getByText("+200 characters").waitFor();
  expect(await page.locator(".call.odd").getAttribute("data-count")).toBeNull();
  await shoot(page, "calls-folded");
  await run.locator("summary").first().click();
  await expect.poll(() => run.locator(".call").count()).toBe(20);
});

test("at 1280 px channel, thread, both composers and the lab are there at once", async () => {
  const { page } = await open(local.url, { viewport: { width: 1280, height: 800 } });
  await streamTwentyPieces();
  await page.getByRole("textbox", { name: "Reply" }).waitFor();
  for (const pane of ["Channel", "Thread", "Lab"]) {
    const box = await page.getByLabel(pane, { exact: true }).first().boundingBox();
    expect(box?.width).toBeGreaterThan(200);
  }
  await page.getByRole("textbox", { name: "Message #general" }).fill("Is it usable?");
  await page.keyboard.press("Enter");
  await page.getByLabel("Channel", { exact: true }).getByText("Is it usable?").waitFor();
  await shoot(page, "narrow-with-lab");
});

test("moving the clock is seen: the time jumps and the page says by how much", async () => {
  const { page } = await open(local.url);
  await page.getByRole("button", { name: "5 minutes ahead" }).click();
  await page.getByText("moved 5 min ahead").waitFor();
  await page.getByRole("button", { name: "20 seconds ahead" }).click();
  await page.getByText("moved 5 min 20 s ahead").waitFor();
});

test("cards are closed as Slack shows them, and one button opens all", async () => {
  const { page } = await open(local.url);
  const target = local.ask();
  const card = { ...task({ id: "1", title: "Read the log", status: "complete" }), output: "row 48213" };
  await local.call("chat.startStream", { ...target, chunks: [card] });
  const output = page.getByText("row 48213");
  await page.locator(".thread").getByText("Read the log").waitFor();
  expect(await output.isVisible()).toBe(false);
  await page.getByRole("button", { name: "Open cards" }).click();
  await output.waitFor();
});

test("of a long channel the newest messages are drawn, and earlier ones when somebody asks", async () => {
  for (let round = 1; round <= 250; round += 1) local.slack.postUserMessage({ text: `Question ${round}.` });
  const { page } = await open(local.url);
  const channel = page.getByRole("main", { name: "Channel" });
  const drawn = channel.locator(".message");
  await channel.getByText("Question 250.").waitFor();
  expect(await drawn.count()).toBe(100);
  await page.getByRole("button", { name: "Show earlier messages (150)" }).click();
  await page.getByRole("button", { name: "Show earlier messages (50)" }).click();
  await channel.getByText("Question 1.", { exact: true }).waitFor();
  expect(await drawn.count()).toBe(250);
  expect(await page.getByRole("button", { name: "Show earlier messages" }).count()).toBe(0);
  await shoot(page, "earlier");
});

test("a thread whose stream Slack ended says that its session is still busy", async () => {
  const { page } = await open(local.url);
  const { ts } = await streamTwentyPieces();
  await page.getByText("session processing").waitFor();
  local.slack.expire(ts);
  await page.getByText("session still processing").waitFor();
  await page.getByText("Slack ended the stream, and still shows the agent as busy").waitFor();
});

test("a recording holds everything, and is shown again without touching the running Slack", async () => {
  const { page } = await open(local.url);
  const { target, ts } = await streamTwentyPieces();
  await page.getByRole("tab", { name: "Recording" }).click();
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Save a recording" }).click();
  const path = await (await downloading).path();
  const saved = readRecording(await (await fetch(`${local.url}control/v1/recording`)).text());
  expect(saved.update.messages).toHaveLength(2);
  expect(saved.update.calls).toHaveLength(21);
  expect(saved.transcript.length).toBeGreaterThan(20);

  local.slack.reset();
  await page.locator(".message").first().waitFor({ state: "detached" });
  await page.getByLabel("Open a recording").setInputFiles(path);
  await page.getByText("A recording, saved on").waitFor();
  await page.locator(`[data-ts="${ts}"]`).first().waitFor();
  await shoot(page, "recording");
  await page.getByRole("textbox", { name: "Message #general" }).fill("Does it change anything?");
  await page.keyboard.press("Enter");
  await page.getByText("This is a recording: nothing can be done in it.").waitFor();
  expect(local.slack.messages).toHaveLength(0);

  await page.getByRole("button", { name: "Back to the running Slack" }).click();
  await page.locator(`[data-ts="${target.thread_ts}"]`).first().waitFor({ state: "detached" });
});

// Regression: without a bot a message went nowhere, and the page did not say why.
test("the page says that no bot is connected and how to connect one, until one is", async () => {
  const { page } = await open(local.url);
  const help = page.getByRole("region", { name: "Connect a bot" });
  await help.getByText("No bot is connected").waitFor();
  for (const way of [
    "JavaScript, Socket Mode",
    "JavaScript, HTTP",
    "Python, Socket Mode",
    "Python, HTTP",
    "Any other bot",
  ]) {
    await help.getByRole("tab", { name: way }).click();
    await help.locator("pre", { hasText: local.slack.token }).waitFor();
    await help.locator("pre", { hasText: local.url }).waitFor();
  }
  await shoot(page, "no-bot");
  await page.getByRole("textbox", { name: "Message #general" }).fill("Is anybody there?");
  await page.keyboard.press("Enter");
  await help.waitFor();
  await page.locator(".thread").getByText("No bot is connected, so nobody answers.").waitFor();
  connectBot(local.slack, { bot: async () => new Response(), signingSecret: "s" });
  local.slack.postUserMessage({ text: "And now?" });
  await help.waitFor({ state: "detached" });
});

test("a bot that listens at an address is connected from the page", async () => {
  const { page } = await open(local.url);
  const heard: string[] = [];
  const bot = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    heard.push(JSON.parse(body).event.type);
    response.end();
  }).listen(0, "127.0.0.1");
  await once(bot, "listening");
  const help = page.getByRole("region", { name: "Connect a bot" });
  await help.getByRole("tab", { name: "Python, HTTP" }).click();
  await help.getByLabel("Address").fill("127.0.0.1");
  await help.getByRole("button", { name: "Connect" }).click();
  await help.getByText("url must be an http or https address, got 127.0.0.1").waitFor();
  const { port } = bot.address() as AddressInfo;
  await help.getByLabel("Address").fill(`http://127.0.0.1:${port}/slack/events`);
  await help.getByRole("button", { name: "Connect" }).click();
  await help.waitFor({ state: "detached" });
  await page.getByRole("textbox", { name: "Message #general" }).fill("Hello?");
  await page.keyboard.press("Enter");
  await expect.poll(() => heard).toEqual(["app_mention"]);
  await new Promise((resolve) => bot.close(resolve));
  await page.getByRole("textbox", { name: "Message #general" }).fill("Still there?");
  await page.keyboard.press("Enter");
  await page
    .getByText("The bot can't be reached (connection_failed) for app_mention: is it running?")
    .waitFor();
});

test.each([
  ["not JSON", "This file is no JSON"],
  ["[]", "This file is no recording"],
  ['{"format":"slack-stream-emulator/recording","version":99}', "has version 99"],
])("a file that is no recording is refused with a reason: %s", (content, words) => {
  expect(() => readRecording(content)).toThrow(words);
});

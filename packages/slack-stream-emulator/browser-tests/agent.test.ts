import { afterEach, beforeEach, expect, test } from "vitest";
// The example's own agent, which streams through the library; the emulator itself does not depend on it.
import { startAgent } from "../../examples/src/demo/agent.ts";
import { shoot, useBrowser } from "./support/browser.ts";
import { type LocalSlack, openSlack } from "./support/slack.ts";

const open = useBrowser();
let local: LocalSlack;
let endAgent: () => void;

beforeEach(async () => {
  local = await openSlack();
  endAgent = startAgent(local.slack, local.apiUrl);
});

afterEach(async () => {
  endAgent();
  await local.close();
});

test("what is typed gets a streamed answer with tools", async () => {
  const { page, complaints } = await open(local.url);
  await page.getByRole("textbox", { name: "Message #general" }).fill("Show me your tools, please");
  await page.keyboard.press("Enter");
  const thread = page.locator(".thread");
  await thread.getByText("Show me your tools, please").waitFor();
  await thread.locator(".message.open").waitFor();
  await page.getByRole("button", { name: "Open cards" }).click();
  await thread.locator('[data-card="log"][data-status="in_progress"]').waitFor();
  await thread.locator('[data-card="fix"][data-status="complete"]').waitFor();
  await thread.getByRole("cell", { name: "48213" }).waitFor();
  await shoot(page, "tools");
  await thread.getByRole("button", { name: "Good answer" }).waitFor();
  expect(local.slack.messages.map(({ state, errored }) => [state, errored])).toEqual([
    ["posted", false],
    ["stopped", false],
  ]);
  await shoot(page, "answered");
  expect(complaints).toEqual([]);
});

test("the stop button ends the answer, and nothing follows", async () => {
  const { page } = await open(local.url);
  await page.getByRole("textbox", { name: "Message #general" }).fill("a long one");
  await page.keyboard.press("Enter");
  const thread = page.locator(".thread");
  await thread.getByText("paragraph 1 of an answer").waitFor();
  await thread.getByRole("button", { name: "Stop" }).click();
  await thread.getByText("Stopped by you").waitFor();
  const { markdown } = local.slack.messages[1] ?? {};
  await page.getByRole("button", { name: "20 seconds ahead" }).click();
  // The session is no longer busy: the library has told Slack so, and that was its last call.
  await expect.poll(() => local.slack.calls.at(-1)?.method).toBe("agents.sessions.setStatus");
  await expect.poll(() => thread.getByRole("button", { name: "Stop" }).count()).toBe(0);
  expect(local.slack.messages).toHaveLength(2);
  expect(local.slack.messages[1]).toMatchObject({ state: "user-stopped", markdown });
  await shoot(page, "stopped");
});

test("five minutes on, a silent answer has been closed in time; five more, and it goes on in a new message", async () => {
  const { page } = await open(local.url);
  await page.getByRole("textbox", { name: "Message #general" }).fill("silence");
  await page.keyboard.press("Enter");
  const thread = page.locator(".thread");
  await thread.getByText("the rest comes in a new one.").waitFor();
  await page.getByRole("button", { name: "5 minutes ahead" }).click();
  await thread.locator('[data-ts][data-state="stopped"]').waitFor();
  expect(await thread.locator(".errored-mark").count()).toBe(0);
  await page.getByRole("button", { name: "5 minutes ahead" }).click();
  await thread.getByText("Nothing was lost.").waitFor();
  await expect
    .poll(() => local.slack.messages.map(({ state }) => state))
    .toEqual(["posted", "stopped", "stopped"]);
  expect(local.slack.messages.some(({ errored }) => errored)).toBe(false);
  await shoot(page, "rotated");
});

test("a fault from the lab meets the next call: its mark in the list, and the answer is whole all the same", async () => {
  const { page } = await open(local.url);
  await page.getByRole("tab", { name: "Faults" }).click();
  await page.getByRole("button", { name: "Next append: stream has ended" }).click();
  await page.getByText("chat.appendStream", { exact: true }).last().waitFor();
  await page.getByRole("textbox", { name: "Message #general" }).fill("hello");
  await page.keyboard.press("Enter");
  await page.getByRole("tab", { name: "Calls" }).click();
  const broken = page.locator(".call.odd", { hasText: "message_not_in_streaming_state" });
  await broken.waitFor();
  await page.locator('.call.good[data-method="chat.update"]').waitFor();
  await broken.locator("summary").click();
  await broken.getByText('"markdown_text"').waitFor();
  await shoot(page, "fault-in-lab");
  await page.locator(".thread").getByRole("button", { name: "Good answer" }).waitFor();
  expect(local.slack.messages.some(({ errored }) => errored)).toBe(false);
});

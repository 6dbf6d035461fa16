import { afterEach, beforeEach, expect, test } from "vitest";
import { useBrowser } from "./support/browser.ts";
import { type LocalSlack, openSlack, text } from "./support/slack.ts";

const open = useBrowser();
let local: LocalSlack;

beforeEach(async () => {
  local = await openSlack();
});

afterEach(() => local.close());

const RUN = "globalThis.ran = true";

const TEXTS = [
  `<script>${RUN}</script>`,
  `<img src=x onerror="${RUN}">`,
  `<svg/onload=${RUN}>`,
  `<iframe srcdoc="<script>parent.ran = true</script>"></iframe>`,
  `[click](javascript:${encodeURIComponent(RUN)}) [data](data:text/html,<script>${RUN}</script>)`,
  `![x](x" onerror="${RUN})  ![x](https://outside.example/pixel.png)`,
  `<javascript:${RUN}|link> <https://ok.example" onclick="${RUN}|x>`,
  `\`\`\`"><script>${RUN}</script>\ncode\n\`\`\``,
  `| <b onclick=${RUN}>a</b> | b |\n|---|---|\n| <style>*{display:none}</style> | <form action=https://outside.example> |`,
  `<@U1"><img src=x onerror=${RUN}>>  <!date^1^{x}^javascript:${RUN}|now>`,
];

const plain = (value: string) => ({ type: "plain_text", text: value });

// Only blocks that Block Kit's rules allow reach the page.
const BLOCKS = [
  { type: "section", text: { type: "mrkdwn", text: `<javascript:${RUN}|go> <img src=x onerror=${RUN}>` } },
  {
    type: "section",
    fields: [plain(`<img src=x onerror=${RUN}>`)],
    accessory: { type: "button", url: `javascript:${RUN}`, text: plain("press"), action_id: `"><b>` },
  },
  { type: "image", image_url: `https://outside.example/a.png`, alt_text: `"><script>${RUN}</script>` },
  {
    type: "image",
    image_url: `javascript:${RUN}`,
    alt_text: "x",
    __html: `<img src=x onerror=${RUN}>`,
    dangerouslySetInnerHTML: { __html: "<b>b</b>" },
  },
  {
    type: "rich_text",
    elements: [
      { type: "rich_text_section", elements: [{ type: "link", url: `javascript:${RUN}`, text: "rich" }] },
    ],
  },
  { type: "table", rows: [[{ type: "raw_text", text: `<script>${RUN}</script>` }]] },
  { type: "header", text: plain(`<script>${RUN}</script>`) },
  { type: "markdown", text: `<img src=x onerror=${RUN}>` },
];

test("hostile text, cards and blocks are shown and never run; nothing is asked from outside", async () => {
  const { page, requests } = await open(local.url);
  const target = local.ask(TEXTS.join("\n"));
  const { ts } = await local.call("chat.startStream", {
    ...target,
    chunks: TEXTS.map((one) => text(`${one}\n\n`)),
  });
  const card = {
    type: "task_update",
    id: `"><script>${RUN}</script>`,
    title: `<img src=x onerror=${RUN}>`,
    status: "complete",
  };
  const sources = [{ type: "url", url: `javascript:${RUN}`, text: `<script>${RUN}</script>` }];
  await local.call("chat.appendStream", {
    channel: target.channel,
    ts,
    chunks: [
      { ...card, details: TEXTS.join("\n"), output: TEXTS.join("\n\n"), sources },
      { type: "blocks", blocks: BLOCKS },
    ],
  });
  await local.call("chat.stopStream", { channel: target.channel, ts, blocks: BLOCKS });
  await local.call("chat.postMessage", {
    ...target,
    text: TEXTS.join("\n"),
    username: `<script>${RUN}</script>`,
  });
  await local.call("assistant.threads.setStatus", {
    channel_id: target.channel,
    thread_ts: target.thread_ts,
    status: `<img src=x onerror=${RUN}>`,
  });
  const thread = page.locator(".thread");
  await thread.locator(`[data-ts="${ts}"][data-state="stopped"]`).waitFor();
  await thread.getByRole("status").waitFor();
  await thread.getByText("press", { exact: true }).first().click();
  await thread.getByText("rich", { exact: true }).first().click();
  await page.getByRole("tab", { name: "Calls" }).click();
  await page.locator(".call summary").first().click();

  expect(await page.evaluate(() => "ran" in globalThis)).toBe(false);
  const found = await page.evaluate(() =>
    [...document.querySelectorAll("#app *")].flatMap((element) => [
      ...(/^(SCRIPT|IFRAME|STYLE|OBJECT|EMBED|FORM)$/.test(element.tagName) &&
      !element.matches(".composer, .form")
        ? [element.outerHTML.slice(0, 80)]
        : []),
      ...[...element.attributes]
        .filter(({ name, value }) => name.startsWith("on") || /^\s*(javascript|data):/i.test(value))
        .map(({ name, value }) => `${name}=${value}`),
    ]),
  );
  expect(found).toEqual([]);
  expect(requests.filter((url) => !url.startsWith(local.url))).toEqual([]);
  for (const one of TEXTS.slice(0, 4)) await thread.getByText(one.slice(0, 20)).first().waitFor();
});

test("a message as large as Slack takes, and a name as long as one likes, keep their place", async () => {
  const { page } = await open(local.url);
  const target = local.ask("x".repeat(3_000));
  const { ts } = await local.call("chat.startStream", { ...target, chunks: [text("y".repeat(11_999))] });
  await page.locator(`.thread [data-ts="${ts}"]`).waitFor();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await page.locator(".thread").getByText("100 % full").waitFor();
});

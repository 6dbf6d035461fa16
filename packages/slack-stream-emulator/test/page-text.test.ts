import fc from "fast-check";
import { expect, test } from "vitest";
import { createMessages, putMessage, selectChannel, selectThread } from "../page/live/messages.ts";
import { createStore } from "../page/live/store.ts";
import { toHtmlBlocks } from "../page/text/markdown-html.ts";
import type { MessageView, PageUpdate } from "../src/page/wire.ts";

const names = { user: (id: string) => (id === "U1" ? "Ann" : id), channel: () => "general" };

function toHtml(markdown: string): string {
  return toHtmlBlocks(markdown, names)
    .map((block) => block.html().trim())
    .join("\n");
}

test.each([
  ["one\ntwo", "<p>one<br>two</p>"],
  [
    "<@U1> <#C1|help> <!here> :tada: :nothing:",
    '<p><span class="mention">@Ann</span> <span class="mention">#help</span> <span class="mention">@here</span> 🎉 :nothing:</p>',
  ],
  ["a <b>tag</b>", "<p>a &lt;b&gt;tag&lt;/b&gt;</p>"],
  ["<script>\nx\n</script>", "&lt;script&gt;\nx\n&lt;/script&gt;"],
  ["![alt](https://example.com/a.png)", '<p><a href="https://example.com/a.png">alt</a></p>'],
  ["```js\nlet a\n```", '<pre data-language="js"><code><span class="hljs-keyword">let</span> a</code></pre>'],
  ['```"><x\n<\n```', "<pre><code>&lt;</code></pre>"],
  ["[a][b]\n\n[b]: https://example.com", '<p><a href="https://example.com">a</a></p>'],
])("Markdown %j is shown as Slack does", (markdown, html) => {
  expect(toHtml(markdown)).toBe(html);
});

test("toHtmlBlocks() keeps the order, runs no tag and fails on nothing, wherever the text ends", () => {
  const piece = fc.constantFrom(
    ...["**b**", "`", "```\n", "|a|\n|-|\n", "<@U1>", "<b>", "- x\n", "\n\n", "[", "](x)", "é", "x"],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join("");
      let end = 0;
      for (const { source, html } of toHtmlBlocks(text, names)) {
        expect(html()).not.toMatch(/<b>/);
        const at = text.indexOf(source, end);
        expect(at).toBeGreaterThanOrEqual(end);
        end = at + source.length;
      }
      expect(text.slice(end).trim()).toBe("");
    }),
    { verbose: true },
  );
});

function update(fields: Partial<PageUpdate>): PageUpdate {
  const none = { messages: [], calls: [], threads: [], banners: [], faults: [] };
  return {
    replace: false,
    now: 0,
    workspace: {},
    conditions: {},
    ...none,
    ...fields,
  } as unknown as PageUpdate;
}

function message(ts: string, fields: Partial<MessageView>): MessageView {
  return { channel: "C", ts, isBot: false, broadcast: false, ...fields } as MessageView;
}

test("the store puts updates together by time, forgets on a replacement, and keeps three banners", () => {
  const store = createStore();
  const read = () => store.read()?.messages ?? createMessages([]);
  store.apply(update({ replace: true, messages: [message("2.0", { state: "open" })] }));
  store.apply(
    update({ messages: [message("1.0", { state: "posted" }), message("2.0", { state: "stopped" })] }),
  );
  expect(selectChannel(read(), "C")).toMatchObject([
    { ts: "1.0", state: "posted" },
    { ts: "2.0", state: "stopped" },
  ]);
  expect(read().newest).toMatchObject({ ts: "2.0" });
  const banner = { channel: "C", ts: "1.0", author: "bot", text: "x" };
  store.apply(update({ banners: [banner, banner, banner, banner] }));
  expect(store.read()?.banners.map(({ id }) => id)).toEqual([2, 3, 4]);
  store.lose();
  expect(store.read()?.isConnected).toBe(false);
  expect(read().byTs.size).toBe(2);
  store.apply(update({ replace: true }));
  expect(store.read()).toMatchObject({ isConnected: true, banners: [] });
  expect(read().byTs.size).toBe(0);
});

test("an answer is shown in the channel until its question is known, and then below it", () => {
  const all = createMessages([message("2.0", { threadTs: "1.0", state: "open", isBot: true })]);
  const shown = () => selectChannel(all, "C").map(({ ts }) => ts);
  expect(shown()).toEqual(["2.0"]);
  expect(all.open.get("C")?.size).toBe(1);
  putMessage(all, message("1.0", { state: "posted" }));
  putMessage(all, message("2.0", { threadTs: "1.0", state: "stopped", isBot: true }));
  putMessage(all, message("3.0", { threadTs: "1.0", state: "posted", broadcast: true }));
  putMessage(all, message("2.5", { threadTs: "1.0", state: "deleted" }));
  expect(shown()).toEqual(["1.0", "3.0"]);
  expect(selectThread(all, { channel: "C", threadTs: "1.0" }).map(({ ts }) => ts)).toEqual([
    "1.0",
    "2.0",
    "3.0",
  ]);
  expect(all.open.get("C")?.size).toBe(0);
  expect(all.hasBot).toBe(true);
});

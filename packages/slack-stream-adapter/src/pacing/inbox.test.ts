import { expect, test } from "vitest";
import { Inbox } from "./inbox.ts";

function createInbox(): Inbox {
  return new Inbox(
    {
      clock: { now: () => 0 },
      sourceTimeoutMs: Number.POSITIVE_INFINITY,
      maxPendingBytes: Number.POSITIVE_INFINITY,
      whenPendingFull: "pause",
    },
    { wake() {} },
  );
}

const lengths = (inbox: Inbox) => inbox.items.map((item) => (item.type === "text" ? item.text.length : 0));

test("a long text waits in pieces, of which each but the last is more than one call looks at", () => {
  const inbox = createInbox();
  const text = "Plain words and more of them. ".repeat(10_000);
  for (let at = 0; at < text.length; at += 1_000) {
    inbox.text(text.slice(at, at + 1_000));
    expect(inbox.items.length).toBeGreaterThan(0);
  }
  expect(Math.max(...lengths(inbox))).toBeLessThan(40_000);
  let taken = "";
  while (inbox.items.length > 0) {
    const [item] = inbox.items;
    taken += item?.type === "text" ? item.text.slice(0, 9_000) : "";
    inbox.take([9_000]);
    for (const length of lengths(inbox).slice(0, -1)) expect(length).toBeGreaterThanOrEqual(32_768);
    expect(Math.max(0, ...lengths(inbox))).toBeLessThan(80_000);
  }
  expect(taken).toBe(text);
});

test("no piece begins with white space, which may belong behind a card", () => {
  const inbox = createInbox();
  inbox.text("x".repeat(40_000));
  expect(lengths(inbox)).toEqual([40_000]);
  inbox.text(" ");
  expect(lengths(inbox)).toEqual([40_001]);
  inbox.chunk({ type: "task_update", id: "1", title: "Search", status: "in_progress" });
  expect(lengths(inbox)).toEqual([40_000, 0, 1]);
});

test("withheld text is a part of what the source said, and never waits", () => {
  const inbox = createInbox();
  inbox.text("One ");
  inbox.withhold("two ");
  inbox.text("three");
  expect(inbox.items).toEqual([{ type: "text", text: "One three" }]);
  expect(inbox.allText()).toBe("One two three");
});

test.each([
  ["its step ended", (inbox: Inbox) => inbox.endStep(), true],
  ["the source ended", (inbox: Inbox) => inbox.done(), true],
  ["nothing happened", () => {}, false],
])(
  "while a call was made %s: text that the call left is pending if it was released (%#)",
  (_name, happen, isPending) => {
    const inbox = createInbox();
    inbox.text("a ~~b~~");
    const { released } = inbox;
    happen(inbox);
    inbox.take([1], { characters: 6, held: 6, released, wait: { for: "anything", characters: 1 } });
    expect(inbox.pending).toBe(isPending);
  },
);

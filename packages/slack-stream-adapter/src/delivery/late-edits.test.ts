import { expect, test } from "vitest";
import type { Outcome } from "../slack/outcome.ts";
import { startContent } from "./content.ts";
import { createLateEdits } from "./late-edits.ts";
import { createMessage } from "./message.ts";

const message = createMessage({
  ref: { channel: "C1", ts: "1.1" },
  transport: "edit",
  startedAt: 0,
  start: 0,
  content: startContent({ maxBytes: 1_000, stopReserve: 0 }),
});
const applied: Outcome = { type: "applied", channel: "C1", ts: "1.1" };
const lost = { type: "unknown", code: "network", error: undefined } as const;

/** An edit that was given up, and what ends it. */
function createGivenUp(): { readonly outcome: Outcome; readonly end: () => void } {
  let end = () => {};
  const settled = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { outcome: { ...lost, code: "deadline", settled }, end: () => end() };
}

test("createLateEdits() knows an edit that was given up until it is over, and then what it may have taken back", async () => {
  const edits = createLateEdits();
  const { outcome, end } = createGivenUp();
  let told = 0;
  const tell = () => {
    told += 1;
  };
  edits.note(message, outcome, tell);
  edits.note(message, applied, tell);
  expect([...edits.pending]).toEqual([message]);
  expect([...edits.overtaken]).toEqual([]);
  end();
  await Promise.resolve();
  expect([...edits.pending]).toEqual([]);
  expect([...edits.overtaken]).toEqual([message]);
  expect(told).toBe(1);
});

test("createLateEdits() is settled by an edit that was applied since, and by no other", async () => {
  const edits = createLateEdits();
  const { outcome, end } = createGivenUp();
  edits.note(message, outcome, () => {});
  end();
  await Promise.resolve();
  edits.note(message, lost, () => {});
  expect([...edits.overtaken]).toEqual([message]);
  edits.note(message, applied, () => {});
  expect([...edits.overtaken]).toEqual([]);
});

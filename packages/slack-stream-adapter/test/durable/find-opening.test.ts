import { expect, test } from "vitest";
import { noHash } from "../../src/answer/hash.ts";
import { toLetters } from "../../src/answer/sent.ts";
import { systemClock } from "../../src/clock.ts";
import { findOpenedMessage } from "../../src/durable/find-opening.ts";
import type { FoundMessage } from "../../src/slack/slack-calls.ts";

const opening = {
  call: "post",
  sentAt: 1_700_000_000_000,
  end: 0,
  hash: noHash,
  digest: noHash,
  letters: toLetters(""),
  cards: [],
  holds: [],
  ended: undefined,
} as const;

function find(text: string, streamingState?: string) {
  const message: FoundMessage = {
    channel: "C1",
    ts: "1700000001.000100",
    text,
    blocks: [],
    own: true,
    streamingState,
  };
  return findOpenedMessage({
    find: async () => ({ type: "found", messages: [message] }),
    opening,
    start: undefined,
    clock: systemClock,
  });
}

test("an opening without text and cards is not found in another message of the app, which has text", async () => {
  expect(await find("A reminder that the app posted")).toBeUndefined();
});

test("an opening without text and cards is found in a message that has neither", async () => {
  expect(await find("")).toMatchObject({ ts: "1700000001.000100" });
});

test("the message of a lost start that is found for a later post streams", async () => {
  expect(await find("", "in_progress")).toMatchObject({ opened: "stream", transport: "stream" });
});

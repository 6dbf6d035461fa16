import { createManualClock } from "slack-stream-emulator";
import { expect, test, vi } from "vitest";
import { getStreamReceipt } from "../../src/chat-sdk/index.ts";
import { createChatStory } from "./support/chat-story.ts";

const recipient = { recipientUserId: "U0000000001", recipientTeamId: "T0000000001" };

function createUntouchedSource() {
  const next = vi.fn();
  return { next, source: { [Symbol.asyncIterator]: () => ({ next }) } as unknown as AsyncIterable<string> };
}

test.each([
  ["without a thread", "slack:C0000000001:", recipient, {}],
  ["in a channel without any recipient", "slack:C0000000001:1700000000.000100", undefined, {}],
  [
    "in a channel without the recipient's workspace",
    "slack:C0000000001:1700000000.000100",
    { recipientUserId: "U0000000001" },
    {},
  ],
  [
    "where native streaming is turned off",
    "slack:C0000000001:1700000000.000100",
    recipient,
    { nativeStreaming: false },
  ],
])("stream() leaves the source to chat %s", async (_, threadId, options, config) => {
  const story = await createChatStory({ config });
  const { next, source } = createUntouchedSource();
  expect(await story.adapter.stream(threadId, source, options)).toBeNull();
  expect(next).not.toHaveBeenCalled();
  expect(story.transcript()).toBe("\n\n");
});

test("chat posts and edits the replies that are left to it", async () => {
  // No other message of this process has its `ts`, so that the receipt of no other is found.
  const clock = createManualClock({ startMs: Date.UTC(2030, 0) });
  const story = await createChatStory({ config: { nativeStreaming: false }, clock });
  const sent = await story.answer(["Some text."]);
  const [reply, ...more] = story.slack.messages.filter(({ botId }) => botId !== undefined);
  expect(more).toEqual([]);
  expect(reply).toMatchObject({ ts: sent.id, markdown: "Some text.", streamed: false });
  expect(getStreamReceipt(sent)).toBeUndefined();
});

test("stream() leaves the source to chat once the workspace has no native streaming", async () => {
  const story = await createChatStory({ emulator: { govSlack: true } });
  await story.answer(["Some text."]);
  const { next, source } = createUntouchedSource();
  expect(await story.adapter.stream(story.threadId, source, recipient)).toBeNull();
  expect(next).not.toHaveBeenCalled();
});

test("streaming.transport edit posts and edits here what chat would post and edit", async () => {
  const story = await createChatStory({
    config: { nativeStreaming: false, feedbackButtons: true, streaming: { transport: "edit" } },
  });
  await story.answer(["Some text."]);
  expect(story.slack.messages.at(-1)).toMatchObject({ state: "posted", stopBlocks: [] });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.postMessage #1 text "Some text."
    0.0s chat.update #1 "Some text." blocks[markdown "Some text.", context_actions]
    "
  `);
});

import type { StreamChunk } from "chat";
import { expect, test } from "vitest";
import { createChatStory } from "./support/chat-story.ts";
import { type Line, play, silence, task } from "./support/script.ts";

const recipient = { recipientUserId: "U0000000001", recipientTeamId: "T0000000001" };

/** Plays a script, and counts how it is released. After the last line it ends, or hangs. */
function createSource(lines: readonly Line[], { clock, end }: { clock: Clock; end?: "hangs" | undefined }) {
  const script = play(lines, clock);
  let pending = 0;
  /** For each `return()`, how many steps were pending. */
  const returns: number[] = [];
  const next = async (): Promise<IteratorResult<string | StreamChunk>> => {
    pending += 1;
    const step = await script.next();
    if (step.done === true && end === "hangs") return new Promise(() => {});
    pending -= 1;
    return step;
  };
  const iterator = {
    next,
    async return() {
      returns.push(pending);
      return { done: true as const, value: undefined };
    },
  };
  return { returns, next, [Symbol.asyncIterator]: () => iterator };
}

type Clock = Awaited<ReturnType<typeof createChatStory>>["clock"];

async function createScene(lines: readonly Line[], end?: "hangs") {
  const story = await createChatStory();
  const source = createSource(lines, { clock: story.clock, end });
  const controller = new AbortController();
  const stream = () =>
    story.clock.runUntil(
      story.adapter.stream(story.threadId, source, { ...recipient, signal: controller.signal }).then(
        () => "sent",
        (error: Error) => error.message,
      ),
    );
  return { story, source, controller, stream };
}

test("a source that has ended is released once, after its end", async () => {
  const { source, stream } = await createScene(["One @name ", task("a", "complete"), "two."]);
  await stream();
  expect(source.returns).toEqual([0]);
});

test("a source that fails is released once, and its error is passed on", async () => {
  const { source, stream } = await createScene(["One ", silence(1_000), new Error("no model")]);
  expect(await stream()).toBe("no model");
  expect(source.returns).toHaveLength(1);
});

test("a source that hangs is released at once when its turn is cancelled, without waiting for its step", async () => {
  const { story, source, controller, stream } = await createScene(["One ", "two "], "hangs");
  story.clock.setTimer(1_000, () => controller.abort());
  await stream();
  expect(source.returns).toEqual([1]);
});

test("a source that hangs is released at once when Slack refuses for good", async () => {
  const { story, source, stream } = await createScene(["One ", silence(1_000), "two "], "hangs");
  story.slack.failNext("chat.appendStream", "is_archived");
  expect(await stream()).toContain("is_archived");
  expect(source.returns).toEqual([1]);
});

test("a sync source, and a source without return(), are read to their end", async () => {
  const { story } = await createScene([]);
  const bare = { [Symbol.asyncIterator]: () => ({ next: createSource(["All."], story).next }) };
  for (const source of [bare, ["All."]] as AsyncIterable<string>[]) {
    await story.clock.runUntil(story.adapter.stream(story.threadId, source, recipient));
    expect(story.slack.messages.at(-1)).toMatchObject({ markdown: "All.", state: "stopped" });
  }
});

test("a value that is not a source fails the reply", async () => {
  const { story } = await createScene([]);
  const reply = story.adapter.stream(story.threadId, {} as AsyncIterable<string>, recipient);
  await expect(story.clock.runUntil(reply)).rejects.toThrow("must be an async iterable");
});

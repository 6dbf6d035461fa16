import { expect, test } from "vitest";
import { closeAllStreams, streamToSlack } from "../../src/index.ts";
import { createStory, silence } from "../support/story.ts";

test("closeAllStreams() closes every stream of the process within its bound", async () => {
  const story = createStory();
  const streams = ["A", "B", "C"].map((text) =>
    streamToSlack(story.script([text, silence(100), " more", silence(900_000)]), story.target, {
      clock: story.clock,
      status: false,
      firstTextMs: 0,
    }),
  );
  await story.clock.advance(150);
  const closing = closeAllStreams({ clock: story.clock });
  expect(await story.clock.runUntil(closing)).toEqual({ streams: 3, closed: 3 });
  for (const stream of streams) expect(await stream).toMatchObject({ outcome: "aborted", delivered: 6 });
  expect(story.slack.messages.filter((message) => message.state === "open")).toEqual([]);
});

test("closeAllStreams() does not wait for a Slack that hangs", async () => {
  const story = createStory();
  story.slack.failNext("chat.stopStream", { type: "stall-before-headers" }, { times: 100 });
  const stream = streamToSlack(story.script(["A", silence(900_000)]), story.target, {
    clock: story.clock,
    status: false,
    firstTextMs: 0,
  });
  await story.clock.advance(150);
  const closing = closeAllStreams({ clock: story.clock, withinMs: 3_000 });
  expect(await story.clock.runUntil(closing)).toEqual({ streams: 1, closed: 1 });
  expect(await story.clock.runUntil(stream)).toMatchObject({ outcome: "aborted" });
});

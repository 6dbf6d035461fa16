import { expect, test } from "vitest";
import { closeAllStreams, handleAgentSessionStopped, type StreamEvent } from "../../src/index.ts";
import { createStory, happen, type Story, silence } from "../support/story.ts";

const byUser = ({ slack, target: { channel, threadTs = "" } }: Story) =>
  handleAgentSessionStopped(slack.stopByUser({ channel, threadTs }));

test.each([
  ["user", byUser],
  ["shutdown", () => void closeAllStreams()],
  ["signal", (_: Story, controller: AbortController) => controller.abort()],
] as const)("onEvent hears once that the %s stopped the stream", async (by, stop) => {
  const story = createStory();
  const controller = new AbortController();
  const events: StreamEvent[] = [];
  await story.play(["Some text", happen(() => void stop(story, controller)), silence(60_000), "never"], {
    abortSignal: controller.signal,
    onEvent: (event) => events.push(event),
  });
  expect(events.filter(({ type }) => type === "stop")).toEqual([{ type: "stop", by }]);
});

test("a stream whose source ended reports no stop event", async () => {
  const story = createStory();
  const events: StreamEvent[] = [];
  await story.play(["Some text"], { onEvent: (event) => events.push(event) });
  expect(events.some(({ type }) => type === "stop")).toBe(false);
});

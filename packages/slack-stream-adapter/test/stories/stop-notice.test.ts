import { expect, test } from "vitest";
import { handleAgentSessionStopped, type StreamOptions } from "../../src/index.ts";
import { createStory, happen, type Line, silence } from "../support/story.ts";

const call = { type: "tool-call", toolCallId: "c1", toolName: "sendMail", input: {} };
const request = { type: "tool-approval-request", approvalId: "a1", toolCallId: "c1" };

const stopAfter = async (lines: readonly Line[], options: StreamOptions, refusal?: string) => {
  const story = createStory({ defaults: "library" });
  if (refusal !== undefined) story.slack.failNext("chat.update", refusal, { times: 9 });
  const press = happen(() => {
    const open = story.slack.messages.findLast(({ streamed }) => streamed);
    const { channel, threadTs = "" } = story.target;
    handleAgentSessionStopped(story.slack.stopByUser(open?.ts ?? { channel, threadTs }));
  });
  const receipt = await story.play(
    [...lines, silence(2_000), press, "Never shown.", silence(1_000)],
    options,
  );
  expect(receipt.outcome).toBe("stopped-by-user");
  const methods = story.slack.calls.map(({ method }) => method);
  return { story, after: methods.filter((method) => method === "chat.update") };
};

// A stop ended in red cards and no word.
test("after a user's stop one edit adds the notice to the shown text, and nothing more", async () => {
  const { story, after } = await stopAfter(["Half an answer.", call, request], {
    stopNotice: "Stopped.",
    taskDisplayMode: "plan",
    approvalBlocks: () => [
      {
        type: "actions",
        elements: [{ type: "button", action_id: "yes", text: { type: "plain_text", text: "Yes" } }],
      },
    ],
  });
  expect(after).toEqual(["chat.update"]);
  expect(story.thread()).toContain("Half an answer.");
  expect(story.thread()).toContain("Stopped.");
  expect(story.thread()).toContain("[✗] Withdrawn: Send mail");
  expect(story.thread()).not.toContain("[actions]");
  expect(story.thread()).not.toContain("Never shown");
});

test("without a stopNotice, or without shown text, no message is written after a stop; a refusal is ignored", async () => {
  expect((await stopAfter(["Half an answer."], {})).after).toEqual([]);
  expect((await stopAfter(["Half an answer."], { stopNotice: false })).after).toEqual([]);
  expect((await stopAfter([silence(1_000)], { stopNotice: "Stopped." })).after).toEqual([]);
  expect(
    (await stopAfter(["Half an answer."], { stopNotice: "Stopped." }, "edit_window_closed")).after,
  ).toHaveLength(1);
});

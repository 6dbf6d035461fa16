import { expect, test } from "vitest";
import { type ChatStory, createChatStory } from "./support/chat-story.ts";
import { happen, silence } from "./support/script.ts";

const answer = "message_not_in_streaming_state";
const textsOf = ({ slack }: ChatStory) =>
  slack.messages.filter(({ botId }) => botId !== undefined).map(({ markdown }) => markdown);

test("a stop that looks like an expiry at first ends the reply when its event comes a little later", async () => {
  const story = await createChatStory({ config: { agentView: true } });
  const { slack, channel, threadTs, clock } = story;
  const stop = happen(() => {
    const event = slack.stopByUser({ channel, threadTs }, { answer });
    clock.setTimer(600, () => void story.deliver({ ...event }));
  });
  const receipt = await story.receipt(["Half ", silence(2_000), stop, "of it", silence(30_000), " more"]);
  expect(receipt).toMatchObject({ outcome: "stopped-by-user", segments: [{ ended: "user-stop" }] });
  expect(slack.calls.filter(({ method }) => method === "chat.update")).toEqual([]);
  expect(textsOf(story)).toEqual(["Half"]);
});

test("an expiry that no stop event follows ends the message, and not the reply", async () => {
  const story = await createChatStory({ config: { agentView: true } });
  const expire = happen(() => story.slack.expire(story.slack.messages.at(-1)?.ts ?? ""));
  const receipt = await story.receipt(["Half.", silence(2_000), expire, "\n\nThe rest.", silence(5_000)]);
  expect(receipt.outcome).toBe("completed");
  expect(textsOf(story)).toEqual(["Half.", "The rest."]);
});

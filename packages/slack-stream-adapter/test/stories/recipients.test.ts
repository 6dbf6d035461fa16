import { PRESETS } from "slack-stream-emulator";
import { expect, test } from "vitest";
import { createStory, type Story, silence } from "../support/story.ts";

/** S7: in direct messages some workspaces need the recipients, some refuse them, and some accept both. */
const direct = { channel: "D0000000001" } as const;

const starts = ({ slack }: Story) =>
  slack.calls
    .filter(({ method }) => method === "chat.startStream")
    .map(
      ({ args, answer, fault }) =>
        `${"recipient_user_id" in args ? "with" : "without"}: ${fault ?? answer?.error ?? "ok"}`,
    );

test("a direct message names the recipients if Slack accepts both ways", async () => {
  const story = createStory(direct);
  await story.play(["One."]);
  expect(starts(story)).toEqual(["with: ok"]);
});

test("a Slack that needs the recipients in direct messages gets them, and streams", async () => {
  const story = createStory({ ...direct, ...PRESETS["dms-need-recipients"].options });
  const receipt = await story.play(["One."]);
  expect(starts(story)).toEqual(["with: ok"]);
  expect(receipt).toMatchObject({ outcome: "completed", segments: [{ transport: "stream" }] });
});

test("a Slack that refuses recipients there gets the same start without them, streams, and refuses once an hour", async () => {
  const story = createStory({ ...direct, ...PRESETS["strict-dms"].options });
  const events: object[] = [];
  const receipt = await story.play(["One."], { onEvent: (event) => void events.push(event) });
  expect(receipt).toMatchObject({
    outcome: "completed",
    fallbackReason: undefined,
    segments: [{ transport: "stream", ended: "stopped" }],
  });
  expect(events).toContainEqual({
    type: "retry",
    method: "chat.startStream",
    code: "invalid_arguments",
    waitMs: 0,
  });
  await story.play(["Two."]);
  expect(starts(story)).toEqual(["with: invalid_arguments", "without: ok", "without: ok"]);
  await story.clock.advance(3_600_000);
  await story.play(["Three."]);
  expect(starts(story).slice(3)).toEqual(["with: invalid_arguments", "without: ok"]);
});

test("a refusal for another reason does not end streaming: the recipients are added again if Slack needs them", async () => {
  const story = createStory({ ...direct, ...PRESETS["dms-need-recipients"].options });
  story.slack.failNext("chat.startStream", { type: "error", error: "invalid_arguments" });
  expect(await story.play(["One."])).toMatchObject({ segments: [{ transport: "stream" }] });
  await story.play(["Two."]);
  expect(starts(story)).toEqual([
    "with: invalid_arguments",
    "without: missing_recipient_user_id",
    "with: ok",
    "with: ok",
  ]);
});

test("a name and a layout stay if only the recipients were refused", async () => {
  const story = createStory({ ...direct, ...PRESETS["strict-dms"].options });
  await story.play(["One."], { username: "Ada", taskDisplayMode: "plan" });
  expect(story.slack.messages.at(-1)).toMatchObject({ author: { username: "Ada" }, taskDisplayMode: "plan" });
});

test("a person whom Slack does not know is left out, and nothing is learnt of the workspace", async () => {
  const story = createStory({ ...direct, target: { recipientUserId: "U0STRANGER1" } });
  expect(await story.play(["One."])).toMatchObject({ segments: [{ transport: "stream" }] });
  await story.play(["Two."]);
  const each = ["with: user_not_found", "without: ok"];
  expect(starts(story)).toEqual([...each, ...each]);
});

test("half a recipient is not sent in a direct message", async () => {
  const story = createStory({ ...direct, target: { recipientTeamId: undefined } });
  expect(await story.play(["One."])).toMatchObject({ segments: [{ transport: "stream" }] });
  expect(starts(story)).toEqual(["without: ok"]);
});

test("cards that Slack refuses in a direct message are dropped behind the recipients, and the text streams", async () => {
  const story = createStory(direct);
  const fault = { type: "error", error: "invalid_arguments" } as const;
  story.slack.failNext("chat.startStream", fault, { times: 2 });
  const card = { type: "task_update", id: "a", title: "Search", status: "complete" } as const;
  const receipt = await story.play([card, "Found.", silence(2_000), " All."]);
  expect(receipt).toMatchObject({ outcome: "completed", segments: [{ transport: "stream" }] });
  expect(starts(story)).toEqual(["with: invalid_arguments", "without: invalid_arguments", "without: ok"]);
});

test("in a channel the app itself is a recipient that Slack takes: nobody asked, and the answer streams (S9)", async () => {
  const story = createStory({ target: { recipientUserId: "U0000000099" } });
  expect(await story.play(["One.", silence(1_000), " Two."])).toMatchObject({
    outcome: "completed",
    segments: [{ transport: "stream" }],
  });
  const ofBot = createStory({ target: { recipientUserId: "B0000000001" } });
  expect(await ofBot.play(["One."])).toMatchObject({ fallbackReason: "user_not_found" });
});

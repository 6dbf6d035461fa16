import { expect, test } from "vitest";
import { systemClock } from "../../src/clock.ts";
import type { ApprovalRequest, SlackBlock, StreamItem } from "../../src/index.ts";
import { calls, finishes, says, streamTexts } from "../support/ai-models.ts";
import { createStory } from "../support/story.ts";

const question = { role: "user", content: "Send it to Ada." };

for (const version of [6, 7] as const) {
  const streamText = streamTexts[version];
  const sendMail = { needsApproval: true, execute: async () => "sent" };

  /** The turn that asks for an approval; the requests it made, and the model's messages. */
  const ask = async (story = createStory({ clock: systemClock }), options = {}) => {
    const requests: ApprovalRequest[] = [];
    const result = streamText({
      steps: [
        [...says("I have a draft."), ...calls("c1", "sendMail", { to: "Ada" }), finishes("tool-calls")],
      ],
      tools: { sendMail },
      prompt: [question],
    });
    const receipt = await story.play(result, {
      approvalBlocks: (request): readonly SlackBlock[] => {
        requests.push(request);
        return [
          {
            type: "actions",
            elements: [{ type: "button", action_id: "ok", text: { type: "plain_text", text: "Approve" } }],
          },
        ];
      },
      ...options,
    });
    return { story, receipt, requests, messages: (await result.response).messages };
  };

  test(`ai ${version}: a tool that needs approval is shown with its buttons, and the session is suspended`, async () => {
    const { story, receipt, requests } = await ask();
    expect(story.thread()).toMatchInlineSnapshot(`
      "
      user:
      question

      bot #1:
      I have a draft.
      [○] Waiting for approval: Send mail
      [actions]
      "
    `);
    expect(story.slack.statuses.session(story.target.channel, story.target.threadTs ?? "")).toBe("suspended");
    expect(story.slack.messages.at(-1)?.cardsLeftOpen).toEqual([]);
    expect(receipt.outcome).toBe("completed");
    expect(requests).toMatchObject([
      { toolCallId: "c1", toolName: "sendMail", title: "Send mail", input: { to: "Ada" } },
    ]);
  });

  test(`ai ${version}: an answer that is posted and edited suspends the session too`, async () => {
    const { story } = await ask(undefined, { transport: "edit" });
    expect(story.slack.statuses.session(story.target.channel, story.target.threadTs ?? "")).toBe("suspended");
  });

  test(`ai ${version}: the session's status is the caller's, if it is given`, async () => {
    const { story } = await ask(undefined, { sessionStatus: "closed" });
    expect(story.slack.statuses.session(story.target.channel, story.target.threadTs ?? "")).toBe("closed");
  });

  test(`ai ${version}: where Slack takes no cards, a line says that an approval is needed`, async () => {
    const story = createStory({ clock: systemClock });
    for (const method of ["chat.startStream", "chat.appendStream", "chat.stopStream"])
      story.slack.failNext(method, "invalid_chunks", { skip: method === "chat.startStream" ? 1 : 0 });
    await ask(story);
    const shown = story.slack.messages.at(-1);
    expect(shown).toMatchObject({ state: "stopped" });
    expect(shown?.cards.size).toBe(0);
    expect(shown?.markdown).toBe("I have a draft.\n\nThis needs approval before it can go on: Send mail.");
  });

  for (const approved of [true, false]) {
    test(`ai ${version}: the turn after a person ${approved ? "allowed" : "declined"} it`, async () => {
      const { requests, messages } = await ask();
      const [request] = requests;
      const answer = {
        role: "tool",
        content: [{ type: "tool-approval-response", approvalId: request?.approvalId, approved }],
      };
      const story = createStory({ clock: systemClock });
      const result = streamText({
        steps: [[...says(approved ? "It is sent." : "I leave it."), finishes()]],
        tools: { sendMail },
        prompt: [question, ...messages, answer],
      });
      await story.play(result);
      const shown = approved
        ? "[✓] Send mail\n    sent\nIt is sent."
        : "[✗] Declined: Send mail\nI leave it.";
      expect(story.thread()).toContain(shown);
      expect(story.slack.statuses.session(story.target.channel, story.target.threadTs ?? "")).toBe("active");
    });
  }
}

test("a line shows that a tool without a card waits, and is removed when it was answered", async () => {
  const request = { type: "tool-approval-request", approvalId: "a1", toolCallId: "c1" };
  const parts = (...items: object[]) =>
    [
      "Text.",
      { type: "tool-call", toolCallId: "c1", toolName: "sendMail", input: {} },
      request,
      ...items,
    ] as StreamItem[];
  for (const tasks of [false, { sendMail: false }] as const) {
    const asked = createStory();
    await asked.play(parts(), { tasks });
    expect(asked.slack.messages.at(-1)?.markdown).toBe("Text.\n\nThis needs approval before it can go on.");
    const answered = createStory();
    const response = { type: "tool-approval-response", approvalId: "a1", approved: true };
    await answered.play(parts(response), { tasks });
    expect(answered.slack.messages.at(-1)?.markdown).toBe("Text.");
    const { channel, threadTs = "" } = answered.target;
    expect(answered.slack.statuses.session(channel, threadTs)).toBe("active");
  }
});

test("an approval that comes while the stream goes on ends the waiting, an automatic one asks nobody", async () => {
  const call = { toolCallId: "c1", toolName: "sendMail", input: {} };
  const request = { type: "tool-approval-request", approvalId: "a1", toolCall: call };
  const parts = (...items: object[]) => ["Text.", { type: "tool-call", ...call }, ...items] as StreamItem[];
  const statusAfter = async (...items: object[]) => {
    const story = createStory();
    await story.play(parts(...items));
    const card = story.slack.messages.at(-1)?.cards.get("c1");
    const session = story.slack.statuses.session(story.target.channel, story.target.threadTs ?? "");
    return `${session}: ${card?.title} ${card?.output}`;
  };
  expect(await statusAfter(request)).toBe("suspended: Waiting for approval: Send mail ");
  expect(await statusAfter({ ...request, isAutomatic: true })).toBe("active: Send mail No result");
  const response = { type: "tool-approval-response", approvalId: "a1", approved: true };
  expect(await statusAfter(request, response)).toBe("active: Send mail No result");
  expect(await statusAfter(request, { ...response, approved: false })).toBe("active: Declined: Send mail ");
  expect(await statusAfter(request, { type: "tool-output-denied", toolCallId: "c1" })).toBe(
    "active: Declined: Send mail ",
  );
});

import type { SlackEmulator } from "slack-stream-emulator";

const text = (shown: string) => ({ type: "plain_text", text: shown }) as const;

export const chooseButton = {
  type: "actions",
  elements: [{ type: "button", action_id: "choose", value: "a", text: text("Choose") }],
} as const;

export const feedbackButtons = {
  type: "context_actions",
  elements: [
    {
      type: "feedback_buttons",
      action_id: "message_feedback",
      positive_button: { text: text("Good"), value: "positive" },
      negative_button: { text: text("Bad"), value: "negative" },
    },
  ],
} as const;

/** The app posts a message with something to click on. Its `ts`. */
export async function postElement(
  slack: SlackEmulator,
  place: { readonly channel: string; readonly thread_ts: string },
  block: typeof chooseButton | typeof feedbackButtons,
): Promise<string> {
  const response = await slack.fetch("https://slack.test/api/chat.postMessage", {
    method: "POST",
    headers: { authorization: `Bearer ${slack.token}`, "content-type": "application/json" },
    body: JSON.stringify({ ...place, text: "Well?", blocks: [block] }),
  });
  const { ts } = (await response.json()) as { ts?: string };
  if (ts === undefined) throw new Error("the message was refused");
  return ts;
}

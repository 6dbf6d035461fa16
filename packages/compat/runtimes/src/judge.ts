import type { SlackEmulator, StoredMessage } from "slack-stream-emulator";
import { type AnswerName, answerNames, answerTexts } from "./answer-texts.ts";
import type { Order, Receipts } from "./order.ts";

/** Returns the faults of a run, from Slack's data and the receipts. Empty if there are none. */
export function findFaults(slack: SlackEmulator, order: Order, receipts: Receipts): string[] {
  const refused = slack.calls.filter(({ answer }) => answer?.ok !== true);
  return [
    ...refused.map(({ answer, method }) => `${method} was answered by ${JSON.stringify(answer)}`),
    ...answerNames.flatMap((name) => {
      const messages = slack.messages.filter(
        ({ threadTs, botId }) => threadTs === order.threads[name] && botId,
      );
      return [...toMessageFaults(messages, name), ...toReceiptFaults(receipts, { name, messages })].map(
        (fault) => `${name}: ${fault}`,
      );
    }),
  ];
}

const leastMessages: Readonly<Record<AnswerName, number>> = {
  short: 1,
  split: 3,
  rotated: 2,
  edited: 1,
  pushed: 1,
  aborted: 1,
};

function toMessageFaults(messages: readonly StoredMessage[], name: AnswerName): string[] {
  const shown = messages.map(({ markdown }) => markdown).join("");
  const unended = messages.filter(
    ({ errored, state }) => errored || (state !== "stopped" && state !== "posted"),
  );
  return [
    ...(toLetters(shown) === toLetters(answerTexts[name]) ? [] : [`Slack shows ${JSON.stringify(shown)}`]),
    ...unended.map(({ state, errored }) => `a message was left ${errored ? "errored" : state}`),
    ...(messages.length >= leastMessages[name] ? [] : [`${messages.length} messages`]),
  ];
}

/** White space between two messages belongs to neither. */
function toLetters(text: string): string {
  return text.replaceAll(/\s+/g, "");
}

function toReceiptFaults(
  receipts: Receipts,
  { name, messages }: { name: AnswerName; messages: readonly StoredMessage[] },
): string[] {
  const { delivered, outcome, segments, text } = receipts[name];
  const expected = name === "aborted" ? "aborted" : "completed";
  const told = segments.map(({ ts }) => ts).join(" ");
  const held = messages.map(({ ts }) => ts).join(" ");
  return [
    ...(outcome === expected ? [] : [`the outcome is ${outcome}`]),
    ...(text === answerTexts[name] ? [] : [`the source said ${JSON.stringify(text)}`]),
    ...(delivered === text.length ? [] : [`${delivered} of ${text.length} characters delivered`]),
    ...(told === held ? [] : [`the receipt names ${told}, Slack holds ${held}`]),
  ];
}

import { streamToSlack } from "../index.ts";
import type { BoltArgs } from "../options/slack-target.ts";
import { type BoltTarget, slackTarget } from "./slack-target.ts";

/**
 * Makes a target in a thread for an event that has no thread: a command, a modal, or a button of an ephemeral message. It posts the
 * question in the channel, where everybody sees it, and the answer streams below it. If the event has a thread, nothing is posted.
 *
 * @param args the arguments of the listener.
 * @param question the text that is posted, as Markdown.
 * @throws TypeError if the event has no channel or the question is empty; `SlackStreamError` if Slack refuses the post, for example
 *   with `not_in_channel`.
 * @example
 * app.command("/ask", async (args) => {
 *   await args.ack();
 *   const { text, user_id } = args.command;
 *   await streamToSlack(answer(text), await postQuestion(args, `<@${user_id}> asks: ${text}`));
 * });
 */
export async function postQuestion(args: BoltArgs, question: string): Promise<BoltTarget> {
  if (typeof question !== "string" || question.trim() === "") {
    throw new TypeError("postQuestion(): the question must be a text that is not empty");
  }
  const target = slackTarget(args);
  if (target.threadTs !== undefined) return target;
  const { client, channel } = target;
  const { segments } = await streamToSlack(toSource(question), { client, channel }, { transport: "edit" });
  const [posted] = segments;
  // If the channel was a user ID, Slack returns the ID of the direct message.
  return {
    ...target,
    channel: posted?.channel ?? channel,
    threadTs: posted?.ts,
    missing: target.missing.filter(({ field }) => field !== "threadTs"),
  };
}

async function* toSource(text: string) {
  yield text;
}

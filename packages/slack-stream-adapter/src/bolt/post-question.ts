import { streamToSlack } from "../index.ts";
import type { BoltArgs } from "../options/slack-target.ts";
import { type BoltTarget, slackTarget } from "./slack-target.ts";

/**
 * A target in a thread, for listeners whose event has none: a command, a modal, a button of an ephemeral message. The question
 * is posted in the channel, visible to all, and the answer streams below it. Where the event has a thread nothing is posted.
 *
 * @param args what the listener was given.
 * @param question what is posted, as Markdown.
 * @throws as `streamToSlack` and `slackTarget`; a `SlackStreamError` with Slack's code where the app is not in the channel.
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
  // Slack names the channel otherwise where it was given a user.
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

/** The bot by this library, in an app of Bolt. */
import type { App } from "@slack/bolt";
import { type StreamOptions, streamToSlack } from "slack-stream-adapter";
import { handleStopButton } from "slack-stream-adapter/bolt";
import type { Answer } from "./answer.ts";

export function answerMentions(app: App, answer: Answer, options?: StreamOptions): void {
  app.event("app_mention", async (args) => {
    await streamToSlack(answer(args.event.text), args, options);
  });
  handleStopButton(app);
}

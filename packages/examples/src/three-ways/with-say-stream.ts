/** The bot by the helper of Bolt. */
import type { App } from "@slack/bolt";
import type { Answer } from "./answer.ts";

export function answerMentions(app: App, answer: Answer): void {
  app.event("app_mention", async ({ event, sayStream }) => {
    const stream = sayStream();
    for await (const text of answer(event.text)) {
      await stream.append({ markdown_text: text });
    }
    await stream.stop();
  });
}

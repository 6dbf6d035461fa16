/** The bot by the Chat SDK of Vercel. */
import type { Chat } from "chat";
import type { Answer } from "./answer.ts";

export function answerMentions(bot: Chat, answer: Answer): void {
  bot.onNewMention(async (thread, message) => {
    await thread.post(answer(message.text));
  });
}

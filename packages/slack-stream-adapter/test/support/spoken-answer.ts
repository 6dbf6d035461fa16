import { type Line, type Story, silence } from "./story.ts";

/** An answer of numbered sentences: its text, and the script of a model that takes 300 ms for each sentence. */
export function createSpokenAnswer(count: number) {
  const sentences = Array.from({ length: count }, (_, index) => `Sentence ${index} of the answer.`);
  const spoken: readonly Line[] = sentences.flatMap((sentence, index) => [
    index === 0 ? sentence : ` ${sentence}`,
    silence(300),
  ]);
  return { sentences, answer: sentences.join(" "), spoken };
}

/** The text of all messages of the bot that were not deleted, in one line. */
export function shown({ slack }: Story): string {
  return slack.messages
    .filter(({ state, botId }) => state !== "deleted" && botId !== undefined)
    .flatMap(({ items }) => items.map((item) => (item.type === "text" ? item.text : "")))
    .join(" ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

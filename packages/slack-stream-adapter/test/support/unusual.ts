import { cardsOf, createStory } from "./story.ts";

/** An unusual stream that its SDK allows, and what a reader of the thread sees: the text, and then a line for each card. */
export type Row = readonly [title: string, items: readonly object[], text: string, ...cards: string[]];

/** Streams the items to the emulator, and reads the thread. */
export async function see(items: readonly object[]): Promise<{ text: string; cards: readonly string[] }> {
  const story = createStory({ defaults: "library" });
  await story.play(() => items, { status: false, firstTextMs: 0 });
  const answers = story.slack.messages.slice(1).filter(({ state }) => state !== "deleted");
  return { text: answers.map(({ markdown }) => markdown).join("\n\n"), cards: cardsOf(story) };
}

/** A chunk of a chat completion. */
export const delta = (fields: object, more: object = {}, id = "c1") => ({
  id,
  object: "chat.completion.chunk",
  choices: [{ index: 0, delta: fields, finish_reason: null, ...more }],
});

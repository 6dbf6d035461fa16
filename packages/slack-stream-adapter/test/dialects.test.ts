import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { cardsOf, createStory } from "./support/story.ts";

/** The items of a stream of a real package, recorded by `packages/compat/dialects`. */
interface Recording {
  readonly name: string;
  readonly version: string;
  readonly items: readonly unknown[];
  readonly text: string;
  readonly cards: readonly string[];
  /** The message of the failure, if the stream fails. */
  readonly error?: string;
  /** The error of the iteration, after the items. */
  readonly thrown?: string;
}

const folder = new URL("./dialects/", import.meta.url);
const recordings = readdirSync(folder).map(
  (file) => JSON.parse(readFileSync(new URL(file, folder), "utf8"), revive) as Recording,
);

/** Each transport, whether it shows cards, and what is shown instead. */
const ways = [
  { transport: "stream", cards: "shown" },
  { transport: "edit", cards: "none" },
  { transport: "stream", cards: "refused" },
] as const;

// Regression: the library posted nothing for these streams, or threw plain objects.
test.each(recordings.map((one) => [`${one.name} (${one.version})`, one] as const))(
  "%s",
  async (_name, recording) => {
    for (const { transport, cards } of ways) {
      const story = createStory({ defaults: "library" });
      if (cards === "refused")
        for (let count = 0; count < 5; count += 1)
          story.slack.failNext("chat.appendStream", "invalid_chunks");
      const seen = story.play(() => toSource(recording), {
        transport,
        failureNotice: false,
        status: false,
        firstTextMs: 0,
      });
      if (recording.error === undefined) await expect(seen).resolves.toMatchObject({ outcome: "completed" });
      else {
        const reason: unknown = await seen.then(
          () => "no failure",
          (error) => error,
        );
        expect(reason).toBeInstanceOf(Error);
        expect(String(reason)).toMatch(new RegExp(recording.error));
      }
      const answers = story.slack.messages.slice(1).filter(({ state }) => state !== "deleted");
      expect(answers.map(({ markdown }) => markdown).join("\n\n")).toBe(recording.text);
      if (cards === "shown" && recording.error === undefined)
        expect(cardsOf(story).map((card) => card.split(" | ").slice(0, 2).join(" "))).toEqual(
          recording.cards,
        );
    }
  },
);

async function* toSource({ items, thrown }: Recording): AsyncGenerator<never> {
  for (const item of items) yield item as never;
  if (thrown !== undefined) throw new Error(thrown);
}

function revive(_key: string, value: unknown): unknown {
  const message: unknown =
    typeof value === "object" && value !== null && "$error" in value ? value.$error : undefined;
  return typeof message === "string" ? new Error(message) : value;
}

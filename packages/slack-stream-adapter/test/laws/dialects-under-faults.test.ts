import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import type { Fault } from "slack-stream-emulator";
import { expect, test } from "vitest";
import { cardsOf, createStory, type Line, silence } from "../support/story.ts";
import { tries } from "../support/thorough.ts";

/**
 * Streams of the real SDKs, with silences between their parts, go to a Slack whose responses are lost, late or rate limits. Each
 * part is shown once, as the recording says, and nothing is left open or errored.
 */

interface Recording {
  readonly name: string;
  readonly items: readonly unknown[];
  readonly text: string;
  readonly cards: readonly string[];
  readonly error?: string;
  readonly thrown?: string;
}

const folder = new URL("../dialects/", import.meta.url);
const recordings = readdirSync(folder).map(
  (file) => JSON.parse(readFileSync(new URL(file, folder), "utf8"), revive) as Recording,
);

const methods = ["startStream", "appendStream", "stopStream", "update", "postMessage"] as const;
const faults: readonly Fault[] = [
  { type: "reset-before" },
  { type: "reset-after" },
  { type: "reset-in-body" },
  { type: "http", status: 503 },
  { type: "http", status: 500, applied: true },
  { type: "rate-limit", retryAfter: 2 },
  { type: "stall-before-headers", applied: "later", afterMs: 3_000 },
  { type: "slow", ms: 4_000 },
];

const scenario = fc.record({
  recording: fc.constantFrom(...recordings),
  /** Where the source is silent, and how long, ms. */
  silences: fc.array(fc.record({ at: fc.nat(60), ms: fc.constantFrom(40, 600, 4_000, 30_000) }), {
    maxLength: 6,
  }),
  faults: fc.array(
    fc.record({
      method: fc.constantFrom(...methods),
      fault: fc.constantFrom(...faults),
      skip: fc.nat(3),
    }),
    { maxLength: 2 },
  ),
  client: fc.constantFrom(7 as const, 8 as const),
  transport: fc.constantFrom("auto" as const, "edit" as const),
});

test("each part of a dialect is shown once, whichever responses are lost", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ recording, silences, faults: drawn, client, transport }) => {
      const story = createStory({ client, defaults: "library" });
      for (const { method, fault, skip } of drawn) story.slack.failNext(`chat.${method}`, fault, { skip });
      const lines = recording.items.flatMap((item, index): readonly Line[] => [
        ...silences.filter(({ at }) => at === index).map(({ ms }) => silence(ms)),
        item as Line,
      ]);
      const failing = recording.thrown === undefined ? [] : [new Error(recording.thrown)];
      const seen = story.play([...lines, ...failing], { transport, failureNotice: false, status: false });
      const { error, receipt } = await seen.then(
        (one) => ({ error: undefined, receipt: one }),
        (reason) => ({ error: String(reason), receipt: reason.receipt }),
      );
      if (recording.error === undefined) expect(error).toBeUndefined();
      else expect(error).toMatch(new RegExp(recording.error));

      const answers = story.slack.messages.slice(1).filter(({ state }) => state !== "deleted");
      expect(answers.filter(({ errored, state }) => errored || state === "open")).toEqual([]);
      const isSure = receipt?.segments.every(({ uncertain }: { uncertain: boolean }) => !uncertain) ?? true;
      const shown = letters(answers.map(({ markdown }) => markdown).join(""));
      if (isSure) expect(shown).toBe(letters(recording.text));
      else expect(shown).toContain(letters(recording.text).slice(-20));
      const isWhole = isSure && answers.length === 1 && recording.error === undefined && transport === "auto";
      if (isWhole)
        expect(cardsOf(story).map((card) => card.split(" | ").slice(0, 2).join(" "))).toEqual(
          recording.cards,
        );
      const states = cardsOf(story).map((card) => card.split(" | ").slice(0, 2).join(" "));
      // A card waits only if the recording says so.
      const others = states.filter((state) => !recording.cards.includes(state));
      expect(others.join()).not.toMatch(/\b(in_progress|pending)\b/);
    }),
    { numRuns: tries(400) },
  );
});

function letters(text: string): string {
  return text.replace(/\s+/g, "");
}

function revive(_key: string, value: unknown): unknown {
  const message: unknown =
    typeof value === "object" && value !== null && "$error" in value ? value.$error : undefined;
  return typeof message === "string" ? new Error(message) : value;
}

import fc from "fast-check";
import { type Piece, writeDocument } from "./document.ts";
import type { CardStep, Step } from "./schedule.ts";
import { type Telling, toSteps } from "./steps.ts";

/** `prose`: only sentences and lines. `markdown`: everything that a document can contain. */
export type DocumentScope = "prose" | "markdown";

const kinds = {
  prose: ["prose", "lines"],
  markdown: [
    "prose",
    "lines",
    "heading",
    "list",
    "steps",
    "quote",
    "fence",
    "tilde",
    "table",
    "inline",
    "wide",
    "emoji",
    "mentions",
  ],
} as const;

export function arbitrarySteps(
  scope: DocumentScope,
  withCards: "cards" | "text only",
): fc.Arbitrary<readonly Step[]> {
  const piece: fc.Arbitrary<Piece> = fc.record({
    kind: fc.constantFrom(...kinds[scope]),
    words: fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 1, max: 40 }) },
      { weight: 1, arbitrary: fc.integer({ min: 40, max: 600 }) },
    ),
  });
  return fc
    .record({
      pieces: fc.array(piece, { minLength: 1, maxLength: 8 }),
      telling: arbitraryTelling(scope, withCards),
    })
    .map(({ pieces, telling }) => toSteps(writeDocument(pieces), telling));
}

function arbitraryTelling(scope: DocumentScope, withCards: "cards" | "text only"): fc.Arbitrary<Telling> {
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  const silence = fc.record({
    place,
    ms: fc.oneof(fc.constantFrom(400, 1_500, 21_000), fc.integer({ min: 0, max: 400_000 })),
  });
  return fc.record({
    cuts: fc.oneof(
      { weight: 4, arbitrary: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 }) },
      { weight: 1, arbitrary: fc.constantFrom([3_000], [1], [400, 1]) },
    ),
    paceMs: fc.constantFrom(0, 0, 7, 40, 300),
    silences: fc.array(silence, { maxLength: 5 }),
    cards: withCards === "cards" ? arbitraryCards(place) : fc.constant([]),
    cardsAt: fc.constant(scope === "prose" ? ("anywhere" as const) : ("paragraph end" as const)),
  });
}

function arbitraryCards(place: fc.Arbitrary<number>): fc.Arbitrary<Telling["cards"]> {
  const update = fc.record({
    place,
    id: fc.constantFrom("c1", "c2", "c3"),
    status: fc.constantFrom(
      "pending" as const,
      "in_progress" as const,
      "complete" as const,
      "error" as const,
    ),
    withDetails: fc.nat(3),
    withOutput: fc.nat(3),
  });
  return fc.array(update, { maxLength: 6 }).map((updates) =>
    updates
      .sort((one, other) => one.place - other.place)
      .map(({ place: at, id, status, withDetails, withOutput }, index) => ({
        place: at,
        card: toCardStep({ id, status, withDetails, withOutput }, index),
      })),
  );
}

function toCardStep(
  update: { id: string; status: CardStep["status"]; withDetails: number; withOutput: number },
  index: number,
): CardStep {
  const { id, status, withDetails, withOutput } = update;
  return {
    type: "card",
    id,
    title: `card ${id}`,
    status,
    details: withDetails === 0 ? undefined : `d${index} `.repeat(withDetails),
    output: withOutput === 0 ? undefined : `o${index} `.repeat(withOutput),
  };
}

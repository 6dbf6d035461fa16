import { expect, test } from "vitest";
import { verdicts } from "../../src/delivery/verdicts.ts";
import { type OutcomeName, playAtSeam, type SeamScript } from "../support/seam.ts";

/**
 * Every outcome of every call at each turn of an answer, and what follows: the calls that are made, and how answer and
 * messages end. Written anew by `vitest run -u --project adapter test/laws/verdicts`.
 */
const names = Object.keys(verdicts.start) as OutcomeName[];

/** An answer of text alone, and one with all that Slack may refuse beside it. */
const answers = {
  text: { says: ["One.\n\n", "Two.\n\n", "Three."] },
  everything: {
    says: [
      "One.\n\n",
      { type: "task_update", id: "c", title: "Card", status: "in_progress", details: "looked" },
      "Two.",
    ],
    options: {
      stopBlocks: [{ type: "divider" }],
      metadata: { event_type: "answered", event_payload: {} },
      taskDisplayMode: "plan",
    },
  },
} as const satisfies Record<string, Omit<SeamScript, "outcomes">>;

/** Which call the outcome is of, and what leads there. */
const turns: Readonly<Record<string, Partial<SeamScript> & { readonly call: string }>> = {
  start: { call: "start 1" },
  append: { call: "append 1" },
  "last stop": { call: "stop 1" },
  "stop of a message that is rotated": { call: "stop 1", options: { rotateAfterMs: 5_000 } },
  "stop of a message that goes on by edit": {
    call: "stop 1",
    options: { rotateAfterMs: 5_000, continuation: "edit" },
  },
  "stop of a message that is full": { call: "stop 1", outcomes: { "append 1": "message-full" } },
  "stop after a lost stop": { call: "stop 2", outcomes: { "stop 1": "unknown" } },
  "repair within the answer": {
    call: "update 1",
    outcomes: { "append 1": "unknown", "append 2": "message-over" },
  },
  "repair at the end": { call: "update 1", outcomes: { "append 1": "unknown" } },
  post: { call: "post 1", options: { transport: "edit" } },
  "start that may not fall back": { call: "start 1", options: { transport: "stream" } },
  edit: { call: "update 1", options: { transport: "edit" } },
  "second edit": { call: "update 2", options: { transport: "edit" } },
};

test.each(Object.entries(turns))("what follows each outcome of a %s", async (turn, { call, ...lead }) => {
  const sections: string[] = [];
  for (const [title, answer] of Object.entries<Omit<SeamScript, "outcomes">>(answers)) {
    sections.push(`${title}:`);
    for (const name of names) {
      const options = { ...answer.options, ...lead.options };
      const outcomes = { ...lead.outcomes, [call]: name };
      sections.push(`  ${name}: ${await playAtSeam({ ...answer, options, outcomes })}`);
    }
  }
  await expect(`${sections.join("\n")}\n`).toMatchFileSnapshot(`verdicts/${turn.replaceAll(" ", "-")}.txt`);
});

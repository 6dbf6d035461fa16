import { test } from "vitest";
import { nextActions } from "../../src/answer/next-actions.ts";
import { expectGolden } from "../support/golden.ts";
import { type OutcomeName, playAtSeam, type SeamScript } from "../support/seam.ts";

/**
 * Every outcome of every call at each turn of an answer, and the result: the calls that follow, and how the answer and
 * its messages end. Written again by `vitest run -u --project adapter test/golden/next-actions`.
 */
const names = Object.keys(nextActions) as OutcomeName[];

/** An answer with only text, and one with all other parts that Slack may refuse. */
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

/** The call with the outcome, and the steps before it. */
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
  "stop of an answer that failed": { call: "stop 1", ending: "failed" },
  "last edit of an answer that failed": {
    call: "update 2",
    options: { transport: "edit" },
    ending: "failed",
  },
  "repair of an answer that failed": {
    call: "update 1",
    outcomes: { "append 1": "unknown" },
    ending: "failed",
  },
  "repair that goes on by edit": {
    call: "update 1",
    outcomes: { "append 1": "message-over" },
    options: { continuation: "edit" },
  },
  "every start": { call: "start" },
  "every start that may not fall back": { call: "start", options: { transport: "stream" } },
  "every append": { call: "append" },
  "every stop": { call: "stop" },
  "every stop of a message that is rotated": { call: "stop", options: { rotateAfterMs: 5_000 } },
  "every post": { call: "post", options: { transport: "edit" } },
  "every edit": { call: "update", options: { transport: "edit" } },
  "every repair": { call: "update", outcomes: { "append 1": "unknown", "append 2": "message-over" } },
  "start of a message that is full at once": {
    call: "start 1",
    says: ["A sentence of this answer. ".repeat(30)],
    options: { maxMessageBytes: 500 },
  },
  "blocks below a message that is written": {
    call: "update 1",
    says: ["One."],
    options: { transport: "edit", stopBlocks: [{ type: "divider" }] },
  },
  "metadata below a message that is written": {
    call: "update 1",
    says: ["One."],
    options: { transport: "edit", metadata: { event_type: "answered", event_payload: {} } },
  },
  "notice below a message that is written": {
    call: "update 1",
    says: ["One."],
    options: { transport: "edit" },
    ending: "failed",
  },
  "repair of a message with keepalives": { call: "update 1", options: { keepaliveMs: 2_000 } },
  "edit of a message with keepalives": {
    call: "update 1",
    options: { keepaliveMs: 2_000, rotateAfterMs: 5_000, continuation: "edit" },
  },
  "every edit of a message with keepalives": {
    call: "update",
    options: { keepaliveMs: 2_000, rotateAfterMs: 5_000, continuation: "edit" },
  },
  "second edit": { call: "update 2", options: { transport: "edit" } },
};

test("each outcome of each call leads to the calls and endings of the golden file", async () => {
  const sections: Record<string, string> = {};
  for (const [turn, script] of Object.entries(turns)) sections[turn] = await playTurn(script);
  for (const lost of lostTurns) sections[`lost ${lost[0]}`] = await playLost(...lost);
  await expectGolden(new URL("./next-actions.txt", import.meta.url), sections);
});

async function playTurn({ call, ...lead }: (typeof turns)[string]): Promise<string> {
  const sections: string[] = [];
  for (const [title, answer] of Object.entries<Omit<SeamScript, "outcomes">>(answers)) {
    sections.push(`${title}:`);
    for (const name of names) {
      const options = { ...answer.options, ...lead.options };
      const outcomes = { ...lead.outcomes, [call]: name };
      sections.push(`  ${name}: ${await playAtSeam({ ...answer, ...lead, options, outcomes })}`);
    }
  }
  return sections.join("\n");
}

/**
 * The message is recognised by its first forty letters. With fewer letters a longer attempt would not be distinguished
 * from a shorter one.
 */
const says = ["The first sentence is long enough to be told apart from any other.\n\n", "Two.\n\n", "Three."];

/** The first call is lost. The results of the look-ups in the thread follow. */
const looks = [
  [0, 0],
  [1],
  [0, 1],
  [0, 0, 1],
  [2],
  ["posted"],
  ["somebody's"],
  ["unknown", 1],
  ["rate-limited", 1],
  ["unreachable"],
  ["refused-for-good"],
] as const;

/** Lost calls, by the results of the look-ups. */
const lostTurns = [
  ["start", {}],
  ["start that may not fall back", { transport: "stream" }],
  ["post", { transport: "edit" }],
] as const;

async function playLost(...[turn, options]: (typeof lostTurns)[number]): Promise<string> {
  const lines: string[] = [];
  for (const thread of looks) {
    for (const times of ["1", "1 and 2"]) {
      const kind = turn === "post" ? "post" : "start";
      const outcomes = Object.fromEntries(
        times.split(" and ").map((time) => [`${kind} ${time}`, "unknown"] as const),
      );
      const told = await playAtSeam({ says, options, outcomes, thread: [...thread, ...thread] });
      lines.push(`${thread.join(", then ")} (lost: ${times}): ${told}`);
    }
  }
  return lines.join("\n");
}

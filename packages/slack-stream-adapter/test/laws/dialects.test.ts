import fc from "fast-check";
import { expect, test } from "vitest";
import { cardsOf, createStory } from "../support/story.ts";
import { tries } from "../support/thorough.ts";
import { apis } from "./languages/apis.ts";
import { graphs } from "./languages/graphs.ts";
import type { Call, Effect, Language, Mix, Told, Turn } from "./languages/language.ts";
import { sdks } from "./languages/sdks.ts";

/**
 * A random run of a model and its tools, in any dialect, as objects or as bytes. Bytes are cut anywhere, the stream may break
 * off anywhere, and unknown events are added. The text is shown once and in order, and each card shows the outcome of its
 * call.
 */

interface Script {
  readonly turns: readonly Turn[];
  /** Where it breaks off, of 100; over 100 it does not. */
  readonly cut: number;
  readonly fails: boolean;
  readonly form: "objects" | "bytes" | "lines";
  /** Decides the order of what happens at once, the places of unknown events and the sizes of pieces. */
  readonly salt: readonly number[];
}

const pieces = fc.array(fc.constantFrom("a", "b ", "é", "🌍", "c d", ". ", "\n", "e\n\nf", ""), {
  maxLength: 6,
});
const drawn = fc.record({
  turns: fc.array(
    fc.record({
      pieces,
      outcomes: fc.array(fc.constantFrom("done", "failed", "open") as fc.Arbitrary<Call["outcome"]>, {
        maxLength: 2,
      }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  cut: fc.oneof(fc.constant(101), fc.integer({ min: 1, max: 100 })),
  fails: fc.boolean(),
  form: fc.constantFrom("objects", "bytes", "lines") as fc.Arbitrary<Script["form"]>,
  salt: fc.array(fc.nat(99), { minLength: 3, maxLength: 9 }),
});

const script = drawn.map(({ turns, ...rest }): Script => {
  let count = 0;
  return {
    ...rest,
    turns: turns.map((turn, at) => ({
      // Each piece has its own word, which shows order and repetition.
      texts: turn.pieces.map((piece) => (piece === "" ? "" : `${piece}w${at}x${count++} `)),
      calls: turn.outcomes.map((outcome, index) => ({
        id: `call-${at}-${index}`,
        name: `tool_${at}_${index}`,
        outcome,
      })),
    })),
  };
});

const languages: Readonly<Record<string, Language>> = { ...sdks, ...apis, ...graphs };

const unknown = [
  { type: "x-unknown", data: { text: "SECRET" } },
  { type: "data-secret", data: "SECRET" },
  { type: "ping" },
  { event: "x-unknown", data: { content: "SECRET" } },
];

test.each(Object.keys(languages))("%s: text once, and cards that say what happened", async (name) => {
  await fc.assert(
    fc.asyncProperty(script, (given) => check(name, given)),
    { numRuns: tries(200) },
  );
});

async function check(name: string, { turns, cut, fails, form, salt }: Script): Promise<void> {
  const language = languages[name];
  if (language === undefined) throw new Error(name);
  let turn = 0;
  const pick = (count: number) => {
    turn += 1;
    return ((salt[turn % salt.length] ?? 0) + turn) % count;
  };
  const mix: Mix = (lists) => {
    const left = lists.filter((list) => list.length > 0).map((list) => [...list]);
    const mixed: Told[] = [];
    while (left.length > 0) {
      const at = pick(left.length);
      const list = left[at];
      mixed.push(...(list?.splice(0, 1) ?? []));
      if (list?.length === 0) left.splice(at, 1);
    }
    return mixed;
  };
  const all = turns.flatMap((one, at) => language.turn(one, at, mix, at === turns.length - 1));
  const told = all.slice(0, Math.max(1, Math.ceil((all.length * cut) / 100)));
  const items = told.flatMap(({ item }) => (pick(9) === 0 ? [item, unknown[pick(unknown.length)]] : [item]));
  const isFailing = fails && language.fail !== undefined;
  if (isFailing) items.push(language.fail?.("it is overloaded"));

  const story = createStory({ defaults: "library" });
  const source = form === "objects" ? items : toBytes(items, form, salt);
  const seen: unknown = await story
    .play(() => source as never, { failureNotice: false, finishNotice: false, status: false })
    .then(
      () => undefined,
      (reason) => reason,
    );

  if (isFailing) {
    expect(seen).toBeInstanceOf(Error);
    expect(String(seen)).toContain("it is overloaded");
  } else expect(seen).toBeUndefined();
  const effects = told
    .flatMap((one) => one.effects)
    .filter((one) => name !== "tokens" || one.type !== "begun");
  const answers = story.slack.messages.slice(1).filter(({ state }) => state !== "deleted");
  const shown = letters(answers.map(({ markdown }) => markdown).join(""));
  expect(shown.replace(/This(waitsforananswer|needsapproval).*$/, "")).toBe(letters(textOf(effects)));
  const cards = cardsOf(story);
  const begun = effects.flatMap((one) => (one.type === "begun" ? [one.call] : []));
  expect(cards.length).toBe(begun.length);
  for (const call of begun) {
    const card =
      cards.find((one) => one.includes(call.name.replaceAll("_", " ").replace("tool", "Tool"))) ?? "";
    expect(`${call.name}: ${card}`).toMatch(expectedCard(call, effects, isFailing));
  }
}

/** The states that the card of a call may have. */
function expectedCard(call: Call, effects: readonly Effect[], isFailing: boolean): RegExp {
  const at = effects.findIndex((one) => one.type === "begun" && one.call === call);
  const outcome = effects.find((one) => (one.type === "done" || one.type === "failed") && one.call === call);
  if (outcome?.type === "done") return /: complete/;
  // A tool that fails may be tried again; that is another name here.
  if (outcome?.type === "failed") return /: error .*Failed/;
  const isNext = (one: Effect) =>
    one.type === "again" || one.type === "say" || (one.type === "begun" && turnOf(one.call) > turnOf(call));
  const goesOn = effects.slice(at).some(isNext);
  return goesOn && !isFailing ? /: (complete|pending|error)/ : goesOn ? /: / : /: (pending|error)/;
}

function turnOf({ id }: Call): number {
  return Number(id.split("-")[1]);
}

/** Texts that are written at the same time stand one after the other. */
function textOf(effects: readonly Effect[]): string {
  const lanes = new Map<string, string>();
  let last = 0;
  for (const one of effects)
    if (one.type === "say") {
      const lane = one.lane ?? `${last}`;
      lanes.set(lane, (lanes.get(lane) ?? "") + one.text);
    } else if (one.type === "back") lanes.delete(one.lane);
    else if (one.type === "again") last += 1;
  return [...lanes.values()].join("");
}

function letters(text: string): string {
  return text.replace(/\s+/g, "");
}

function toBytes(items: readonly unknown[], form: "bytes" | "lines", salt: readonly number[]) {
  const [start, end] = form === "bytes" ? ["data: ", "\n\n"] : ["", "\n"];
  const text = items.map((item) => start + JSON.stringify(item) + end).join("");
  const bytes = new TextEncoder().encode(text);
  const cut: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = 1 + (salt[turn % salt.length] ?? 0);
    cut.push(bytes.slice(at, at + size));
    at += size;
  }
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of cut) controller.enqueue(piece);
      controller.close();
    },
  });
  const type = form === "bytes" ? "text/event-stream" : "application/x-ndjson";
  return new Response(stream, { headers: { "content-type": type } });
}

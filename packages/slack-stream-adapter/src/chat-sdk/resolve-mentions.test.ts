import type { StreamChunk } from "chat";
import fc from "fast-check";
import { expect, test } from "vitest";
import { resolveMentions } from "./stream-reply.ts";

/**
 * The adapter's rule in short: no mention in code spans or after a letter or "<". A resolved name is in angle brackets.
 */
async function resolveNames(text: string): Promise<string> {
  return text.replace(/`[^`\n]*`|<[^>\n]*>|(?<![A-Za-z0-9_<])@([A-Za-z0-9_]+)/g, (all, name?: string) =>
    name === undefined ? all : `<@U_${name.toUpperCase()}>`,
  );
}

async function readAll(pieces: readonly (string | StreamChunk)[]): Promise<(string | StreamChunk)[]> {
  const read: (string | StreamChunk)[] = [];
  const source = (async function* () {
    yield* pieces;
  })();
  for await (const item of resolveMentions(source, resolveNames)) read.push(item);
  return read;
}

const card: StreamChunk = { type: "task_update", id: "one", title: "One", status: "complete" };

test.each([
  ["a mention at the end", ["Thanks, @alice"], ["Thanks, ", "<@U_ALICE>"]],
  ["a mention in two pieces", ["Thanks, @ali", "ce"], ["Thanks, ", "<@U_ALICE>"]],
  ["a line that is over, by itself", ["Hi @alice\nmore ", "text"], ["Hi <@U_ALICE>\n", "more ", "text"]],
  ["a word after it", ["@alice", " and", " so on"], ["<@U_ALICE> and", " so on"]],
  ["a mail address goes on without waiting", ["a@b.example", " is"], ["a@b.example", " is"]],
  [
    "none inside a fence",
    ["```\n@alice\n```\nping @alice"],
    ["```\n", "@alice\n", "```\n", "ping ", "<@U_ALICE>"],
  ],
  [
    "none inside a fence of tildes",
    ["~~~ts\n@alice\n", "~~~\n@bob"],
    ["~~~ts\n", "@alice\n", "~~~\n", "<@U_BOB>"],
  ],
  ["none in code", ["see `@al", "ice` or @bob\n"], ["see `", "@alice` or <@U_BOB>\n"]],
  ["what is resolved already stays", ["<@U1> and @bob "], ["<@U1> and <@U_BOB> "]],
  ["a chunk lets go what waits", ["ask @alice", card, " now"], ["ask ", "<@U_ALICE>", card, " now"]],
] as const)("resolveMentions() reads %s", async (_, pieces, expected) => {
  expect(await readAll(pieces)).toEqual(expected);
});

test("resolveMentions() returns the same text, whatever the pieces", async () => {
  const words = fc.constantFrom(
    "@alice",
    "@bob",
    "a@b",
    "`",
    "code",
    " ",
    "\n",
    "```\n",
    "~~~\n",
    "<",
    ">",
    "x",
    "@",
  );
  const texts = fc.array(words, { maxLength: 30 }).map((parts) => parts.join(""));
  await fc.assert(
    fc.asyncProperty(texts, fc.array(fc.nat(60), { maxLength: 8 }), async (text, cuts) => {
      const whole = (await readAll([text])).join("");
      const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)), text.length].sort((a, b) => a - b);
      const pieces = places.slice(1).map((end, index) => text.slice(places[index], end));
      expect((await readAll(pieces)).join("")).toBe(whole);
    }),
    { verbose: 1, numRuns: 500 },
  );
});

test("resolveMentions() passes on a very long line, and still distinguishes a mail address from a mention", async () => {
  const pieces = Array.from({ length: 300_000 }, (_, index) => (index % 10 === 0 ? "@me" : "abcde"));
  expect((await readAll(["x", ...pieces, " @bob "])).join("")).toBe(`x${pieces.join("")} <@U_BOB> `);
});

test("resolveMentions() finds a mention that comes in pieces behind thousands of characters", async () => {
  for (let length = 3_980; length <= 4_010; length += 1) {
    const pieces = ["x".repeat(length - 1), " ", "@al", "i", "ce", " and more"];
    expect((await readAll(pieces)).join("")).toBe(`${"x".repeat(length - 1)} <@U_ALICE> and more`);
  }
});

test("resolveMentions() finds a mention behind a long span of code that is still open", async () => {
  const code = `\`${"code ".repeat(1_000)}`;
  expect((await readAll([...code, "@al", "ice "])).join("")).toBe(`${code}<@U_ALICE> `);
});

test("resolveMentions() returns the source unchanged if there is no resolver", () => {
  const source = (async function* () {
    yield "@alice";
  })();
  expect(resolveMentions(source, undefined)).toBe(source);
});

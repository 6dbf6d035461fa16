import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSeed } from "../../src/cli/read-seed.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "seed-"));
});

afterEach(() => rm(folder, { recursive: true }));

async function read(text: string) {
  const path = join(folder, "seed.json");
  await writeFile(path, text);
  return await readSeed(path);
}

test("a seed gives a workspace and its first messages", async () => {
  const seed = { channels: [{ id: "C1", name: "help" }], messages: [{ text: "Hello?", channel: "C1" }] };
  expect(await read(JSON.stringify(seed))).toEqual({
    workspace: { channels: [{ id: "C1", name: "help" }] },
    messages: [{ text: "Hello?", channel: "C1" }],
  });
});

test.each([
  ["{", /seed\.json is no JSON: /],
  ["[]", /seed\.json must be a JSON object$/],
  ['{"chanels":[]}', /seed\.json: unknown list chanels; did you mean channels\?$/],
  ['{"users":{}}', /\.users must be a list$/],
  ['{"users":[1]}', /\.users\[0\] must be an object$/],
  ['{"users":[{"id":"U1"},{}]}', /\.users\[1\]\.id must be a text that is not empty, got undefined$/],
  ['{"users":[{"id":"U1","isBot":"no"}]}', /\.users\[0\]\.isBot must be true or false, got "no"$/],
  ['{"apps":[{"token":"x","scopes":[1]}]}', /\.apps\[0\]\.scopes must be a list of texts, got \[1\]$/],
  ['{"apps":[{"token":"x","__proto__x":1}]}', /\.apps\[0\]: unknown field __proto__x; known are token, /],
  ['{"users":[{"id":"U1"},{"id":"U1"}]}', /\.users must not have the id U1 twice$/],
  [
    '{"messages":[{"text":"x","channel":"C9"}]}',
    /\.messages\[0\]\.channel must be a channel of the seed, got C9$/,
  ],
  ['{"messages":[{"text":"x","user":"U9"}]}', /\.messages\[0\]\.user must be a user of the seed, got U9$/],
  ['{"messages":[{"txt":"x"}]}', /\.messages\[0\]: unknown field txt; did you mean text\?$/],
])("%s is refused with one sentence", async (text, sentence) => {
  await expect(read(text)).rejects.toThrow(sentence);
});

test("the error for a missing file names its path", async () => {
  await expect(readSeed(join(folder, "none.json"))).rejects.toThrow(/none\.json can't be read \(ENOENT\)$/);
});

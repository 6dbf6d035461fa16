import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { COVERAGE, connectBot, createSlackEmulator, EVENT_COVERAGE } from "../src/index.ts";
import { METHODS } from "../src/methods/table.ts";
import { REFUSALS } from "./methods/refusals.ts";
import { toCoveragePage } from "./support/coverage-page.ts";

const ROOT = join(import.meta.dirname, "..");
const FACTS = join(ROOT, "../../docs/slack-facts.md");

/** All tests of methods that name this method. */
function readTests(method: string): string {
  return readdirSync(join(ROOT, "test/methods"))
    .map((name) => readFileSync(join(ROOT, "test/methods", name), "utf8"))
    .filter((text) => text.includes(`"${method}"`) || HELPERS[method]?.test(text))
    .join("\n");
}

/** Methods that tests call through a helper. */
const HELPERS: Readonly<Record<string, RegExp>> = {
  "chat.startStream": /\bstart\(/,
  "chat.appendStream": /\bappend\(/,
  "chat.stopStream": /\bstop\(/,
};

function listSources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => join(ROOT, folder, path));
}

function readFactNumbers(): Set<string> {
  const rows = readFileSync(FACTS, "utf8").matchAll(/^\| (S\d+) \|/gm);
  return new Set([...rows].map((row) => String(row[1])));
}

test("the manifest lists exactly the methods of the emulator", () => {
  expect(COVERAGE.map((one) => one.method).sort()).toEqual(Object.keys(METHODS).sort());
});

test.each(COVERAGE)(
  "$method: every refusal it claims is expected by one of its tests",
  ({ method, errors }) => {
    const written = readTests(method);
    const isRefused = (error: string) =>
      REFUSALS.some((one) => one.method === method && one.error === error) || written.includes(`"${error}"`);
    expect(errors.filter((error) => !isRefused(error))).toEqual([]);
  },
);

test.each(COVERAGE.filter((one) => one.status === "partial"))(
  "$method: what is left out is said",
  ({ notes }) => {
    expect(notes).toMatch(/\.$/);
  },
);

test("each event is sent by the function that the manifest names, and a test expects it", () => {
  const bot = connectBot(createSlackEmulator(), { bot: "http://127.0.0.1:1", signingSecret: "secret" });
  const written = ["connect-bot", "people"]
    .map((name) => readFileSync(join(ROOT, `test/events/${name}.test.ts`), "utf8"))
    .join("\n");
  expect(EVENT_COVERAGE.map(({ sentBy }) => sentBy).filter((name) => !(name in bot))).toEqual([]);
  expect(EVENT_COVERAGE.filter(({ sentBy }) => !written.includes(`bot.${sentBy}(`))).toEqual([]);
});

test("docs/emulator-coverage.md is what `pnpm docs:coverage` writes", () => {
  const page = readFileSync(join(ROOT, "../../docs/emulator-coverage.md"), "utf8");
  expect(page).toBe(toCoveragePage());
});

/** The methods that public AI bots call most. Each needs its own rules. */
const MOST_CALLED =
  `api.test apps.connections.open assistant.threads.setStatus assistant.threads.setSuggestedPrompts
  assistant.threads.setTitle auth.test bookmarks.add bots.info chat.appendStream chat.delete chat.getPermalink chat.postEphemeral
  chat.postMessage chat.scheduleMessage chat.startStream chat.stopStream chat.update conversations.create conversations.history
  conversations.info conversations.join conversations.list conversations.members conversations.open conversations.replies
  files.completeUploadExternal files.getUploadURLExternal files.info oauth.v2.access pins.add reactions.add reactions.remove
  search.messages team.info usergroups.list users.info users.list users.lookupByEmail users.profile.get views.open views.publish
  views.push views.update`.split(/\s+/);

test("the emulator has the methods that AI bots call most", () => {
  expect(MOST_CALLED.filter((method) => !Object.hasOwn(METHODS, method))).toEqual([]);
});

test("every cited fact is in docs/slack-facts.md", () => {
  expect(existsSync(FACTS)).toBe(true);
  const known = readFactNumbers();
  const cited = [...listSources("src"), ...listSources("test")].flatMap((path) =>
    [...readFileSync(path, "utf8").matchAll(/\bS\d+\b/g)].map(([fact]) => ({ fact, path })),
  );
  expect(cited.length).toBeGreaterThan(100);
  expect(cited.filter(({ fact }) => !known.has(fact))).toEqual([]);
});

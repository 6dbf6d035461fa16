import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { LogLevel, WebClient } from "@slack/web-api";
import { streamToSlack } from "slack-stream-adapter";
import { createSlackEmulator } from "slack-stream-emulator";
import { expect, test } from "vitest";
import type { Case } from "./case.ts";
import { cases } from "./cases.ts";
import { startProvider } from "./provider.ts";

/** The folder of the recorded items, which `pnpm test` replays. */
const fixtures = new URL("../../../slack-stream-adapter/test/dialects/", import.meta.url);
const isRecording = process.env.RECORD !== undefined;

test.each(cases)("$name", async (given) => {
  expect(await read(given)).toEqual({
    text: given.text,
    cards: given.cards ?? [],
    error: given.error === undefined ? undefined : expect.stringMatching(given.error),
  });
  if (isRecording) await record(given);
});

/** The thread as a reader sees it, and the result of the promise. */
async function read(given: Case) {
  const provider = await startProvider(given.bodies ?? []);
  const slack = createSlackEmulator();
  const parent = slack.postUserMessage({ channel: "C0000000001", text: "question", user: "U0000000001" });
  const target = {
    client: new WebClient(slack.token, { ...slack.webClientOptions(8), logLevel: LogLevel.ERROR }),
    channel: "C0000000001",
    threadTs: parent.ts,
    recipientUserId: "U0000000001",
    recipientTeamId: "T0000000001",
  };
  let error: string | undefined;
  try {
    await streamToSlack(() => given.open(provider.url), target, {
      failureNotice: false,
      status: false,
      firstTextMs: 0,
    });
  } catch (reason) {
    error = String(reason);
  } finally {
    provider.close();
  }
  const answers = slack.messages.filter(({ state, ts }) => state !== "deleted" && ts !== parent.ts);
  return {
    text: answers.map(({ markdown }) => markdown).join("\n\n"),
    cards:
      error === undefined
        ? answers.flatMap(({ cards }) => [...cards.values()].map(({ status, title }) => `${status} ${title}`))
        : [],
    error,
  };
}

/** Writes the items of a stream to a file. For a `Response` and for bytes it writes their text. */
async function record({ name, bodies, open, text, cards, error }: Case): Promise<void> {
  const provider = await startProvider(bodies ?? []);
  const items: unknown[] = [];
  let thrown: unknown;
  try {
    const opened = open(provider.url) as object;
    // A stream may be a promise of its whole answer as well.
    const made = Symbol.asyncIterator in opened ? opened : ((await opened) as object);
    if (made instanceof Response) items.push(await made.text());
    else
      for await (const item of toIterable(made))
        items.push(item instanceof Uint8Array ? new TextDecoder().decode(item) : item);
  } catch (reason) {
    thrown = String(reason);
  }
  provider.close();
  if (items.length === 0) return;
  mkdirSync(fixtures, { recursive: true });
  const file = `${name.replaceAll(/[^a-z0-9]+/gi, "-").replace(/^-/, "")}.json`;
  const fixture = {
    name,
    version: versionOf(name),
    text,
    cards: cards ?? [],
    error: error?.source,
    thrown,
    items,
  };
  writeFileSync(new URL(file, fixtures), `${JSON.stringify(fixture, plain, 1)}\n`);
}

function toIterable(made: object): AsyncIterable<unknown> {
  return ("fullStream" in made ? made.fullStream : made) as AsyncIterable<unknown>;
}

function plain(key: string, value: unknown): unknown {
  if (key === "stack") return undefined; // It contains paths of the machine.
  return value instanceof Error ? { $error: value.message } : value;
}

function versionOf(name: string): string {
  const [first = "", second = ""] = name.split("/");
  const path = first.startsWith("@")
    ? `${first}/${second}`
    : first === "ai 7"
      ? "ai"
      : first.replace(" ", "-");
  const file = new URL(`../node_modules/${path}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

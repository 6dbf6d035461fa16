import process, { env } from "node:process";
import { afterAll, beforeAll, describe, expect, type TestContext, test } from "vitest";
import { answers, textOf } from "./answers.ts";
import type { ChildEnd, ChildTask } from "./child.ts";
import { buildChild, createScene, type Kill, type Scene } from "./scene.ts";
import { pause, type Server, startPostgres, startRedis } from "./servers.ts";
import type { StoreKind, StorePlace } from "./stores.ts";

const isThorough = env.THOROUGH === "1";
/** Most of it for the others. */
const patienceMs = 7_200_000;
const servers: { redis?: Server; pg?: Server } = {};

beforeAll(async () => {
  const [redis, pg] = await Promise.all([startRedis(), startPostgres(), buildChild()]);
  servers.redis = redis;
  servers.pg = pg;
});

afterAll(async () => {
  await Promise.all([servers.redis?.stop(), servers.pg?.stop()]);
});

function placeOf(kind: StoreKind): StorePlace {
  return { kind, url: (kind === "pg" ? servers.pg : servers.redis)?.url ?? "" };
}

const live = ({ slack }: Scene) =>
  slack.messages.filter(({ state, botId }) => state !== "deleted" && botId !== undefined);

/** The visible text, without white space, which may change between messages. */
function shown(scene: Scene): string {
  return live(scene)
    .flatMap(({ items }) => items.map((item) => (item.type === "text" ? item.text : "")))
    .join("")
    .replaceAll(/[\s\u200B]+/g, "");
}

/** Except for cards that go on in a later message. */
const cardsOf = (scene: Scene) =>
  live(scene)
    .flatMap(({ cards }) => [...cards.values()])
    .filter(({ title }) => !title?.endsWith("(continued)"))
    .map(({ id, title, status, output }) => ({ id, title, status, output }));

const solid = (text: string) => text.replaceAll(/\s+/g, "");

/** All tests run at the same time, because they mostly wait; but with more scenes than these, some would wait for the processor. */
let free = 3;
const waiting: (() => void)[] = [];
let tries = 0;

async function inScene<T>(kind: StoreKind, play: (scene: Scene, id: string) => Promise<T>): Promise<T> {
  if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
  else free -= 1;
  tries += 1;
  const id = `answer ${tries} ${Date.now()}`;
  try {
    const scene = await createScene(placeOf(kind));
    return await play(scene, id).finally(() => scene.close());
  } finally {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  }
}

interface Case {
  readonly kind: StoreKind;
  readonly answer: string;
  /** The deaths, one for each process. The process after them is not killed. */
  readonly kills: readonly Kill[];
  readonly source?: ChildTask["source"];
}

/** Kills processes, and lets another go on with the same id. */
async function killAndGoOn({ kind, answer, kills, source = "over" }: Case): Promise<void> {
  await inScene(kind, async (scene, id) => {
    const ends: (ChildEnd | undefined)[] = [];
    let messages = 0;
    for (const [index, kill] of kills.entries()) {
      const from = index === 0 ? "over" : source;
      ends.push(await scene.start({ id, answer, source: from, waitMs: 10_000 }, kill).end);
      messages = Math.max(messages, live(scene).length);
    }
    const last = await scene.start({ id, answer, source, waitMs: 10_000 }).end;
    const what = `${JSON.stringify({ kind, answer, kills, source, ends, last })}\n${scene.slack.transcript().join("\n")}`;
    const whole = wholes.get(answer);
    expect(last, what).toMatchObject({ outcome: "completed" });
    const isOther = source === "other" && ends[0] === undefined;
    expect(shown(scene), what).toBe(isOther ? solid("Something else is said this time.") : whole?.text);
    const left = scene.slack.messages.filter(({ state, errored }) => state === "open" || errored);
    expect(left, what).toEqual([]);
    expect(cardsOf(scene), what).toEqual(isOther ? [] : whole?.cards);
    const most = Math.max(messages, whole?.messages ?? 1) + kills.length;
    expect(live(scene).length, what).toBeLessThanOrEqual(most);
  });
}

/** If one fails, the others still run. */
async function playAll({ task }: TestContext, cases: readonly Case[]): Promise<void> {
  const results = await Promise.allSettled(cases.map(killAndGoOn));
  const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  const name = `${task.suite?.name} > ${task.name}`;
  process.stdout.write(`${name}: ${cases.length - failures.length} of ${cases.length} cases\n`);
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} of ${cases.length} cases failed`);
}

/** The result of an answer whose process is not killed. */
interface Whole {
  readonly text: string;
  readonly cards: readonly unknown[];
  readonly messages: number;
  readonly calls: number;
}

const wholes = new Map<string, Whole>();

/** Plays it once. */
async function playWhole(kind: StoreKind, answer: string): Promise<void> {
  await inScene(kind, async (scene, id) => {
    expect(await scene.start({ id, answer }).end).toEqual({ outcome: "completed", replayed: false });
    expect(shown(scene)).toBe(solid(textOf(answers[answer] ?? { lines: [] })));
    const calls = scene.calls();
    wholes.set(answer, {
      text: shown(scene),
      cards: cardsOf(scene),
      messages: live(scene).length,
      calls,
    });
    expect(await scene.start({ id, answer }).end).toEqual({ outcome: "completed", replayed: true });
    expect(scene.calls()).toBe(calls);
  });
}

/**
 * The deaths before and after each call. A sample has those of a call in the middle, and for plain text also of the
 * first and last call.
 */
function killsOf(answer: string): readonly Kill[] {
  const { calls } = wholes.get(answer) ?? { calls: 0 };
  const numbers = Array.from({ length: calls }, (_, index) => index + 1);
  const middle = Math.ceil(calls / 2);
  const chosen = isThorough ? numbers : answer === "text" ? [1, middle, calls] : [middle];
  return [...new Set(chosen)].flatMap((call) => [
    { call, when: "before" as const },
    { call, when: "after" as const },
  ]);
}

const everything = (["redis", "ioredis", "pg"] as const).flatMap((kind) =>
  Object.keys(answers).map((answer) => [answer, kind] as const),
);
/** Each answer with one store, and each store with one answer. */
const sample = everything.filter(([answer, kind]) => kind === "redis" || answer === "cards");

describe.concurrent.each(isThorough ? everything : sample)("%s with %s", (answer, kind) => {
  beforeAll(() => playWhole(kind, answer), patienceMs);

  test(
    "complete, at whichever call a process is killed",
    async (context) => {
      await playAll(
        context,
        killsOf(answer).map((kill) => ({ kind, answer, kills: [kill] })),
      );
    },
    patienceMs,
  );

  if (!(isThorough || (kind === "redis" && ["text", "steps"].includes(answer)))) return;

  test(
    "complete, if a process is killed at any moment",
    async (context) => {
      const moments = Array.from(
        { length: isThorough ? 20 : 1 },
        () => 150 + Math.floor(Math.random() * 2_500),
      );
      await playAll(
        context,
        moments.map((afterMs) => ({ kind, answer, kills: [{ afterMs }] })),
      );
    },
    patienceMs,
  );

  test(
    "complete, if the source begins at the given place",
    async (context) => {
      const kills = killsOf(answer);
      const chosen = isThorough ? kills : kills.slice(-1);
      await playAll(
        context,
        chosen.map((kill) => ({ kind, answer, kills: [kill], source: "offset" })),
      );
    },
    patienceMs,
  );

  test(
    "another answer, if the source gives different text",
    async (context) => {
      const kills = killsOf(answer);
      const chosen = isThorough ? kills : kills.slice(0, 1);
      await playAll(
        context,
        chosen.map((kill) => ({ kind, answer, kills: [kill], source: "other" })),
      );
    },
    patienceMs,
  );

  test(
    "complete, if the next process is killed too",
    async (context) => {
      const kills = killsOf(answer);
      const chosen = isThorough ? kills : kills.slice(0, 1);
      await playAll(
        context,
        chosen.map((kill, index) => ({
          kind,
          answer,
          kills: [kill, { call: 1 + (index % 4), when: "after" }],
        })),
      );
    },
    patienceMs,
  );
});

test.concurrent(
  "of two processes that race for an id one answers",
  async () => {
    await inScene("redis", async (scene, id) => {
      const both = await Promise.all([scene.start({ id }).end, scene.start({ id }).end]);
      expect(both.filter((end) => end?.outcome === "completed")).toHaveLength(1);
      expect(both.filter((end) => end?.code === "already-running")).toHaveLength(1);
      expect(shown(scene)).toBe(solid(textOf(answers.text ?? { lines: [] })));
    });
  },
  patienceMs,
);

test.concurrent(
  "a process that was frozen for longer than its lease writes nothing more",
  async () => {
    await inScene("redis", async (scene, id) => {
      const frozen = scene.start({ id, answer: "silence" });
      while (scene.calls() < 2) await pause(20);
      frozen.process.kill("SIGSTOP");
      const other = await scene.start({ id, answer: "silence", waitMs: 10_000 }).end;
      expect(other).toEqual({ outcome: "completed", replayed: false });
      const calls = scene.calls();
      frozen.process.kill("SIGCONT");
      expect(await frozen.end).toMatchObject({ code: "already-running" });
      expect(scene.calls()).toBe(calls);
      expect(shown(scene)).toBe(solid(textOf(answers.silence ?? { lines: [] })));
    });
  },
  patienceMs,
);

import { env } from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answers, textOf } from "./answers.ts";
import { buildChild, createScene, type Kill, type Scene } from "./scene.ts";
import { pause, type Server, startPostgres, startRedis } from "./servers.ts";
import type { StoreKind, StorePlace } from "./stores.ts";

const isThorough = env.THOROUGH === "1";
const servers: { redis?: Server; pg?: Server } = {};

beforeAll(async () => {
  const [redis, pg] = await Promise.all([startRedis(), startPostgres(), buildChild()]);
  servers.redis = redis;
  servers.pg = pg;
}, 60_000);

afterAll(async () => {
  await Promise.all([servers.redis?.stop(), servers.pg?.stop()]);
});

function placeOf(kind: StoreKind): StorePlace {
  return { kind, url: (kind === "pg" ? servers.pg : servers.redis)?.url ?? "" };
}

const live = ({ slack }: Scene) =>
  slack.messages.filter(({ state, botId }) => state !== "deleted" && botId !== undefined);

/** What readers see, without the white space that may come and go between messages. */
function shown(scene: Scene): string {
  return live(scene)
    .flatMap(({ items }) => items.map((item) => (item.type === "text" ? item.text : "")))
    .join("")
    .replaceAll(/[\s\u200B]+/g, "");
}

const solid = (text: string) => text.replaceAll(/\s+/g, "");
let tries = 0;

async function inScene<T>(kind: StoreKind, play: (scene: Scene, id: string) => Promise<T>): Promise<T> {
  const scene = await createScene(placeOf(kind));
  tries += 1;
  try {
    return await play(scene, `answer ${tries} ${Date.now()}`);
  } finally {
    await scene.close();
  }
}

interface Case {
  readonly kind: StoreKind;
  readonly answer: string;
  readonly kill: Kill;
  readonly source?: "over" | "offset" | "other";
}

/** Kills a process, and lets another go on with the same id. */
async function killAndGoOn({ kind, answer, kill, source = "over" }: Case): Promise<void> {
  const script = answers[answer] ?? { lines: [] };
  await inScene(kind, async (scene, id) => {
    const first = scene.start({ id, answer }, kill);
    const end = await first.end;
    const messages = live(scene).length;
    const second = await scene.start({ id, answer, source, waitMs: 10_000 }).end;
    const what = `${JSON.stringify({ kind, answer, kill, source, end, second })}\n${scene.slack.transcript().join("\n")}`;
    expect(second, what).toMatchObject({ outcome: "completed" });
    const isOver = end !== undefined;
    const other = solid("Something else is said this time.");
    expect(shown(scene), what).toBe(source === "other" && !isOver ? other : solid(textOf(script)));
    const left = scene.slack.messages.filter(({ state, errored }) => state === "open" || errored);
    expect(left, what).toEqual([]);
    const cards = live(scene).flatMap((message) => [...message.cards.values()]);
    expect(
      cards.filter(({ status }) => status === "in_progress"),
      what,
    ).toEqual([]);
    const most = Math.max(messages, whole.get(answer) ?? 1) + 1;
    expect(live(scene).length, what).toBeLessThanOrEqual(most);
  });
}

/** How many messages an answer takes that nobody kills, and how many calls. */
const whole = new Map<string, number>();
const callsOf = new Map<string, number>();

describe.each(Object.keys(answers))("%s", (answer) => {
  test("whole, where nothing happens", async () => {
    await inScene("redis", async (scene, id) => {
      expect(await scene.start({ id, answer }).end).toEqual({ outcome: "completed", replayed: false });
      expect(shown(scene)).toBe(solid(textOf(answers[answer] ?? { lines: [] })));
      whole.set(answer, live(scene).length);
      callsOf.set(answer, scene.calls());
      const calls = scene.calls();
      expect(await scene.start({ id, answer }).end).toEqual({ outcome: "completed", replayed: true });
      expect(scene.calls()).toBe(calls);
    });
  });

  test("whole, wherever a process is killed at a call", async () => {
    const calls = callsOf.get(answer) ?? 0;
    const numbers = Array.from({ length: calls }, (_, index) => index + 1);
    const chosen = isThorough ? numbers : [1, Math.ceil(calls / 2), calls];
    for (const call of new Set(chosen)) {
      for (const when of ["before", "after"] as const)
        await killAndGoOn({ kind: "redis", answer, kill: { call, when } });
    }
  }, 600_000);

  test("whole, where a process is killed at any moment", async () => {
    const moments = Array.from(
      { length: isThorough ? 20 : 2 },
      () => 150 + Math.floor(Math.random() * 2_500),
    );
    for (const afterMs of moments) await killAndGoOn({ kind: "redis", answer, kill: { afterMs } });
  }, 600_000);
});

test.each(["ioredis", "pg"] as const)(
  "whole with %s",
  async (kind) => {
    for (const when of ["before", "after"] as const)
      await killAndGoOn({ kind, answer: "cards", kill: { call: 3, when } });
  },
  120_000,
);

test("a source that begins where it is told to gives the rest alone", async () => {
  for (const call of isThorough ? [2, 5, 8, 11, 14] : [8])
    await killAndGoOn({ kind: "redis", answer: "rotation", kill: { call, when: "after" }, source: "offset" });
}, 300_000);

test("a source that says something else replaces what was shown", async () => {
  for (const answer of isThorough ? Object.keys(answers) : ["text"])
    for (const call of isThorough ? [1, 2, 3, 4] : [3])
      await killAndGoOn({ kind: "redis", answer, kill: { call, when: "after" }, source: "other" });
}, 300_000);

test("of two processes that race for an id one answers", async () => {
  await inScene("redis", async (scene, id) => {
    const both = await Promise.all([scene.start({ id }).end, scene.start({ id }).end]);
    expect(both.filter((end) => end?.outcome === "completed")).toHaveLength(1);
    expect(both.filter((end) => end?.code === "already-running")).toHaveLength(1);
    expect(shown(scene)).toBe(solid(textOf(answers.text ?? { lines: [] })));
  });
}, 60_000);

test("a process that was frozen for longer than its lease writes nothing more", async () => {
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
}, 60_000);

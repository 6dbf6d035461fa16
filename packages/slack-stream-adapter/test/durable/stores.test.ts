import { expect, test } from "vitest";
import type { Clock, StreamEvent } from "../../src/index.ts";
import { createMortal, createStore, endLease, liveOnce, type MemoryState } from "../support/mortal.ts";
import { createStory, type Story, silence } from "../support/story.ts";

const lines = Array.from({ length: 20 }, (_, index) => [`word${index} `, silence(400)]).flat();
const text = lines.filter((line) => typeof line === "string").join("");

/** A store whose method behaves differently from its nth call on. */
function tamper(
  memory: MemoryState,
  method: string,
  from: number,
  what: (args: readonly unknown[]) => unknown,
): MemoryState {
  let calls = 0;
  return new Proxy(memory, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...args: readonly unknown[]) => {
        if (name === method) calls += 1;
        return name === method && calls >= from ? what(args) : value.apply(target, args);
      };
    },
  });
}

function wordsIn({ slack }: Story): readonly string[] {
  const shown = slack.messages
    .filter(({ botId, state }) => botId !== undefined && state !== "deleted")
    .flatMap(({ items }) => items.map((item) => (item.type === "text" ? item.text : "")));
  return shown.join("\n").trim().split(/\s+/);
}

const rejects = () => Promise.reject(new Error("ECONNREFUSED"));
const hangs = () => new Promise(() => {});

test.each([
  ["acquireLock", 1, rejects],
  ["get", 1, rejects],
  ["set", 1, rejects],
  ["set", 4, rejects],
  ["extendLock", 1, rejects],
  ["appendToList", 1, rejects],
  ["connect", 1, rejects],
  ["connect", 1, hangs],
  ["acquireLock", 1, hangs],
  ["set", 3, hangs],
] as const)(
  "a store whose %s fails from call %i on is left alone, and the answer goes on",
  async (method, from, what) => {
    const story = createStory();
    const store = tamper(createStore(), method, from, what);
    const events: StreamEvent[] = [];
    const mortal = createMortal(story, store);
    // The answer lasts longer than a third of the lease.
    const slow = [...lines, silence(12_000), "end"];
    const receipt = await liveOnce(story, mortal, () => story.script(slow), {
      onEvent: (event) => events.push(event),
    });
    expect(receipt).toMatchObject({ outcome: "completed", checkpoint: "off", text: `${text}end` });
    expect(events.filter(({ type }) => type === "checkpoint-off")).toMatchObject([
      { code: method === "connect" ? "acquireLock" : method },
    ]);
  },
);

// The next process took what the dead one was opening for all that the message held, and said the rest in it again.
test("a message whose process lost its store while it opened it, and then died, is written whole", async () => {
  const story = createStory();
  const memory = createStore();
  const dead = createMortal(story, tamper(memory, "set", 2, rejects), { call: 5, when: "after" });
  expect(await liveOnce(story, dead, () => story.script(lines))).toBe("died");
  await endLease(memory);
  const receipt = await liveOnce(story, createMortal(story, memory), () => story.script(lines));
  expect(receipt).toMatchObject({ outcome: "completed" });
  expect(wordsIn(story)).toEqual(text.trim().split(" "));
});

// The record said that nothing was under way, so the next process went on in the message, and said again what it held.
test.each([
  ["fails", 3, rejects],
  ["is late", 2, undefined],
] as const)(
  "a message that grew after the write of its start, which was the last that did not fail, is written whole: the store %s",
  async (_, from, what) => {
    const story = createStory();
    const memory = createStore();
    const later = async (args: readonly unknown[]) => {
      await new Promise<void>((resolve) => void story.clock.setTimer(3_000, resolve));
      return Reflect.apply(memory.set, memory, args);
    };
    const dead = createMortal(story, tamper(memory, "set", from, what ?? later), { call: 9, when: "after" });
    expect(await liveOnce(story, dead, () => story.script(lines))).toBe("died");
    await story.clock.advance(5_000);
    await endLease(memory);
    const receipt = await liveOnce(story, createMortal(story, memory), () => story.script(lines));
    expect(receipt).toMatchObject({ outcome: "completed", checkpoint: "kept" });
    expect(wordsIn(story)).toEqual(text.trim().split(" "));
  },
);

// The Postgres adapter makes its tables when it connects, and fails if another process makes them at the same moment.
test("a store that can't be connected to at first is asked once more, and keeps the checkpoint", async () => {
  const story = createStory();
  const memory = createStore();
  let tries = 0;
  const store = tamper(memory, "connect", 1, () => {
    tries += 1;
    return tries === 1 ? rejects() : memory.connect();
  });
  const receipt = await liveOnce(story, createMortal(story, store), () => story.script(["At once."]));
  expect(receipt).toMatchObject({ outcome: "completed", checkpoint: "kept" });
  expect(tries).toBe(2);
});

test("with a slow store only the first call waits for it", async () => {
  const story = createStory();
  const memory = createStore();
  const later = async (args: readonly unknown[], name: "acquireLock" | "get" | "set") => {
    await new Promise<void>((resolve) => void story.clock.setTimer(100, resolve));
    return Reflect.apply(memory[name], memory, args);
  };
  const slow = (["acquireLock", "get", "set"] as const).reduce(
    (store, name) => tamper(store, name, 1, (args) => later(args, name)),
    memory,
  );
  const receipt = await liveOnce(story, createMortal(story, slow), () => story.script(["At once."]));
  expect(receipt).toMatchObject({ outcome: "completed", checkpoint: "kept", times: { firstCallMs: 100 } });
});

test("if a store forgets the lease, the process takes it again, because nobody else wants it", async () => {
  const story = createStory();
  const memory = createStore();
  story.clock.setTimer(5_000, () => {
    void memory.forceReleaseLock("slack-stream:answer");
    void memory.delete("slack-stream:answer");
  });
  const receipt = await liveOnce(story, createMortal(story, memory), () =>
    story.script([...lines, silence(20_000), "end"]),
  );
  expect(receipt).toMatchObject({ outcome: "completed", checkpoint: "kept", text: `${text}end` });
});

test("if a store forgets the lease and then fails, the answer goes on without its checkpoint", async () => {
  const story = createStory();
  const forgetful = tamper(createStore(), "extendLock", 1, async () => false);
  const mortal = createMortal(story, tamper(forgetful, "acquireLock", 2, rejects));
  const receipt = await liveOnce(story, mortal, () => story.script([...lines, silence(20_000), "end"]));
  expect(receipt).toMatchObject({ outcome: "completed", checkpoint: "off", text: `${text}end` });
});

// It took the dead process's record, which it had not yet written over, for that of another.
test("a process that continues an answer keeps it if the store forgets its lease before the first write", async () => {
  const story = createStory();
  const memory = createStore();
  const dead = createMortal(story, memory, { call: 4, when: "after" });
  expect(await liveOnce(story, dead, () => story.script(lines))).toBe("died");
  await endLease(memory);
  story.clock.setTimer(5_000, () => void memory.forceReleaseLock("slack-stream:answer"));
  const receipt = await liveOnce(story, createMortal(story, memory), () =>
    story.script([silence(20_000), ...lines]),
  );
  expect(receipt).toMatchObject({ outcome: "completed", checkpoint: "kept", text });
});

test("a process that lost its lease to another makes no further call", async () => {
  const story = createStory();
  const memory = createStore();
  const first = createMortal(story, memory);
  let calls = -1;
  story.clock.setTimer(5_000, async () => {
    await memory.forceReleaseLock("slack-stream:answer");
    await memory.acquireLock("slack-stream:answer", 600_000);
  });
  // The renewal after ten seconds tells.
  story.clock.setTimer(9_900, () => {
    calls = story.slack.calls.length;
  });
  const lost = await liveOnce(story, first, () => story.script([...lines, silence(20_000), "end"]), {
    status: "is thinking",
    reactions: { messageTs: story.target.threadTs ?? "", working: "eyes", failed: "warning" },
  }).catch((error: unknown) => error);
  expect(lost).toMatchObject({ code: "already-running", receipt: { checkpoint: "lost" } });
  expect(story.slack.calls.length).toBe(calls);
});

test("a process that was frozen after its last call does not write over the record of the next one", async () => {
  const story = createStory();
  const memory = createStore();
  const first = createMortal(story, memory);
  let frozenMs = 0;
  const clock: Clock = { now: () => first.clock.now() + frozenMs, setTimer: first.clock.setTimer };
  const receipt = await liveOnce(story, { ...first, clock }, () => story.script(lines), {
    onEvent({ type }) {
      if (type !== "segment-end") return;
      frozenMs = 60_000;
      memory.forceReleaseLock("slack-stream:answer");
      memory.acquireLock("slack-stream:answer", 600_000);
      memory.set("slack-stream:answer", "of the next process");
    },
  });
  expect(receipt).toMatchObject({ outcome: "completed", checkpoint: "lost", text });
  expect(await memory.get("slack-stream:answer")).toBe("of the next process");
});

test("a process that was frozen beyond its lease sets no status and no reaction when it wakes", async () => {
  const story = createStory();
  const memory = createStore();
  const first = createMortal(story, memory);
  // Until the lease is over nothing of the process runs.
  let isFrozen = false;
  const waiting: (() => void)[] = [];
  const clock: Clock = {
    now: first.clock.now,
    setTimer: (ms, fire) => first.clock.setTimer(ms, () => (isFrozen ? void waiting.push(fire) : fire())),
  };
  let calls = -1;
  story.clock.setTimer(2_000, () => {
    isFrozen = true;
  });
  story.clock.setTimer(40_000, async () => {
    await memory.forceReleaseLock("slack-stream:answer");
    await memory.acquireLock("slack-stream:answer", 600_000);
    calls = story.slack.calls.length;
    isFrozen = false;
    for (const fire of waiting.toReversed()) fire();
  });
  const parts = [
    { type: "tool-call", toolCallId: "t", toolName: "search", input: {} },
    silence(50_000),
    { type: "text-delta", id: "1", text: "Late." },
  ];
  const lost = await liveOnce(story, { ...first, clock }, () => story.script(parts), {
    status: "is thinking",
    tasks: false,
    reactions: { messageTs: story.target.threadTs ?? "", working: "eyes", failed: "warning" },
  }).catch((error: unknown) => error);
  expect(lost).toMatchObject({ code: "already-running" });
  expect(calls).toBeGreaterThan(0);
  expect(story.slack.calls.slice(calls).map(({ method }) => method)).toEqual([]);
});

test("a process that was frozen asks for its lease before the first call, and makes none if another has it", async () => {
  const story = createStory();
  const memory = createStore();
  const first = createMortal(story, memory);
  // The timers of the frozen process have not fired when its model's text comes.
  let isFrozen = false;
  const setTimer: Clock["setTimer"] = (ms, fire) =>
    first.clock.setTimer(ms, () => {
      if (!isFrozen) fire();
    });
  story.clock.setTimer(2_000, () => {
    isFrozen = true;
  });
  let calls = -1;
  story.clock.setTimer(40_000, async () => {
    isFrozen = false;
    await memory.forceReleaseLock("slack-stream:answer");
    await memory.acquireLock("slack-stream:answer", 600_000);
    calls = story.slack.calls.length;
  });
  const frozen = { ...first, clock: { now: first.clock.now, setTimer } };
  const lost = await liveOnce(story, frozen, () =>
    story.script(["Early. ", silence(41_000), "Late. ", silence(1_000), "Later."]),
  ).catch((error: unknown) => error);
  expect(lost).toMatchObject({ code: "already-running", receipt: { checkpoint: "lost" } });
  expect(calls).toBeGreaterThan(0);
  expect(story.slack.calls.slice(calls).map(({ method }) => method)).toEqual([]);
});

test("a process that loses its lease while its source repeats the text closes nothing", async () => {
  const story = createStory();
  const memory = createStore();
  const dead = createMortal(story, memory, { call: 4, when: "after" });
  expect(await liveOnce(story, dead, () => story.script(lines))).toBe("died");
  await endLease(memory);
  let calls = -1;
  story.clock.setTimer(5_000, async () => {
    calls = story.slack.calls.length;
    await memory.forceReleaseLock("slack-stream:answer");
    await memory.acquireLock("slack-stream:answer", 600_000);
  });
  const second = createMortal(story, memory);
  const lost = await liveOnce(story, second, () => story.script([silence(60_000), ...lines])).catch(
    (error: unknown) => error,
  );
  expect(lost).toMatchObject({ code: "already-running" });
  expect(story.slack.calls.slice(calls).map(({ method }) => method)).toEqual([]);
});

import { expect, test } from "vitest";
import {
  createManualClock,
  createSlackEmulator,
  type ManualClock,
  type SlackEmulator,
} from "../../src/index.ts";
import { append, CHANNEL, call, start, stop, THREAD, task, text } from "../support/call.ts";

const CHUNKS = { chunks: [text("x")] };

test("a stream lives 300 s by the wall clock, whatever is sent (S93, S95)", async () => {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock });
  const ts = await start(slack);
  for (let round = 0; round < 19; round += 1) {
    await clock.advance(15_000);
    expect((await append(slack, ts, CHUNKS)).ok).toBe(true);
  }
  await clock.advance(14_999);
  expect((await append(slack, ts, CHUNKS)).ok).toBe(true);
  await clock.advance(1);
  expect((await append(slack, ts, CHUNKS)).error).toBe("message_not_in_streaming_state");
  expect((await stop(slack, ts)).error).toBe("message_not_in_streaming_state");
});

test("an expired stream is red, closed its cards as errors and notified once, at its end and not when seen", async () => {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock, ttlMs: 1_000 });
  const startedAt = clock.now();
  await start(slack, { chunks: [text("Hello"), task()] });
  await clock.advance(60_000);
  expect(slack.messages).toMatchObject([
    { state: "expired", errored: true, endedAt: startedAt + 1_000, cardsLeftOpen: ["t1"], notifications: 1 },
  ]);
  expect(slack.notifications).toMatchObject([{ at: startedAt + 1_000, banner: "Hello" }]);
  expect(slack.thread(CHANNEL, THREAD)).toContain("Something went wrong");
});

test("a stream has no idle limit unless one is set, and then each call on it moves the limit", async () => {
  const clock = createManualClock();
  const patient = createSlackEmulator({ clock });
  const strict = createSlackEmulator({ clock, idleMs: 30_000 });
  const calm = await start(patient);
  const fed = await start(strict);
  await clock.advance(29_000);
  expect((await append(strict, fed, CHUNKS)).ok).toBe(true);
  await clock.advance(29_000);
  expect((await append(strict, fed, CHUNKS)).ok).toBe(true);
  await clock.advance(30_000);
  expect((await append(strict, fed, CHUNKS)).error).toBe("message_not_in_streaming_state");
  expect((await append(patient, calm, CHUNKS)).ok).toBe(true);
});

test("an emulator with open streams holds no timer", async () => {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock });
  await start(slack);
  expect(clock.pending).toBe(0);
});

type Event = "append" | "stop" | "update" | "delete";
type State = "open" | "stopped" | "expired" | "user-stopped" | "deleted";

const REACH: Record<State, (slack: SlackEmulator, ts: string) => unknown> = {
  open: () => undefined,
  stopped: (slack, ts) => stop(slack, ts),
  expired: (slack, ts) => slack.expire(ts),
  "user-stopped": (slack, ts) => slack.stopByUser(ts),
  deleted: (slack, ts) => slack.deleteMessage(ts),
};

const SEND: Record<Event, (slack: SlackEmulator, ts: string) => Promise<{ ok: boolean; error?: string }>> = {
  append: (slack, ts) => append(slack, ts, CHUNKS),
  stop: (slack, ts) => stop(slack, ts),
  update: (slack, ts) => call(slack, "chat.update", { channel: CHANNEL, ts, markdown_text: "new" }),
  delete: (slack, ts) => call(slack, "chat.delete", { channel: CHANNEL, ts }),
};

const ENDED = "message_not_in_streaming_state";

// The table of S104 to S115, and the deleted state (S44).
const EXPECTED: Record<State, Record<Event, string>> = {
  open: { append: "ok", stop: "ok", update: "streaming_state_conflict", delete: "cant_delete_message" },
  stopped: { append: ENDED, stop: ENDED, update: "ok", delete: "ok" },
  expired: { append: ENDED, stop: ENDED, update: "ok", delete: "ok" },
  "user-stopped": { append: "stopped_by_user", stop: "stopped_by_user", update: "ok", delete: "ok" },
  deleted: {
    append: "message_not_found",
    stop: "message_not_found",
    update: "message_not_found",
    delete: "message_not_found",
  },
};

const PAIRS = Object.entries(EXPECTED).flatMap(([state, events]) =>
  Object.entries(events).map(([event, answer]) => [state as State, event as Event, answer] as const),
);

test.each(PAIRS)("a stream that is %s answers %s with %s", async (state, event, answer) => {
  const slack = createSlackEmulator();
  const ts = await start(slack);
  await REACH[state](slack, ts);
  const { ok, error } = await SEND[event](slack, ts);
  expect(ok ? "ok" : error).toBe(answer);
});

test("stopByUser() closes all streams of the thread, leaves the status, and gives Slack's event (S137, S140)", async () => {
  const slack = createSlackEmulator();
  const events: unknown[] = [];
  slack.onEvent((event) => events.push(event));
  const one = await start(slack);
  const two = await start(slack);
  const elsewhere = await start(slack, { thread_ts: "1700000000.000200" });
  const event = slack.stopByUser({ channel: CHANNEL, threadTs: THREAD });
  expect(event).toEqual({
    type: "agent_session_stopped",
    channel: CHANNEL,
    user: "U0000000001",
    thread_ts: THREAD,
    streaming_message_ts: [one, two],
    event_ts: expect.any(String),
  });
  expect(events).toEqual([event]);
  expect(slack.events).toEqual([event]);
  expect(slack.statuses.session(CHANNEL, THREAD)).toBe("processing");
  expect(slack.messages.map(({ ts, state }) => [ts, state])).toEqual([
    [one, "user-stopped"],
    [two, "user-stopped"],
    [elsewhere, "open"],
  ]);
  expect(slack.stopByUser(one).streaming_message_ts).toEqual([]);
});

test("expire() and stopByUser() name what is wrong with their argument", async () => {
  const slack: SlackEmulator = createSlackEmulator({ clock: createManualClock() satisfies ManualClock });
  const ts = await start(slack);
  await stop(slack, ts);
  expect(() => slack.expire(ts)).toThrow(/must be open, it is stopped/);
  expect(() => slack.stopByUser("1.2")).toThrow(RangeError);
});

// Regression: the page reads the messages when it gets a notification, so each stream ended again and again, and the
// process hung.
test("a listener may read the messages while streams expire: each ends once", async () => {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock, ttlMs: 1_000 });
  const streams = [await start(slack), await start(slack), await start(slack)];
  slack.onChange(() => void slack.messages);
  await slack.advance(1_000);
  expect(slack.messages.map(({ state, notifications }) => [state, notifications])).toEqual(
    streams.map(() => ["expired", 1]),
  );
  expect(slack.notifications.map(({ ts }) => ts)).toEqual(streams);
  expect(slack.transcript().filter((line) => line.includes("expired"))).toEqual([
    "1.0s -- #1 expired --",
    "1.0s -- #2 expired --",
    "1.0s -- #3 expired --",
  ]);
});

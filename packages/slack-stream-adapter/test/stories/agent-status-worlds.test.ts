import { PRESETS } from "slack-stream-emulator";
import { expect, test } from "vitest";
import { createSlackStream, type StreamOptions } from "../../src/index.ts";
import { createStory, happen, type Line, type Story, silence } from "../support/story.ts";

/** Slack removes the status text in February 2027. The state of the agent session stays (S209, S142). */
const before = PRESETS["before-february-2027"].options;
const after = PRESETS["after-february-2027"].options;

const status = "is thinking…";

const statusCalls = ({ slack }: Story) =>
  slack.calls
    .filter(({ method }) => method.endsWith("setStatus"))
    .map(({ args, method, answer }) => {
      const by = method === "agents.sessions.setStatus" ? "session" : "words";
      return `${by} ${JSON.stringify(args.status)}${answer?.ok === true ? "" : ` !${answer?.error}`}`;
    });

const sessionOf = ({ slack, target }: Story) => slack.statuses.session(target.channel, target.threadTs ?? "");

/** A status text and a busy session must not be shown together. */
async function playWithOneSign(story: Story, lines: readonly Line[], options: StreamOptions) {
  const { channel, threadTs = "" } = story.target;
  const both: number[] = [];
  const look = () => {
    const words = story.slack.statuses.assistant(channel, threadTs);
    const session = story.slack.statuses.session(channel, threadTs);
    if (words !== undefined && session === "processing") both.push(story.clock.now());
  };
  const forget = story.slack.onChange(look);
  try {
    return await story.play(lines, options);
  } finally {
    forget();
    expect(both).toEqual([]);
  }
}

test("before: words until text comes, and the session is the stream's", async () => {
  const story = createStory(before);
  await playWithOneSign(story, [silence(2_000), "Here.", silence(1_000)], { status });
  expect(statusCalls(story)).toEqual(['words "is thinking…"']);
  expect(sessionOf(story)).toBe("active");
});

test("after: the session is busy until text comes, the stream takes it over, and its stop ends it", async () => {
  const story = createStory(after);
  await playWithOneSign(story, [silence(2_000), "Here.", silence(1_000)], { status });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.1s assistant.threads.setStatus status="is thinking…" !method_deprecated
    0.1s agents.sessions.setStatus status="processing"
    2.0s chat.startStream #1 "Here."
    3.0s chat.stopStream #1
    "
  `);
  expect(sessionOf(story)).toBe("active");
  expect(story.clock.pending).toBe(0);
});

test("after: the second answer of a workspace does not ask for words again, for an hour", async () => {
  const story = createStory(after);
  for (const text of ["One.", "Two."]) await story.play([silence(1_000), text], { status });
  expect(statusCalls(story)).toEqual([
    'words "is thinking…" !method_deprecated',
    'session "processing"',
    'session "processing"',
  ]);
  await story.clock.advance(3_600_000);
  await story.play([silence(1_000), "Three."], { status });
  expect(statusCalls(story).slice(3)).toEqual([
    'words "is thinking…" !method_deprecated',
    'session "processing"',
  ]);
});

test("after: an answer without text leaves no busy session", async () => {
  const story = createStory(after);
  const receipt = await story.play([silence(2_000)], { status });
  expect(receipt.outcome).toBe("silent");
  expect(statusCalls(story).slice(1)).toEqual(['session "processing"', 'session "active"']);
});

test("after: a failure, an abort and a user's stop before any text leave no busy session", async () => {
  const controller = new AbortController();
  const endings: readonly ((story: Story) => { line: Line; options?: StreamOptions })[] = [
    () => ({ line: new Error("boom") }),
    () => ({ line: happen(() => controller.abort()), options: { abortSignal: controller.signal } }),
    ({ slack, target: { channel, threadTs = "" } }) => ({
      line: happen(() => void slack.stopByUser({ channel, threadTs })),
    }),
  ];
  for (const ending of endings) {
    const story = createStory(after);
    const { line, options } = ending(story);
    await story.play([silence(2_000), line, silence(10)], { status, ...options }).catch(() => {});
    expect(statusCalls(story).slice(1)).toEqual(['session "processing"', 'session "active"']);
    expect(sessionOf(story)).toBe("active");
  }
});

test("after: a message that is posted and edited leaves the session busy until it is whole", async () => {
  const story = createStory(after);
  const states: (string | undefined)[] = [];
  const look = happen(() => void states.push(sessionOf(story)));
  const lines = [silence(2_000), "Here", silence(4_000), look, " it is."];
  await playWithOneSign(story, lines, { status, transport: "edit" });
  expect(states).toEqual(["processing"]);
  expect(statusCalls(story).slice(1)).toEqual(['session "processing"', 'session "active"']);
});

test("after: the session gets the status of the options", async () => {
  for (const lines of [[silence(2_000)], [silence(2_000), "Here."]]) {
    for (const transport of ["auto", "edit"] as const) {
      const story = createStory(after);
      await story.play(lines, { status, transport, sessionStatus: "suspended" });
      expect(sessionOf(story)).toBe("suspended");
      expect(statusCalls(story).filter((call) => call.includes("suspended")).length).toBeLessThanOrEqual(1);
    }
  }
});

test("after: the session of an empty answer gets the status that stop() was given", async () => {
  const story = createStory(after);
  const stream = createSlackStream(story.target, { status, finishNotice: false, clock: story.clock });
  await story.clock.advance(2_000);
  expect(sessionOf(story)).toBe("processing");
  await story.clock.runUntil(stream.stop({ sessionStatus: "suspended" }));
  expect(sessionOf(story)).toBe("suspended");
});

test("after: a status call that was under way when the stream began is corrected at the end", async () => {
  const story = createStory(after);
  await story.play([silence(500), "First."], { status });
  story.slack.failNext("agents.sessions.setStatus", { type: "slow", ms: 3_000 });
  await story.play([silence(200), "Here.", silence(1_000)], { status });
  await story.clock.advance(10_000);
  expect(sessionOf(story)).toBe("active");
});

test("after: a long silence before the text keeps the session busy beyond its hour", async () => {
  const story = createStory({ ...after, maxMs: 4_000_000 });
  const states: (string | undefined)[] = [];
  const look = happen(() => void states.push(sessionOf(story)));
  await story.play([silence(3_700_000), look, "Here."], { status });
  expect(states).toEqual(["processing"]);
});

test("after: a message that was closed in silence leaves the session busy, and no call is made for it", async () => {
  const story = createStory(after);
  await story.play([silence(500), "First."], { status });
  const learnt = statusCalls(story).length;
  await story.play(["Here.", silence(400_000), " There."], { status, keepaliveMs: false });
  expect(statusCalls(story)).toHaveLength(learnt);
  expect(sessionOf(story)).toBe("active");
});

test("an app that may set no status and no session tries each once, without an event", async () => {
  const story = createStory({ ...after, isAgent: false });
  for (const text of ["One.", "Two."]) await story.play([silence(1_000), text], { status });
  expect(statusCalls(story)).toEqual([
    'words "is thinking…" !method_deprecated',
    'session "processing" !not_authorized',
  ]);
});

test("each code for a retired status method makes the session show it", async () => {
  for (const code of ["unknown_method", "method_deprecated", "feature_not_enabled", "missing_scope"]) {
    const story = createStory(before);
    story.slack.failNext("assistant.threads.setStatus", code);
    await playWithOneSign(story, [silence(2_000), "Here."], { status });
    expect(statusCalls(story).at(-1)).toBe('session "processing"');
    expect(sessionOf(story)).toBe("active");
  }
});

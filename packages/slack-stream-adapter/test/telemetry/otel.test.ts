import { readFileSync } from "node:fs";
import { context, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import * as ai6 from "ai-6";
import * as test6 from "ai-6/test";
import { createManualClock } from "slack-stream-emulator";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { streamToSlack } from "../../src/index.ts";
import { instrumentSlackStreams } from "../../src/telemetry/otel.ts";
import { finishes, says } from "../support/ai-models.ts";
import { createStory, type Line, silence } from "../support/story.ts";

const secret = "the answer's own words";
const stops: (() => void)[] = [];

beforeAll(() => context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
afterAll(() => context.disable());
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** The real SDK, which keeps what it is given in memory. */
function record() {
  const spans = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  const points = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: points, exportIntervalMillis: 3_600_000 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const stop = instrumentSlackStreams({ tracerProvider, meterProvider });
  stops.push(stop, () => void meterProvider.shutdown());
  const readMetrics = async () => {
    await reader.forceFlush();
    const [last] = points.getMetrics().slice(-1);
    return (last?.scopeMetrics ?? []).flatMap(({ metrics }) => metrics);
  };
  return {
    tracer: tracerProvider.getTracer("test"),
    stop,
    spans: () => spans.getFinishedSpans(),
    /** The points of one metric, each with its attributes. */
    points: async (name: string) =>
      (await readMetrics())
        .filter(({ descriptor }) => descriptor.name === name)
        .flatMap(({ dataPoints }) => dataPoints.map(({ attributes, value }) => ({ attributes, value }))),
    all: async () => JSON.stringify([spans.getFinishedSpans().map(toPlain), await readMetrics()]),
  };
}

function toPlain({ name, attributes, events, status }: ReadableSpan) {
  return { name, attributes, events, status };
}

function parentOf(span: ReadableSpan | undefined): string | undefined {
  return span?.parentSpanContext?.spanId;
}

test("an answer is a span, and each of its calls a span below it", async () => {
  const recorded = record();
  const story = createStory({ latencyMs: 60 });
  await story.play([secret, silence(1_000), ` and ${secret}`]);
  const spans = recorded.spans();
  const answer = spans.find(({ name }) => name === "slack.stream");
  expect(answer?.attributes).toMatchObject({
    "messaging.system": "slack",
    "messaging.destination.name": "C0000000001",
    "slack_stream.outcome": "completed",
    "slack_stream.messages": 1,
    "slack_stream.calls": 3,
  });
  expect(answer?.status.code).toBe(SpanStatusCode.UNSET);
  const calls = spans.filter((span) => parentOf(span) === answer?.spanContext().spanId);
  expect(calls.map(({ name }) => name)).toEqual(["chat.startStream", "chat.appendStream", "chat.stopStream"]);
  for (const { attributes, duration } of calls) {
    expect(attributes).toMatchObject({
      "slack_stream.call.outcome": "applied",
      "slack_stream.call.purpose": "message",
      "slack_stream.call.wait_ms": 0,
    });
    expect(duration).toEqual([0, 60_000_000]);
  }
  expect(answer?.events.map(({ name }) => name)).toEqual(["segment-start", "append", "segment-end"]);
});

test("a span tells how long its call was held back, and what Slack refused", async () => {
  const recorded = record();
  const story = createStory();
  story.slack.failNext("chat.appendStream", { type: "rate-limit", retryAfter: 4 });
  await story.play(["One", silence(1_000), " two", silence(10_000), " three"]);
  const appends = recorded.spans().filter(({ name }) => name === "chat.appendStream");
  expect(appends[0]?.attributes).toMatchObject({
    "slack_stream.call.outcome": "refused",
    "slack_stream.call.reason": "rate-limited",
    "slack_stream.call.code": "ratelimited",
  });
  // It is made good by the wait.
  expect(appends[0]?.status.code).toBe(SpanStatusCode.UNSET);
  expect(appends[1]?.attributes["slack_stream.call.wait_ms"]).toBeGreaterThanOrEqual(4_000);
  expect(await recorded.points("slack_stream.refusals")).toEqual([
    { attributes: { "slack.method": "chat.appendStream" }, value: 1 },
  ]);
  expect(await recorded.points("slack_stream.call.failures")).toEqual([]);
});

test("an answer is below the span that is active, and so are the spans of the AI SDK, which runs in the answer's", async () => {
  const recorded = record();
  const story = createStory({ clock: systemClock });
  const model = new test6.MockLanguageModelV3({
    doStream: async () => ({
      stream: ai6.simulateReadableStream({
        chunks: [{ type: "stream-start", warnings: [] }, ...says(secret), finishes()] as never,
      }),
    }),
  });
  const request = recorded.tracer.startSpan("request");
  await context.with(trace.setSpan(context.active(), request), async () => {
    const telemetry = { isEnabled: true, tracer: recorded.tracer, recordInputs: false, recordOutputs: false };
    const source = () => ai6.streamText({ model, prompt: "question", experimental_telemetry: telemetry });
    await story.play(source as never, {});
  });
  request.end();
  const spans = recorded.spans();
  const answer = spans.find(({ name }) => name === "slack.stream");
  expect(parentOf(answer)).toBe(request.spanContext().spanId);
  expect(parentOf(spans.find(({ name }) => name === "ai.streamText"))).toBe(answer?.spanContext().spanId);
  expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(1);
});

test("visible failures and cosmetic failures are counted separately", async () => {
  const recorded = record();
  const story = createStory();
  story.slack.failNext("assistant.threads.setStatus", "not_allowed_token_type");
  story.slack.failNext("chat.appendStream", { type: "reset-before" });
  await story.play([silence(500), "One", silence(1_000), " two", silence(1_000), " three"], {
    status: "is thinking…",
  });
  const failures = await recorded.points("slack_stream.call.failures");
  expect(failures.map(({ attributes }) => `${attributes.purpose} ${attributes["slack.method"]}`)).toEqual([
    "cosmetic assistant.threads.setStatus",
    "message chat.appendStream",
  ]);
  const status = (method: string) => recorded.spans().find(({ name }) => name === method)?.status.code;
  expect(status("assistant.threads.setStatus")).toBe(SpanStatusCode.UNSET);
  expect(status("chat.appendStream")).toBe(SpanStatusCode.ERROR);
  expect(await recorded.points("slack_stream.unconfirmed")).toEqual([
    { attributes: { "slack.method": "chat.appendStream" }, value: 1 },
  ]);
  expect(await recorded.points("slack_stream.repairs")).toEqual([
    { attributes: { succeeded: true }, value: 1 },
  ]);
});

test("first paint, lag, duration, rotations, keepalives, fallbacks and open answers are measured", async () => {
  const recorded = record();
  const long: Line[] = ["Paragraph.\n\n", silence(1_000), "More.\n\n", silence(245_000), "Next.\n\n"];
  await createStory({ latencyMs: 60 }).play([silence(700), ...long]);
  await createStory({ target: { threadTs: undefined } }).play(["Posted."]);
  const sumOf = async (name: string) => (await recorded.points(name)).map(({ value }) => value);
  expect(await sumOf("slack_stream.rotations")).toEqual([1]);
  const [keepalives] = await sumOf("slack_stream.keepalives");
  expect(keepalives).toBeGreaterThanOrEqual(11);
  expect(await recorded.points("slack_stream.open")).toEqual([{ attributes: {}, value: 0 }]);
  const [firstPaint] = await recorded.points("slack_stream.first_paint");
  expect(firstPaint?.value).toMatchObject({ count: 2, max: 0.7 });
  const [duration] = await recorded.points("slack_stream.duration");
  expect(duration).toMatchObject({ attributes: { outcome: "completed" }, value: { count: 2 } });
  const [lag] = await recorded.points("slack_stream.lag");
  expect(lag?.value).toMatchObject({ min: 0 });
  expect(await recorded.points("slack_stream.fallbacks")).toHaveLength(1);
});

test("an answer that fails is a failed span, and an open one is counted", async () => {
  const recorded = record();
  const story = createStory();
  async function* source() {
    yield secret;
    expect(await recorded.points("slack_stream.open")).toEqual([{ attributes: {}, value: 1 }]);
    throw new RangeError(secret);
  }
  await expect(story.play(source())).rejects.toThrow(secret);
  const answer = recorded.spans().find(({ name }) => name === "slack.stream");
  expect(answer?.status).toEqual({ code: SpanStatusCode.ERROR });
  expect(answer?.attributes).toMatchObject({ "slack_stream.outcome": "failed", "error.type": "RangeError" });
});

test("no text and no token is recorded", async () => {
  const recorded = record();
  const story = createStory();
  story.slack.failNext("chat.appendStream", "message_not_in_streaming_state");
  story.slack.failNext("chat.update", "invalid_blocks");
  async function* source() {
    yield `${secret}. `;
    yield { type: "task_update", id: "t", title: secret, status: "in_progress", output: secret };
    yield secret;
    throw new Error(`${secret} and ${story.slack.token}`);
  }
  const target = { ...story.target, token: story.slack.token };
  const { clock } = story;
  const promise = streamToSlack(source() as never, target, { clock, stopNotice: secret, username: secret });
  await clock.runUntil(promise.catch(() => {}));
  const all = await recorded.all();
  expect(all).toContain("slack.stream");
  expect(all).not.toContain(secret);
  expect(all).not.toContain("answer's own");
  expect(all).not.toContain(story.slack.token);
});

test("the returned function ends the observation, and an answer that began earlier is not observed", async () => {
  const first = record();
  first.stop();
  await createStory().play(["One."]);
  expect(first.spans()).toEqual([]);
  const story = createStory();
  let late: ReturnType<typeof record> | undefined;
  async function* source() {
    late = record();
    yield "One.";
  }
  await story.play(source());
  expect(late?.spans()).toEqual([]);
  expect(await late?.points("slack_stream.open")).toEqual([]);
});

test("wrong options are refused", () => {
  expect(() => instrumentSlackStreams({ tracer: {} } as never)).toThrow(/tracerProvider/);
  expect(() => instrumentSlackStreams({ meterProvider: {} } as never)).toThrow(
    /meterProvider must have getMeter\(\)/,
  );
});

test("with a clock that is not real, spans have the clock's time", async () => {
  const recorded = record();
  const clock = createManualClock();
  const startedAt = clock.now();
  await createStory().play(["One", silence(2_000), "."]);
  const answer = recorded.spans().find(({ name }) => name === "slack.stream");
  expect(answer?.startTime[0]).toBe(Math.floor(startedAt / 1_000));
  expect(answer?.duration[0]).toBe(2);
});

test("the guide names every metric, and the dashboard shows each and no other", () => {
  const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
  const names = [
    ...read("src/telemetry/otel.ts").matchAll(
      /(?:counter|seconds|create\w+)\(\s*"(slack_stream\.[a-z_.]+)"/g,
    ),
  ].map(([, name = ""]) => name);
  expect(names).toHaveLength(13);
  const guide = read("../../docs/guide/telemetry.md");
  expect(names.filter((name) => !guide.includes(`| \`${name}\` |`))).toEqual([]);
  const shown = [...read("../../docs/grafana/slack-streams.json").matchAll(/\bslack_stream_[a-z_]+/g)].map(
    ([name]) => name.replace(/(_total|(_seconds)?_(bucket|count))$/, "").replace(/_seconds$/, ""),
  );
  expect([...new Set(shown)].sort()).toEqual(names.map((name) => name.replaceAll(".", "_")).sort());
});

/** The trace of one answer: the request, the answer in Slack with its calls, and the model's own spans, in one tree. */
import assert from "node:assert/strict";
import { OpenTelemetry } from "@ai-sdk/otel";
import { context, trace } from "@opentelemetry/api";
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
import { registerTelemetry, streamText } from "ai";
import { streamToSlack } from "slack-stream-adapter";
import { instrumentSlackStreams } from "slack-stream-adapter/otel";
import { openLocalSlack } from "./local-slack.ts";
import { createScriptedModel } from "./scripted-model.ts";

// Usually the Node SDK of OpenTelemetry sets these up, with exporters that send them somewhere.
const spans = new InMemorySpanExporter();
const measurements = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter: measurements });
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }));
registerTelemetry(new OpenTelemetry());
const stop = instrumentSlackStreams({ meterProvider: new MeterProvider({ readers: [reader] }) });

const slack = await openLocalSlack("Why is the sky blue?");
const model = createScriptedModel({
  steps: [["Short waves of light are scattered more than long ones. ", { silenceMs: 700 }, "So it is blue."]],
});

// A bot's own span: of the event that it answers, say.
const tracer = trace.getTracer("bot");
await tracer.startActiveSpan("app_mention", async (span) => {
  // As a function, the model runs inside the answer's span.
  await streamToSlack(() => streamText({ model, prompt: "Why is the sky blue?" }), slack.target);
  span.end();
});
await reader.forceFlush();
stop();

const finished = spans.getFinishedSpans();
printTree(finished, undefined, "");
for (const metric of measurements
  .getMetrics()
  .at(-1)
  ?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [])
  console.log(`${metric.descriptor.name}: ${metric.dataPoints.length} series`);
assert.equal(new Set(finished.map((span) => span.spanContext().traceId)).size, 1);
assert.ok(finished.some(({ name }) => name === "chat.startStream"));
await reader.shutdown();
await slack.close();

function printTree(all: readonly ReadableSpan[], parent: string | undefined, indent: string): void {
  for (const span of all.filter((one) => one.parentSpanContext?.spanId === parent)) {
    const [seconds, nanoseconds] = span.duration;
    console.log(`${indent}${span.name}  ${Math.round(seconds * 1_000 + nanoseconds / 1e6)} ms`);
    printTree(all, span.spanContext().spanId, `${indent}  `);
  }
}

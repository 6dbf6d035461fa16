/**
 * Traces and metrics of answers, by OpenTelemetry. Needs `@opentelemetry/api`, and Node 20.16 or later.
 *
 * @module otel
 */

import {
  type Attributes,
  context,
  diag,
  type MeterProvider,
  metrics,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import { describeKind } from "../options/check.ts";
import { checkGiven } from "../options/names.ts";
import type {
  CallEnded,
  CallMessage,
  CallStarted,
  ObservedCall,
  ObservedEvent,
  ObservedStream,
  StreamEnded,
  StreamMessage,
  StreamStarted,
} from "../types/index.ts";
import { callChannelName, findDiagnostics, streamChannelName } from "./channels.ts";

/** Options of `instrumentSlackStreams`. */
export interface SlackStreamTelemetryOptions {
  /** Gets the spans. @default the global provider of `@opentelemetry/api` */
  readonly tracerProvider?: TracerProvider | undefined;
  /** Gets the measurements. @default the global provider of `@opentelemetry/api` */
  readonly meterProvider?: MeterProvider | undefined;
}

const optionNames = { tracerProvider: true, meterProvider: true } as const satisfies Record<
  keyof SlackStreamTelemetryOptions,
  true
>;

const scope = "slack-stream-adapter";

/**
 * Makes a span of each answer and of each of its calls to Slack, and records metrics of both. It observes the answers that begin after this
 * call. If the source is a function, it runs inside the answer's span, so the spans of the AI SDK are children of it. Otherwise both spans
 * have the parent that is active where `streamToSlack` is called. No text and no token is recorded.
 *
 * @returns a function that ends the observation.
 * @throws TypeError if an option is unknown or wrong.
 * @example
 * const stop = instrumentSlackStreams();
 */
export function instrumentSlackStreams(options: SlackStreamTelemetryOptions = {}): () => void {
  checkGiven("options", options, optionNames);
  checkProvider("tracerProvider", options.tracerProvider, "getTracer");
  checkProvider("meterProvider", options.meterProvider, "getMeter");
  const diagnostics = findDiagnostics();
  if (diagnostics === undefined) {
    diag.warn(
      "slack-stream-adapter: no telemetry, this runtime has no process.getBuiltinModule (Node 20.16)",
    );
    return () => {};
  }
  const recorder = new Recorder(
    options.tracerProvider ?? trace.getTracerProvider(),
    options.meterProvider ?? metrics.getMeterProvider(),
  );
  const onStream = (message: unknown) => recorder.stream(message as StreamMessage);
  const onCall = (message: unknown) => recorder.call(message as CallMessage);
  diagnostics.subscribe(streamChannelName, onStream);
  diagnostics.subscribe(callChannelName, onCall);
  return () => {
    diagnostics.unsubscribe(streamChannelName, onStream);
    diagnostics.unsubscribe(callChannelName, onCall);
  };
}

function checkProvider(name: string, provider: object | undefined, method: string): void {
  const isProvider = typeof (provider as Record<string, unknown> | null | undefined)?.[method] === "function";
  if (provider !== undefined && !isProvider)
    throw new TypeError(`${name} must have ${method}(), got ${describeKind(provider)}`);
}

class Recorder {
  readonly #tracer: Tracer;
  readonly #instruments: ReturnType<typeof createInstruments>;
  readonly #answers = new WeakMap<ObservedStream, Span>();
  readonly #calls = new WeakMap<ObservedCall, { readonly span: Span; readonly atMs: number }>();

  constructor(tracers: TracerProvider, meters: MeterProvider) {
    this.#tracer = tracers.getTracer(scope);
    this.#instruments = createInstruments(meters);
  }

  stream(message: StreamMessage): void {
    if (message.type === "start") {
      this.#start(message);
      return;
    }
    const span = this.#answers.get(message.stream);
    // The stream began before this observation.
    if (span === undefined) return;
    switch (message.type) {
      case "event":
        this.#instruments.count(message.event);
        span.addEvent(message.event.type, toAttributes(message.event), new Date(message.atMs));
        break;
      case "shown":
        this.#instruments.lag.record(message.lagMs / 1_000);
        if (message.firstPaintMs !== undefined)
          this.#instruments.firstPaint.record(message.firstPaintMs / 1_000);
        break;
      case "end":
        this.#answers.delete(message.stream);
        this.#end(span, message);
    }
  }

  call(message: CallMessage): void {
    if (message.type === "start") this.#startCall(message);
    else this.#endCall(message);
  }

  #start(message: StreamStarted): void {
    const { atMs, stream } = message;
    const span = this.#tracer.startSpan("slack.stream", {
      kind: SpanKind.INTERNAL,
      startTime: new Date(atMs),
      attributes: {
        "messaging.system": "slack",
        "messaging.destination.name": stream.channel,
        ...(stream.threadTs === undefined ? {} : { "slack.thread_ts": stream.threadTs }),
      },
    });
    this.#answers.set(stream, span);
    this.#instruments.open.add(1);
    const before = message.around ?? ((work) => work());
    message.around = (work) => before(() => context.with(trace.setSpan(context.active(), span), work));
  }

  #end(span: Span, message: StreamEnded): void {
    const { atMs, checkpoint, counts, error, fallbackReason, outcome, segments, times } = message;
    const errorType = error === undefined ? {} : { "error.type": error };
    this.#instruments.open.add(-1);
    this.#instruments.duration.record(times.totalMs / 1_000, { outcome, ...errorType });
    if (fallbackReason !== undefined) this.#instruments.fallbacks.add(1, { reason: fallbackReason });
    span.setAttributes({
      "slack_stream.outcome": outcome,
      "slack_stream.messages": segments.length,
      "slack_stream.calls": counts.calls,
      "slack_stream.rotations": counts.rotations,
      "slack_stream.repairs": counts.repairs,
      "slack_stream.keepalives": counts.keepalives,
      "slack_stream.unconfirmed": counts.unknownOutcomes,
      "slack_stream.refusals": counts.rateLimited,
      ...(fallbackReason === undefined ? {} : { "slack_stream.fallback_reason": fallbackReason }),
      ...(checkpoint === undefined ? {} : { "slack_stream.checkpoint": checkpoint }),
      ...errorType,
    });
    if (outcome === "failed") span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(new Date(atMs));
  }

  #startCall({ atMs, call, stream }: CallStarted): void {
    const parent = this.#answers.get(stream);
    if (parent === undefined) return;
    const attributes = {
      "slack.method": call.method,
      "slack_stream.call.purpose": call.purpose,
      "slack_stream.call.wait_ms": call.waitedMs,
    };
    const options = { kind: SpanKind.CLIENT, startTime: new Date(atMs), attributes };
    const span = this.#tracer.startSpan(call.method, options, trace.setSpan(context.active(), parent));
    this.#calls.set(call, { span, atMs });
  }

  #endCall(message: CallEnded): void {
    const { atMs, call } = message;
    const begun = this.#calls.get(call);
    if (begun === undefined) return;
    this.#calls.delete(call);
    this.#instruments.countCall(message, (atMs - begun.atMs) / 1_000);
    begun.span.setAttributes(toResult(message));
    if (isFailure(message) && call.purpose === "message")
      begun.span.setStatus({ code: SpanStatusCode.ERROR });
    begun.span.end(new Date(atMs));
  }
}

/** Whether a call failed. A call that was refused because of the rate limit is made again, so it is not a failure. */
function isFailure({ outcome, reason }: CallEnded): boolean {
  return outcome !== "applied" && reason !== "rate-limited";
}

function toResult({ code, outcome, reason }: CallEnded): Attributes {
  return {
    "slack_stream.call.outcome": outcome,
    ...(code === undefined ? {} : { "slack_stream.call.code": code }),
    ...(reason === undefined ? {} : { "slack_stream.call.reason": reason }),
  };
}

/** The event's fields, with the library's prefix. */
function toAttributes(event: ObservedEvent): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(event)) {
    if (name === "type") continue;
    const plain: unknown = name === "cause" ? (value as { code?: unknown } | undefined)?.code : value;
    if (typeof plain === "string" || typeof plain === "number" || typeof plain === "boolean")
      attributes[`slack_stream.${name}`] = plain;
  }
  return attributes;
}

/** Seconds. */
const boundaries = [0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 1, 2, 5, 10, 30, 60, 120, 300];

function createInstruments(meters: MeterProvider) {
  const meter = meters.getMeter(scope);
  const seconds = (name: string, description: string) =>
    meter.createHistogram(name, {
      unit: "s",
      description,
      advice: { explicitBucketBoundaries: boundaries },
    });
  const counter = (name: string, description: string) => meter.createCounter(name, { description });
  const rotations = counter("slack_stream.rotations", "Messages that were closed for their age.");
  const repairs = counter(
    "slack_stream.repairs",
    "Finished messages that were written whole, or could not be.",
  );
  const unconfirmed = counter(
    "slack_stream.unconfirmed",
    "Calls of which nobody knew at first whether Slack carried them out.",
  );
  const keepalives = counter("slack_stream.keepalives", "Signs of life in a silence.");
  const refusals = counter("slack_stream.refusals", "Calls that Slack refused for their rate.");
  const failures = counter(
    "slack_stream.call.failures",
    "Calls that Slack refused or did not answer, by what depends on them.",
  );
  const callDuration = seconds("slack_stream.call.duration", "How long a call to Slack took.");
  const callWait = seconds("slack_stream.call.wait", "How long a call was held back by a rate limit.");
  return {
    open: meter.createUpDownCounter("slack_stream.open", { description: "Answers that are being streamed." }),
    firstPaint: seconds(
      "slack_stream.first_paint",
      "From the start of a stream to its first text on the wire.",
    ),
    lag: seconds("slack_stream.lag", "How long the oldest text of a call had waited when it went out."),
    duration: seconds("slack_stream.duration", "From the start of a stream to its end."),
    fallbacks: counter("slack_stream.fallbacks", "Answers that were not streamed natively to their end."),
    count(event: ObservedEvent) {
      if (event.type === "segment-end" && event.ended === "rotated") rotations.add(1);
      if (event.type === "repair") repairs.add(1, { succeeded: event.succeeded });
      if (event.type === "unconfirmed") unconfirmed.add(1, { "slack.method": event.method });
      if (event.type === "keepalive") keepalives.add(1, { form: event.form });
    },
    countCall(message: CallEnded, tookSeconds: number) {
      const { call, code = "", outcome, reason } = message;
      const attributes = { "slack.method": call.method, outcome };
      callDuration.record(tookSeconds, attributes);
      if (call.waitedMs > 0) callWait.record(call.waitedMs / 1_000, { "slack.method": call.method });
      if (reason === "rate-limited") refusals.add(1, { "slack.method": call.method });
      if (isFailure(message))
        failures.add(1, { "slack.method": call.method, purpose: call.purpose, "error.type": code });
    },
  };
}

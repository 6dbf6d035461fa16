import { parseArgs } from "node:util";
import { checkNames, findNearest, suggest } from "../check-names.ts";
import { EVENT_KINDS, type EventKind } from "../events/kinds.ts";
import type { EmulatorOptions } from "../options.ts";
import { isPresetName, PRESETS } from "../presets.ts";
import type { ScriptedFault } from "../protocol/faults.ts";
import { createManualClock } from "../time/manual-clock.ts";
import type { VerifySetup } from "../verify/verify.ts";
import { FLAGS } from "./flags.ts";
import { UsageError } from "./usage-error.ts";
import { readDate, readDuration, readFault, readPort, readRateLimits, readUrl } from "./values.ts";
import { readVerify } from "./verify.ts";

/** The task of the command line, or a problem in one sentence. */
export type Command =
  | { type: "help" }
  | { type: "version" }
  | { type: "coverage" }
  | { type: "problem"; sentence: string }
  | { type: "verify"; verify: VerifySetup }
  | { type: "serve"; serve: ServeSetup };

export interface ServeSetup {
  readonly port: number;
  readonly host: string | undefined;
  readonly options: EmulatorOptions;
  readonly faults: readonly ScriptedFault[];
  readonly eventKinds: readonly EventKind[];
  readonly seedFile: string | undefined;
  readonly events: { readonly url: string; readonly signingSecret?: string } | undefined;
}

export function readArguments(argv: readonly string[]): Command {
  try {
    if (argv[0] === "verify") return { type: "verify", verify: readVerify(argv.slice(1)) };
    const { values } = parseArgs({ args: [...argv], options: FLAGS, strict: true, allowPositionals: false });
    if (values.help) return { type: "help" };
    if (values.version) return { type: "version" };
    if (values.coverage) return { type: "coverage" };
    return { type: "serve", serve: readServe(values) };
  } catch (error) {
    if (error instanceof UsageError || error instanceof RangeError || isParseError(error))
      return { type: "problem", sentence: toSentence(error.message) };
    throw error;
  }
}

const DEFAULT_PORT = 4010;

type Values = {
  [Name in keyof typeof FLAGS]?: (typeof FLAGS)[Name] extends { multiple: true }
    ? string[]
    : (typeof FLAGS)[Name]["type"] extends "boolean"
      ? boolean
      : string;
};

function readServe(values: Values): ServeSetup {
  const read = <T>(name: "port" | "ttl" | "idle" | "latency" | "rate-limits", by: (value: string) => T) => {
    const value = values[name];
    return value === undefined ? undefined : by(value);
  };
  const own = {
    ttlMs: read("ttl", (value) => readDuration("--ttl", value)),
    idleMs: read("idle", (value) => readDuration("--idle", value)),
    latencyMs: read("latency", (value) => readDuration("--latency", value)),
    rateLimits: read("rate-limits", readRateLimits),
  };
  return {
    port: read("port", readPort) ?? DEFAULT_PORT,
    host: values.host,
    options: {
      ...readClock(values),
      ...Object.assign({}, ...(values.preset ?? []).map(readPreset), toGiven(own)),
      allowHosts: values["allow-host"],
    },
    faults: (values.fault ?? []).map(readFault),
    eventKinds: readEventKinds(values.event ?? []),
    seedFile: values.seed,
    events: readEvents(values),
  };
}

/** With a manual clock two runs with the same calls have the same IDs, times and transcript. */
function readClock({ clock = "real", "start-time": startTime }: Values): Pick<EmulatorOptions, "clock"> {
  if (clock !== "real" && clock !== "manual")
    throw new UsageError(`--clock must be real or manual, got ${clock}`);
  if (clock === "manual")
    return {
      clock: createManualClock({
        startMs: startTime === undefined ? undefined : readDate("--start-time", startTime),
      }),
    };
  if (startTime !== undefined)
    throw new UsageError("--start-time needs --clock manual: the real clock begins now");
  return {};
}

function readEventKinds(names: readonly string[]): EventKind[] {
  checkNames("--event", names, EVENT_KINDS);
  return names as EventKind[];
}

function readPreset(name: string): EmulatorOptions {
  if (isPresetName(name)) return PRESETS[name].options;
  throw new UsageError(`--preset: unknown preset ${name}; ${suggest(name, Object.keys(PRESETS))}`);
}

function readEvents(values: Values): ServeSetup["events"] {
  const { "events-url": url, "signing-secret": signingSecret } = values;
  if (url === undefined) {
    if (signingSecret === undefined) return undefined;
    throw new UsageError("--signing-secret needs --events-url: it signs the events that are sent there");
  }
  return {
    url: readUrl("--events-url", url),
    ...(signingSecret === undefined ? {} : { signingSecret }),
  };
}

/** Removes undefined options, because they would override those of a preset. */
function toGiven(options: EmulatorOptions): EmulatorOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function isParseError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}

/** Node's message, without its advice for programmers. */
function toSentence(message: string): string {
  const first = message.split(/\.? To specify|\n/)[0] ?? message;
  const flag = /^Unknown option '--([^']+)'/.exec(first)?.[1];
  const nearest = flag === undefined ? undefined : findNearest(flag, Object.keys(FLAGS));
  const hint = nearest === undefined ? "--help lists what there is." : `did you mean --${nearest}?`;
  return `${first.replace(/\.?\s*$/, "")}; ${hint}`;
}

import { createSlackEmulator } from "../create-slack-emulator.ts";
import type { SlackEmulator } from "../emulator.ts";
import { connectByAddress, connectBySocket } from "../events/connect-process.ts";
import type { Attempt } from "../events/deliver.ts";
import type { Listening } from "../interfaces/http-server.ts";
import { toInternals } from "../internals.ts";
import type { Call } from "../protocol/call-log.ts";
import { toEffect } from "../view/effect.ts";
import { toOutcomeView } from "../view/outcome.ts";
import type { ServeSetup } from "./arguments.ts";
import { readSeed } from "./read-seed.ts";
import { UsageError } from "./usage-error.ts";
import { toWelcome } from "./welcome.ts";

/** Printed at the start, so that people can configure a bot with it. */
const DEFAULT_SECRET = "emulator-signing-secret";

/** Serves until the process gets a signal to end. */
export async function serve({
  port,
  host,
  options,
  faults,
  seedFile,
  events,
  eventKinds,
}: ServeSetup): Promise<void> {
  const seed = seedFile === undefined ? undefined : await readSeed(seedFile);
  await using slack = createSlackEmulator({ ...options, workspace: seed?.workspace });
  for (const message of seed?.messages ?? []) slack.postUserMessage(message);
  for (const { method, fault, times, skip } of faults) slack.failNext(method, fault, { times, skip });
  const eventsSent = events && { signingSecret: DEFAULT_SECRET, ...events };
  const listening = await listen(slack, { port, host });
  console.log(toWelcome(slack, { ...listening, events: eventsSent }));
  logCalls(slack);
  toInternals(slack).deliveries.onAdd(logAttempt);
  if (eventsSent === undefined) connectBySocket(slack, { events: eventKinds });
  else {
    const { url, signingSecret } = eventsSent;
    connectByAddress(slack, { bot: url, signingSecret, events: eventKinds });
  }
  await untilAskedToEnd();
}

async function listen(
  slack: SlackEmulator,
  { port, host }: Pick<ServeSetup, "port" | "host">,
): Promise<Listening> {
  try {
    return await slack.listen({ port, host });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const tell = LISTEN_PROBLEMS[code];
    if (tell === undefined) throw error;
    throw new UsageError(tell({ port, host: host ?? "127.0.0.1" }));
  }
}

const LISTEN_PROBLEMS: Readonly<Record<string, (place: { port: number; host: string }) => string>> = {
  EADDRINUSE: ({ port }) => `port ${port} is in use; --port 0 takes any free one`,
  EACCES: ({ port }) => `port ${port} may not be opened by this user; --port 0 takes any free one`,
  EADDRNOTAVAIL: ({ host }) => `--host must be an address of this machine, got ${host}`,
  ENOTFOUND: ({ host }) => `--host must be an address of this machine, got ${host}`,
};

/** Prints a line for each call when its response is sent, or will never be sent. */
function logCalls(slack: SlackEmulator): void {
  const startedAt = slack.clock.now();
  const printed = new WeakSet<object>();
  slack.onChange((change) => {
    if (change.type !== "call" || printed.has(change.call)) return;
    const { call } = change;
    if (call.durationMs === undefined && call.fault === undefined) return;
    printed.add(call);
    console.log(toCallLine(call, { startedAt, slack, isColored: isColored() }));
  });
}

function logAttempt({ type, status, failure, retry }: Attempt): void {
  const tries = retry === 0 ? "" : ` (retry ${retry})`;
  console.log(`   event ${type}: ${status === undefined ? failure : `HTTP ${status}`}${tries}`);
}

function isColored(): boolean {
  return process.stdout.isTTY === true && (process.env.NO_COLOR ?? "") === "";
}

function untilAskedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}

interface LineSetup {
  readonly startedAt: number;
  readonly slack: SlackEmulator;
  readonly isColored: boolean;
}

/** ` 20.4s chat.appendStream #1   3 ms  ok  +42 characters` */
function toCallLine(call: Call, { startedAt, slack, isColored }: LineSetup): string {
  const number = toInternals(slack).workspace.findByTs(call.ts ?? "")?.number;
  const outcome = toOutcomeView(call);
  const paint = isColored ? PAINTS[outcome.mood] : (text: string) => text;
  return [
    `${((call.at - startedAt) / 1_000).toFixed(1)}s`.padStart(8),
    call.method.padEnd(26),
    (number === undefined ? "" : `#${number}`).padEnd(4),
    (call.durationMs === undefined ? "–" : `${Math.round(call.durationMs)} ms`).padStart(8),
    ` ${paint(outcome.words)}`,
    call.applied ? ` ${toEffect(call)}` : "",
  ]
    .join(" ")
    .trimEnd();
}

const PAINTS: Readonly<Record<"good" | "bad" | "odd", (text: string) => string>> = {
  good: (text) => `\x1b[32m${text}\x1b[0m`,
  bad: (text) => `\x1b[31m${text}\x1b[0m`,
  odd: (text) => `\x1b[33m${text}\x1b[0m`,
};

import { createMemoryState } from "@chat-adapter/state-memory";
import { LogLevel, WebClient } from "@slack/web-api";
import { liveStreams } from "../../src/answer/live-streams.ts";
import type { Clock } from "../../src/clock.ts";
import {
  type CheckpointOptions,
  type ClientTarget,
  type StreamOptions,
  type StreamReceipt,
  type StreamSource,
  streamToSlack,
} from "../../src/index.ts";
import type { Story } from "./story.ts";

/** When a process dies: at its nth message call, before Slack gets the call or after Slack has carried it out. */
export interface Death {
  readonly call: number;
  readonly when: "before" | "after";
}

export type MemoryState = ReturnType<typeof createMemoryState>;

/** A store that is shared by the processes of a test. */
export function createStore(): MemoryState {
  return createMemoryState();
}

export interface Mortal {
  readonly target: ClientTarget;
  readonly clock: Clock;
  readonly store: CheckpointOptions["store"];
  readonly isDead: () => boolean;
  /** Kills the process. It does nothing more, and gets no responses. */
  die(): void;
  /** Resolves when it has died. */
  readonly died: Promise<void>;
  /** The number of message calls that it has begun. */
  readonly calls: () => number;
}

const messageCall = /chat\.(startStream|appendStream|stopStream|update|postMessage|delete)$/;

/** A simulated process. After its death it gets no more responses of Slack and the store. */
export function createMortal(story: Story, memory: MemoryState, death?: Death): Mortal {
  let resolve = () => {};
  const died = new Promise<void>((end) => {
    resolve = end;
  });
  let dead = false;
  let calls = 0;
  const die = () => {
    dead = true;
    // The process's memory is lost.
    liveStreams().clear();
    resolve();
  };
  const never = new Promise<never>(() => {});
  const alive = async <T>(value: PromiseLike<T>): Promise<T> => {
    if (dead) return never;
    const answer = await value;
    return dead ? never : answer;
  };
  const options = story.slack.webClientOptions(8);
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (dead) return never;
    const isMessage = messageCall.test(String(input).split("?")[0] ?? "");
    if (isMessage) calls += 1;
    const isLast = isMessage && death?.call === calls;
    if (isLast && death?.when === "before") {
      die();
      return never;
    }
    const answer = await options.fetch(input as string, init);
    if (isLast) die();
    return dead ? never : answer;
  };
  const client = new WebClient(story.slack.token, { ...options, fetch, logLevel: LogLevel.ERROR });
  const clock: Clock = {
    now: () => story.clock.now(),
    setTimer: (ms, fire) =>
      story.clock.setTimer(ms, () => {
        if (!dead) fire();
      }),
  };
  const store = new Proxy(memory, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...args: readonly unknown[]) =>
        dead ? never : alive(Promise.resolve(value.apply(target, args) as unknown));
    },
  });
  return {
    target: { ...story.target, client },
    clock,
    store,
    isDead: () => dead,
    die,
    died,
    calls: () => calls,
  };
}

/** The result of a process: a receipt, or its death. */
export type Fate = StreamReceipt | "died";

/** Streams until the answer or the process ends. */
export async function liveOnce(
  story: Story,
  mortal: Mortal,
  source: StreamSource,
  options: StreamOptions & { readonly id?: string } = {},
): Promise<Fate> {
  const { id = "answer", ...rest } = options;
  const streaming = streamToSlack(source, mortal.target, {
    status: false,
    firstTextMs: 0,
    clock: mortal.clock,
    checkpoint: { store: mortal.store, id },
    ...rest,
  });
  streaming.catch(() => {});
  const fate = Promise.race([streaming, mortal.died.then(() => "died" as const)]);
  return story.clock.runUntil(fate, { maxMs: 3_600_000 });
}

/** Lets the lease of a dead process expire. */
export async function endLease(memory: MemoryState, id = "answer"): Promise<void> {
  await memory.forceReleaseLock(`slack-stream:${id}`);
}

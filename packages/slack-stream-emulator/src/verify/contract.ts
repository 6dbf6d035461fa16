import type { ApiAnswer, SlackUnderTest } from "./slack-under-test.ts";

/** A check of one recorded response of Slack's. */
export interface Contract {
  readonly facts: readonly string[];
  readonly name: string;
  /** `ok`, a code, or another result of `run`. Several if sources disagree. */
  readonly expected: string | readonly string[];
  run(bench: ContractTools): Promise<string>;
  /** How long it has to wait for Slack, in ms. */
  readonly waitsMs?: number;
  /** True if a person has to press stop. */
  readonly needsPerson?: boolean;
}

export interface ContractTools extends SlackUnderTest {
  /** Posts a new thread. Resolves with its `ts`. */
  thread(): Promise<string>;
  /** Starts a stream in a new thread, with all needed arguments and `args`. Resolves with the raw response. */
  tryStart(args?: object): Promise<ApiAnswer>;
  /** Starts a stream in a new thread. Resolves with its `ts`. */
  start(args?: object): Promise<string>;
  append(ts: string, args: object): Promise<ApiAnswer>;
  stop(ts: string, args?: object): Promise<ApiAnswer>;
  update(ts: string, args: object): Promise<ApiAnswer>;
  read(ts: string): Promise<Readonly<Record<string, unknown>>>;
}

export function createBench(slack: SlackUnderTest): ContractTools {
  const { call, channel, recipient } = slack;
  async function thread(): Promise<string> {
    return toTs(await call("chat.postMessage", { channel, text: "A contract is being tried." }));
  }
  async function tryStart(args: object = {}): Promise<ApiAnswer> {
    return await call("chat.startStream", { channel, thread_ts: await thread(), ...recipient, ...args });
  }
  return {
    ...slack,
    thread,
    tryStart,
    start: async (args) => toTs(await tryStart(args)),
    append: (ts, args) => call("chat.appendStream", { channel, ts, ...args }),
    stop: (ts, args) => call("chat.stopStream", { channel, ts, ...args }),
    update: (ts, args) => call("chat.update", { channel, ts, ...args }),
    async read(ts) {
      const answer = await call("conversations.replies", {
        channel,
        ts,
        limit: 1,
        include_all_metadata: true,
      });
      const [message] = Array.isArray(answer.messages) ? answer.messages : [];
      if (message === undefined) throw new Error(`${ts} can't be read: ${toCode(answer)}`);
      return message as Record<string, unknown>;
    },
  };
}

export function toCode(answer: ApiAnswer): string {
  return answer.ok ? "ok" : String(answer.error);
}

export function chunks(...list: readonly object[]): { chunks: readonly object[] } {
  return { chunks: list };
}

export function textChunk(value: string): object {
  return { type: "markdown_text", text: value };
}

export function task(fields: object = {}): object {
  return { type: "task_update", id: "t1", title: "Search", status: "in_progress", ...fields };
}

function toTs(answer: ApiAnswer): string {
  if (answer.ts === undefined) throw new Error(`refused: ${toCode(answer)}`);
  return answer.ts;
}

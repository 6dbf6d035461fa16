import type { Answer } from "./answer.ts";
import type { Arguments } from "./incoming.ts";

/** One request of a client, whether it was carried out or not. */
export interface Call {
  /** Counts from 0. */
  index: number;
  /** When it arrived, by the clock. */
  at: number;
  /** The method, such as `chat.appendStream`, or the name of another address, such as `response-url`. */
  method: string;
  /** The decoded arguments, without the token. `chunks`, `blocks` and `metadata` are parsed. */
  args: Arguments;
  /** The message of the call, if there is one. */
  ts: string | undefined;
  /** The response of Slack's rules. Undefined if the call did not reach them. */
  answer: Answer | undefined;
  /** The scripted fault that affected the call. */
  fault: string | undefined;
  /** Whether the call changed Slack's data or, for a reading call, got an answer. */
  applied: boolean;
  /** When the call was applied. Later than `at` if Slack carried it out after its caller had given up. */
  appliedAt: number | undefined;
  /** Undefined while no response was sent. */
  durationMs: number | undefined;
}

/** How many calls are kept, and how many of the oldest are dropped at once. */
const MOST_CALLS = 50_000;
const FORGOTTEN_AT_ONCE = 10_000;

export interface CallLog {
  /** The newest calls, in order. */
  readonly calls: readonly Call[];
  /** The number of all calls, including dropped ones. */
  readonly count: number;
  open(fields: Pick<Call, "at" | "method" | "args" | "fault">): Call;
  clear(): void;
}

export function createCallLog(): CallLog {
  const calls: Call[] = [];
  let count = 0;
  return {
    calls,
    get count() {
      return count;
    },
    open(fields) {
      const ts = typeof fields.args.ts === "string" ? fields.args.ts : undefined;
      const call: Call = {
        index: count,
        ...fields,
        ts,
        answer: undefined,
        applied: false,
        appliedAt: undefined,
        durationMs: undefined,
      };
      count += 1;
      if (calls.length >= MOST_CALLS) calls.splice(0, FORGOTTEN_AT_ONCE);
      calls.push(call);
      return call;
    },
    clear() {
      calls.length = 0;
      count = 0;
    },
  };
}

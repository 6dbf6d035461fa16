import type { Answer } from "./answer.ts";
import type { Arguments } from "./incoming.ts";

/** One request of a client, whether it was carried out or not. */
export interface Call {
  /** Counts from 0. */
  index: number;
  /** When it arrived, by the clock. */
  at: number;
  /** Such as `chat.appendStream`; also `response-url` and other addresses. */
  method: string;
  /** Decoded; `chunks`, `blocks` and `metadata` parsed; without the token. */
  args: Arguments;
  /** The message the call is about, when there is one. */
  ts: string | undefined;
  /** The answer of Slack's rules. Undefined if the call never reached them. */
  answer: Answer | undefined;
  /** The scripted fault that met it. */
  fault: string | undefined;
  /** Whether the call changed Slack's data or, for a reading call, got an answer. */
  applied: boolean;
  /** When it did; later than `at` for a call that Slack got to only after its caller had given up. */
  appliedAt: number | undefined;
  /** Undefined while no answer went out. */
  durationMs: number | undefined;
}

/** A Slack that runs for days keeps so many calls, and forgets the oldest, this many at once. */
const MOST_CALLS = 50_000;
const FORGOTTEN_AT_ONCE = 10_000;

export interface CallLog {
  /** The newest, in order. */
  readonly calls: readonly Call[];
  /** How many there were, those that are forgotten too. */
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

import type { StreamOptions } from "slack-stream-adapter";
import type { EmulatorOptions, Fault, UserStopAnswer } from "slack-stream-emulator";

/** One run, as plain data: what the source says and when, what goes wrong, and how it is set up. Durations in ms. */
export interface Schedule {
  readonly steps: readonly Step[];
  readonly end: "done" | "fails";
  /** Given as it is, or made by a function that takes the signal. */
  readonly form: "iterable" | "function";
  readonly faults: readonly ScheduledFault[];
  readonly happenings: readonly Happening[];
  readonly client: 7 | 8;
  readonly channel: "C0000000001" | "D0000000001";
  readonly latencyMs: number;
  readonly emulator: Pick<
    EmulatorOptions,
    "idleMs" | "size" | "rateLimits" | "readBack" | "blockMismatch" | "govSlack" | "blankText" | "ttlMs"
  >;
  readonly options: Omit<StreamOptions, "clock" | "abortSignal" | "onEvent" | "onFinish" | "failureNotice">;
}

export type Step =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "silence"; readonly ms: number }
  | CardStep;

export interface CardStep {
  readonly type: "card";
  readonly id: string;
  readonly title: string;
  readonly status: "pending" | "in_progress" | "complete" | "error";
  readonly details?: string | undefined;
  readonly output?: string | undefined;
}

export interface ScheduledFault {
  readonly method: string;
  readonly fault: Fault;
  readonly skip: number;
  readonly times: number;
}

/** Something that happens to the run from outside, at a time after its start. */
export type Happening =
  | {
      readonly type: "user-stop";
      readonly at: number;
      readonly answer: UserStopAnswer;
      /** When the app is handed the event, after the stop. */
      readonly eventAfterMs: number | "never";
    }
  | { readonly type: "abort"; readonly at: number }
  /** Slack ends, or an admin deletes, the message that is open then. */
  | { readonly type: "expire" | "delete"; readonly at: number };

export function textOf(schedule: Pick<Schedule, "steps">): string {
  return schedule.steps.map((step) => (step.type === "text" ? step.text : "")).join("");
}

/** How long the source takes at the least, ms. */
export function toSilenceMs({ steps }: Pick<Schedule, "steps">): number {
  return steps.reduce((sum, step) => sum + (step.type === "silence" ? step.ms : 0), 0);
}

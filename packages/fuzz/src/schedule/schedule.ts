import type { StreamOptions } from "slack-stream-adapter";
import type { EmulatorOptions, Fault, UserStopAnswer } from "slack-stream-emulator";

/** One run, as plain data: the items of the source and their times, the faults, and the set-up. Durations are in ms. */
export interface Schedule {
  readonly steps: readonly Step[];
  readonly end: "done" | "fails";
  /** Whether the source is an iterable, or a function that takes the signal. */
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
  /**
   * `step-over`: a step of the model is over. `reset`: the source retracts the text since the last step, with the cards
   * that began in it.
   */
  | { readonly type: "step-over" | "reset" }
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
      /** How long after the stop the app gets the event. */
      readonly eventAfterMs: number | "never";
    }
  | { readonly type: "abort"; readonly at: number }
  /** Slack ends the open message, or an admin deletes it. */
  | { readonly type: "expire" | "delete"; readonly at: number };

/** The source's text without retracted text, with blank lines between the texts of two steps. */
export function textOf({ steps }: Pick<Schedule, "steps">): string {
  let text = "";
  let stepAt = 0;
  let isApart = false;
  for (const step of steps) {
    if (step.type === "reset") text = text.slice(0, stepAt);
    if (step.type === "reset" || step.type === "step-over") {
      isApart = true;
      stepAt = text.length;
    }
    if (step.type !== "text") continue;
    if (isApart && step.text.trim() !== "") {
      text += missingBreaks(text, step.text);
      isApart = false;
    }
    text += step.text;
  }
  return text;
}

function missingBreaks(before: string, after: string): string {
  // At the beginning of the answer nothing stands before, whatever line breaks the source has given.
  if (/^[\n\r]*$/.test(before)) return "";
  const count = (space: string) => Math.min(2, space.replaceAll(/[^\n]/g, "").length);
  const there = count(/[\n\r]*$/.exec(before)?.[0] ?? "") + count(/^[\n\r]*/.exec(after)?.[0] ?? "");
  return "\n".repeat(Math.max(0, 2 - there));
}

/** The steps that are not retracted. */
export function toKeptSteps(steps: readonly Step[]): readonly Step[] {
  const kept: Step[] = [];
  const earlier = new Set<string>();
  let stepAt = 0;
  for (const step of steps) {
    if (step.type === "reset") {
      const isOld = (one: Step) => one.type === "card" && earlier.has(one.id);
      kept.push(...kept.splice(stepAt).filter((one) => one.type === "silence" || isOld(one)));
    } else kept.push(step);
    if (step.type === "reset" || step.type === "step-over") {
      stepAt = kept.length;
      for (const one of kept) if (one.type === "card") earlier.add(one.id);
    }
  }
  return kept;
}

/** The shortest time that the source can take, ms. */
export function toSilenceMs({ steps }: Pick<Schedule, "steps">): number {
  return steps.reduce((sum, step) => sum + (step.type === "silence" ? step.ms : 0), 0);
}

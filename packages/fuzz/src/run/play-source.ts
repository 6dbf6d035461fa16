import type { EmulatorClock } from "slack-stream-emulator";
import type { Schedule, Step } from "../schedule/schedule.ts";

/** The source of a run, and its state. */
export interface PlayedSource {
  readonly iterable: AsyncIterable<string | object>;
  readonly error: Error;
  /** How many characters it has given so far. */
  readonly given: number;
  readonly opened: number;
  readonly returned: number;
}

/** Plays the steps of a schedule on the clock. */
export function playSource(
  { steps, end }: Pick<Schedule, "steps" | "end">,
  clock: EmulatorClock,
): PlayedSource {
  const error = new Error("the model failed");
  const state = { given: 0, opened: 0, returned: 0 };
  let index = 0;

  const next = async (): Promise<IteratorResult<string | object>> => {
    for (;;) {
      const step = steps[index];
      index += 1;
      if (step === undefined) {
        if (end === "fails" && index === steps.length + 1) throw error;
        return { done: true, value: undefined };
      }
      if (step.type === "silence") {
        await new Promise<void>((resolve) => void clock.setTimer(step.ms, resolve));
      } else {
        if (step.type === "text") state.given += step.text.length;
        return { done: false, value: toItem(step) };
      }
    }
  };

  const iterable = {
    [Symbol.asyncIterator]() {
      state.opened += 1;
      return {
        next,
        return: async () => {
          state.returned += 1;
          return { done: true as const, value: undefined };
        },
      };
    },
  };
  return {
    iterable,
    error,
    get given() {
      return state.given;
    },
    get opened() {
      return state.opened;
    },
    get returned() {
      return state.returned;
    },
  };
}

function toItem(step: Exclude<Step, { type: "silence" }>): string | object {
  if (step.type === "text") return step.text;
  if (step.type !== "card")
    return step.type === "reset" ? { type: "reset-step" } : { type: "finish-step", finishReason: "stop" };
  const { id, title, status, details, output } = step;
  return {
    type: "task_update",
    id,
    title,
    status,
    ...(details === undefined ? {} : { details }),
    ...(output === undefined ? {} : { output }),
  };
}

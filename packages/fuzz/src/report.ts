import type { Violation } from "./oracle/run-record.ts";
import type { Run } from "./run/run-schedule.ts";
import type { Schedule } from "./schedule/schedule.ts";

/** A broken run as text: what broke, the schedule, the transcript, the receipt. */
export function describeRun(schedule: Schedule, run: Run, violations: readonly Violation[]): string {
  return [
    ...violations.map(({ promise, what }) => `${promise} broken: ${what}`),
    "schedule:",
    describeSchedule(schedule),
    "transcript:",
    ...clipLines(run.transcript).map((line) => `  ${line}`),
    "in the end:",
    ...describeMessages(run),
    `ending: ${describeEnding(run)}`,
  ].join("\n");
}

function describeSchedule(schedule: Schedule): string {
  const { steps, ...rest } = schedule;
  const lines = Object.entries(rest).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
  return [`  steps: ${clip(steps.map(describeStep).join(" "))}`, ...lines].join("\n");
}

function describeStep(step: Schedule["steps"][number]): string {
  if (step.type === "text")
    return JSON.stringify(
      step.text.length > 400 ? `${step.text.slice(0, 400)}… (${step.text.length})` : step.text,
    );
  if (step.type === "silence") return `<${step.ms} ms>`;
  return `<card ${JSON.stringify({ ...step, type: undefined })}>`;
}

function describeMessages({ record }: Run): readonly string[] {
  return record.slack.messages
    .filter(({ botId }) => botId !== undefined)
    .map(({ ts, state, errored, items, cards }) => {
      const text = items
        .map((item) => (item.type === "text" ? clip(JSON.stringify(item.text)) : item.type))
        .join(" ");
      const shownCards = [...cards.values()].map(
        ({ id, status, details, output }) => `${id}:${status}(${details}|${output})`,
      );
      return `  ${ts} ${state}${errored ? " ERRORED" : ""} ${text} ${shownCards.join(" ")}`;
    });
}

function describeEnding({ record: { ending } }: Run): string {
  if (ending.type === "hung") return `hung: ${String(ending.error)}`;
  const receipt = ending.receipt && JSON.stringify({ ...ending.receipt, text: ending.receipt.text.length });
  return ending.type === "resolved"
    ? `resolved ${receipt}`
    : `rejected ${String(ending.error)} ${receipt ?? ""}`;
}

const mostShown = 500;

function clip(text: string): string {
  return text.length <= mostShown
    ? text
    : `${text.slice(0, mostShown - 100)} … ${text.slice(-100)} (${text.length})`;
}

const firstLines = 20;
const lastLines = 25;

function clipLines(lines: readonly string[]): readonly string[] {
  const left = lines.length - firstLines - lastLines;
  return left <= 0 ? lines : [...lines.slice(0, firstLines), `… ${left} lines …`, ...lines.slice(-lastLines)];
}

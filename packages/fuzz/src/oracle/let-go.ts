import type { RunRecord, Violation } from "./run-record.ts";

/** P3: the source is released once, and nothing runs on after the call. */
export function judgeLetGo({ ending, leftovers, slack, callsWhenSettled }: RunRecord): Violation[] {
  const violations: Violation[] = [];
  const say = (what: string) => violations.push({ promise: "P3", what });
  if (ending.type === "hung") say(`the call never settles: ${String(ending.error)}`);
  if (leftovers.returned !== leftovers.opened)
    say(`return() was called ${leftovers.returned} times on ${leftovers.opened} source`);
  if (leftovers.timers > 0) say(`${leftovers.timers} timers are left`);
  if (leftovers.listeners !== 0) say(`${leftovers.listeners} listeners are left on abortSignal`);
  for (const reason of leftovers.unhandled) say(`unhandled rejection: ${String(reason)}`);
  const late = slack.calls.slice(callsWhenSettled).filter(({ method }) => !method.includes("setStatus"));
  for (const { method } of late) say(`${method} is called after the promise has settled`);
  return violations;
}

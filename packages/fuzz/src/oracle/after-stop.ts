import type { Call } from "slack-stream-emulator";
import { isMessageCall, type RunRecord, receiptOf, type Violation } from "./run-record.ts";

/** P4: after a stop by the user can be known, no message call is made, and the session's status is restored. */
export function judgeAfterStop(record: RunRecord): Violation[] {
  const { slack, userStop } = record;
  const violations: Violation[] = [];
  const say = (what: string) => violations.push({ promise: "P4", what });
  const known = knownAfter(slack.calls, userStop?.toldAfterCalls);
  if (known === undefined) return [];
  for (const [index, call] of slack.calls.entries())
    if (index >= known && isMessageCall(call) && !closesAnother(call, toStopped(record, index)))
      say(`${call.method} is called after the user's stop`);
  const outcome = receiptOf(record)?.outcome;
  if (outcome !== "stopped-by-user") say(`the outcome is ${outcome} after the user's stop`);
  const wrote = slack.calls.slice(0, known).some((call) => isMessageCall(call) && call.applied);
  const putBack = slack.calls.slice(known).some(({ method }) => method === "agents.sessions.setStatus");
  if (wrote && !putBack) say("the session's status is not put back");
  return violations;
}

/** A message that was opened after the user's stop may be closed without content, because Slack does not close it. */
function closesAnother({ args, method, ts }: Call, stopped: ReadonlySet<string>): boolean {
  const { chunks, blocks, metadata, markdown_text: text } = args;
  const isBare = [chunks, blocks, metadata, text].every((content) => content === undefined);
  return method === "chat.stopStream" && isBare && ts !== undefined && !stopped.has(ts);
}

/** The messages that are known to be stopped after so many calls: by an event, or by Slack's refusal. */
function toStopped({ slack, userStop }: RunRecord, calls: number): ReadonlySet<string> {
  const refused = slack.calls.slice(0, calls).filter(isRefusedByStop);
  const named = userStop?.named.filter(({ toldAfterCalls }) => toldAfterCalls <= calls) ?? [];
  return new Set([...named, ...refused].flatMap(({ ts }) => ts ?? []));
}

function isRefusedByStop({ answer, fault }: Call): boolean {
  return fault === undefined && answer?.ok === false && answer.error === "stopped_by_user";
}

/** The number of calls after which the stop was known: by the event, or by the refusal. */
function knownAfter(calls: readonly Call[], told: number | undefined): number | undefined {
  const refused = calls.findIndex(isRefusedByStop);
  const byRefusal = refused === -1 ? Number.POSITIVE_INFINITY : refused + 1;
  const known = Math.min(byRefusal, told ?? Number.POSITIVE_INFINITY);
  return known === Number.POSITIVE_INFINITY ? undefined : known;
}

import { SITES, toVisitArguments } from "../sites/table.ts";
import { sleep } from "../time/clock.ts";
import type { Timers } from "../time/timers.ts";
import { expireOverdue, stopByUser } from "../workspace/lifecycle.ts";
import type { Observers } from "../workspace/observers.ts";
import type { Outcome, Reply } from "./answer.ts";
import type { Call, CallLog } from "./call-log.ts";
import { type FaultPlan, NO_FAULT, toFaultPlan } from "./fault-plan.ts";
import { type Fault, type Faults, toFaultName } from "./faults.ts";
import { type Arguments, type Decoded, decode, type Incoming, toBearer } from "./incoming.ts";
import { type JudgeContext, type Judgement, judge } from "./judge.ts";

/** Handles a request. All interfaces call it, and send its result. */
export type Dispatch = (incoming: Incoming, signal?: AbortSignal) => Promise<Outcome>;

/** The address for in-process use. Its reserved ending guarantees that no request reaches a real host. */
export const SLACK_ORIGIN = "https://slack.test";

export interface Parts extends JudgeContext {
  readonly observers: Observers;
  readonly log: CallLog;
  readonly faults: Faults;
  readonly timers: Timers;
  /** Calls whose response waits for the clock. */
  readonly delayed: Set<Call>;
}

export function createDispatch(parts: Parts): Dispatch {
  const { settings, workspace, log, faults, observers } = parts;
  const { clock } = settings;

  return async (incoming, signal) => {
    expireOverdue(workspace, settings);
    const { method, origin = SLACK_ORIGIN } = incoming;
    const { visit } = incoming;
    const decoded = visit === undefined ? decode(incoming) : decodeVisit(incoming, visit);
    const { args } = decoded;
    const fault = faults.take(method);
    const name = fault === undefined ? undefined : toFaultName(fault);
    const plan = fault === undefined ? NO_FAULT : toPlan(fault, { parts, args });
    const call = log.open({ at: clock.now(), method, args, fault: name });
    const run = () => {
      const asked = { method, decoded, origin };
      const verdict =
        visit === undefined ? judge(parts, asked) : receive(parts, { ...asked, incoming, visit });
      return note(call, { verdict, now: clock.now() });
    };
    const outcome = plan.toOutcome(carryOut(plan, { run, timers: parts.timers }));
    observers.call.emit(call);
    observers.change.emit({ type: "call", call });
    const waitMs = settings.latencyMs() + plan.delayMs;
    if (waitMs > 0) {
      parts.delayed.add(call);
      await sleep(clock, { ms: waitMs, signal }).finally(() => parts.delayed.delete(call));
    }
    if (outcome.type === "answer") call.durationMs = clock.now() - call.at;
    observers.change.emit({ type: "call", call });
    return withDate(outcome, workspace.slackTime());
  };
}

/** Adds Slack's time to a response, in whole seconds. */
function withDate(outcome: Outcome, slackTime: number): Outcome {
  if (!("reply" in outcome)) return outcome;
  const { headers } = outcome.reply;
  const date = new Date(slackTime).toUTCString();
  return { ...outcome, reply: { ...outcome.reply, headers: { date, ...headers } } };
}

type VisitOf = NonNullable<Incoming["visit"]>;

function decodeVisit({ authorization }: Incoming, visit: VisitOf): Decoded {
  return {
    args: toVisitArguments(visit, visit.body),
    token: toBearer(authorization),
    problem: undefined,
    warning: undefined,
  };
}

/** Handles a request to an address that is not a method. The address itself is the secret, so no token is needed. */
function receive(
  { settings, workspace }: Parts,
  asked: { method: string; decoded: Decoded; origin: string; incoming: Incoming; visit: VisitOf },
): Judgement {
  const { method, decoded, origin, incoming, visit } = asked;
  const site = SITES[method];
  if (site === undefined) throw new RangeError(`no address is called ${method}`);
  return site.run({
    ...visit,
    query: new URLSearchParams(incoming.query),
    token: decoded.token,
    origin,
    workspace,
    settings,
    now: settings.clock.now(),
  });
}

function toPlan(fault: Fault, { parts, args }: { parts: Parts; args: Arguments }): FaultPlan {
  if (typeof fault === "string" || fault.type !== "user-stop") return toFaultPlan(fault);
  const { workspace, timers, settings } = parts;
  const message = workspace.find(String(args.channel), String(args.ts));
  if (message?.state !== "open") return NO_FAULT;
  const { answer = "stopped_by_user", eventAfterMs = 0 } = fault;
  const user = message.recipient?.userId ?? workspace.directory.firstPerson;
  const { channel, threadTs = message.ts } = message;
  const event = stopByUser(workspace, { channel, threadTs, user, answer });
  if (!settings.subscribesToStop) return NO_FAULT;
  if (eventAfterMs === 0) workspace.send(event);
  else timers.set(eventAfterMs, () => workspace.send(event));
  return NO_FAULT;
}

/** Runs the rules when the plan says so. Returns their reply if it is there in time. */
function carryOut(
  { effect }: FaultPlan,
  { run, timers }: { run: () => Judgement; timers: Timers },
): Reply | undefined {
  if (effect === "none") return undefined;
  if (effect === "now") return run().reply;
  timers.set(effect.afterMs, run);
  return undefined;
}

function note(call: Call, { verdict, now }: { verdict: Judgement; now: number }): Judgement {
  const { answer } = verdict;
  call.answer = answer;
  call.applied = answer.ok;
  call.appliedAt = answer.ok ? now : undefined;
  if (answer.ok && typeof answer.ts === "string") call.ts = answer.ts;
  return verdict;
}

import type { Method, MethodSpec } from "../methods/method.ts";
import { METHODS } from "../methods/table.ts";
import type { Settings } from "../options.ts";
import { sleep } from "../time/clock.ts";
import { expireOverdue, stopByUser } from "../workspace/lifecycle.ts";
import type { Observers } from "../workspace/observers.ts";
import type { App } from "../workspace/seed.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type Answer, type Outcome, type Reply, refuse, toReply } from "./answer.ts";
import type { Call, CallLog } from "./call-log.ts";
import { type FaultPlan, toFaultPlan } from "./fault-plan.ts";
import { type Fault, type Faults, toFaultName } from "./faults.ts";
import { type Arguments, type Decoded, decode, type Incoming } from "./incoming.ts";
import type { RateLimiter } from "./rate-limiter.ts";

/** The one entrance: every door hands its request over and carries out the outcome. */
export type Dispatch = (incoming: Incoming, signal?: AbortSignal) => Promise<Outcome>;

export interface Parts {
  readonly settings: Settings;
  readonly workspace: Workspace;
  readonly observers: Observers;
  readonly log: CallLog;
  readonly faults: Faults;
  readonly limiter: RateLimiter;
}

interface Verdict {
  answer: Answer;
  reply: Reply;
}

export function createDispatch(parts: Parts): Dispatch {
  const { settings, workspace, log, faults, observers } = parts;
  const { clock } = settings;

  return async (incoming, signal) => {
    expireOverdue(workspace, settings);
    const { method } = incoming;
    const decoded = decode(incoming);
    const fault = faults.take(method);
    const plan = fault === undefined ? undefined : toPlan(fault, { parts, args: decoded.args });
    const call = log.open({
      at: clock.now(),
      method,
      args: decoded.args,
      fault: fault === undefined ? undefined : toFaultName(fault),
    });
    const run = () => judge(parts, decoded, call);
    const outcome = plan === undefined ? toOutcome(run()) : carryOut(plan, { run, settings });
    observers.call.emit(call);
    const waitMs = settings.latencyMs() + (plan?.delayMs ?? 0);
    if (waitMs > 0) await sleep(clock, waitMs, signal);
    if (outcome.type === "answer") call.durationMs = clock.now() - call.at;
    return outcome;
  };
}

function carryOut(plan: FaultPlan, { run, settings }: { run: () => Verdict; settings: Settings }): Outcome {
  if (plan.effect === "none") return plan.toOutcome(undefined);
  if (plan.effect === "now") return plan.toOutcome(run().answer);
  settings.clock.setTimer(plan.effect.afterMs, run);
  return plan.toOutcome(undefined);
}

function toPlan(fault: Fault, { parts, args }: { parts: Parts; args: Arguments }): FaultPlan | undefined {
  if (typeof fault === "string" || fault.type !== "user-stop") return toFaultPlan(fault);
  const { workspace, settings } = parts;
  const message = workspace.find(String(args.channel), String(args.ts));
  if (message?.state !== "open") return undefined;
  const { answer = "stopped_by_user", eventAfterMs = 0 } = fault;
  const user = message.recipient?.userId ?? workspace.directory.firstPerson;
  const { channel, threadTs = message.ts } = message;
  const event = stopByUser(workspace, { channel, threadTs, user, answer });
  if (eventAfterMs === 0) workspace.send(event);
  else settings.clock.setTimer(eventAfterMs, () => workspace.send(event));
  return undefined;
}

function judge(parts: Parts, decoded: Decoded, call: Call): Verdict {
  const { settings, workspace, limiter } = parts;
  const verdict = decide();
  call.answer = verdict.answer;
  call.applied = verdict.answer.ok;
  call.appliedAt = verdict.answer.ok ? settings.clock.now() : undefined;
  if (verdict.answer.ok && typeof verdict.answer.ts === "string") call.ts = verdict.answer.ts;
  return verdict;

  function decide(): Verdict {
    if (decoded.problem !== undefined) return toVerdict(refuse(decoded.problem));
    const spec = find(call.method);
    if (spec === undefined || (settings.govSlack && spec.streaming))
      return toVerdict(refuse("unknown_method"));
    const app = authenticate(workspace, decoded.token);
    if (typeof app === "string") return toVerdict(refuse(app));
    const missing = toMissingScope(spec, app);
    if (missing !== undefined) return toVerdict(missing);
    const owner = `${app.teamId} ${app.appId}`;
    const channel = typeof decoded.args.channel === "string" ? decoded.args.channel : undefined;
    const now = settings.clock.now();
    const retryAfter = limiter.take({ method: call.method, owner, channel, now });
    if (retryAfter !== undefined) {
      const answer = refuse("ratelimited");
      return {
        answer,
        reply: toReply(answer, { status: 429, headers: { "retry-after": String(retryAfter) } }),
      };
    }
    // Late faults run after their call, when a stream may have died in between.
    expireOverdue(workspace, settings);
    const run: Method = spec.run;
    return toVerdict(run({ args: decoded.args, app, workspace, settings, now }));
  }
}

function find(method: string): MethodSpec | undefined {
  return Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
}

function authenticate(workspace: Workspace, token: string | undefined): App | string {
  if (token === undefined || token === "") return "not_authed";
  return workspace.directory.apps.get(token) ?? "invalid_auth";
}

function toMissingScope(spec: MethodSpec, app: App): Answer | undefined {
  if (app.scopes === undefined || spec.scope === undefined || app.scopes.includes(spec.scope))
    return undefined;
  return refuse("missing_scope", { needed: spec.scope, provided: app.scopes.join(",") });
}

function toVerdict(answer: Answer): Verdict {
  return { answer, reply: toReply(answer) };
}

function toOutcome(verdict: Verdict): Outcome {
  return { type: "answer", reply: verdict.reply };
}

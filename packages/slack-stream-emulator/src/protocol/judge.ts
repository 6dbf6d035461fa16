import type { MethodSpec } from "../methods/method.ts";
import { METHODS } from "../methods/table.ts";
import type { Settings } from "../options.ts";
import { expireOverdue } from "../workspace/lifecycle.ts";
import type { App } from "../workspace/seed.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type Answer, type Reply, refuse, toReply } from "./answer.ts";
import type { Decoded } from "./incoming.ts";
import type { RateLimiter } from "./rate-limiter.ts";

/** What Slack says to a request that reached it whole. */
export interface Verdict {
  readonly answer: Answer;
  readonly reply: Reply;
}

export interface Bench {
  readonly settings: Settings;
  readonly workspace: Workspace;
  readonly limiter: RateLimiter;
}

/** Everything that is the same for all methods comes first: body, method, token, scope, rate; then the method itself. */
export function judge(bench: Bench, { method, decoded }: { method: string; decoded: Decoded }): Verdict {
  const { settings, workspace, limiter } = bench;
  if (decoded.problem !== undefined) return toVerdict(refuse(decoded.problem));
  const spec = findMethod(method, settings);
  if (spec === undefined) return toVerdict(refuse("unknown_method"));
  const app = authenticate(workspace, decoded.token);
  if (typeof app === "string") return toVerdict(refuse(app));
  const missing = toMissingScope(spec, app);
  if (missing !== undefined) return toVerdict(missing);
  const { args } = decoded;
  const now = settings.clock.now();
  const owner = `${app.teamId} ${app.appId}`;
  const channel = typeof args.channel === "string" ? args.channel : undefined;
  const retryAfter = limiter.take({ method, owner, channel, now });
  if (retryAfter !== undefined) return toRateLimited(retryAfter);
  // A call that takes effect late may find its stream dead by then.
  expireOverdue(workspace, settings);
  return toVerdict(spec.run({ args, app, workspace, settings, now }));
}

function findMethod(method: string, { govSlack }: Settings): MethodSpec | undefined {
  const spec = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  return govSlack && spec?.streaming ? undefined : spec;
}

function authenticate(workspace: Workspace, token: string | undefined): App | string {
  if (token === undefined || token === "") return "not_authed";
  return workspace.directory.apps.get(token) ?? "invalid_auth";
}

function toMissingScope({ scope }: MethodSpec, { scopes }: App): Answer | undefined {
  if (scopes === undefined || scope === undefined || scopes.includes(scope)) return undefined;
  return refuse("missing_scope", { needed: scope, provided: scopes.join(",") });
}

function toVerdict(answer: Answer): Verdict {
  return { answer, reply: toReply(answer) };
}

/** S90 */
function toRateLimited(seconds: number): Verdict {
  const answer = refuse("ratelimited");
  return { answer, reply: toReply(answer, { status: 429, headers: { "retry-after": String(seconds) } }) };
}

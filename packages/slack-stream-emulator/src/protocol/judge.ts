import type { Caller, MethodSpec, TokenKind } from "../methods/method.ts";
import { METHODS } from "../methods/table.ts";
import type { Settings } from "../options.ts";
import type { SocketHub } from "../socket/hub.ts";
import { expireOverdue } from "../workspace/lifecycle.ts";
import type { App } from "../workspace/seed.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type Answer, type Reply, refuse, toReply } from "./answer.ts";
import { suggestMethod } from "./check-fault.ts";
import type { Decoded } from "./incoming.ts";
import type { RateLimiter } from "./rate-limiter.ts";

/** Slack's response to a complete request. */
export interface Judgement {
  readonly answer: Answer;
  readonly reply: Reply;
}

export interface JudgeContext {
  readonly settings: Settings;
  readonly workspace: Workspace;
  readonly limiter: RateLimiter;
  readonly sockets: SocketHub;
}

interface Request {
  readonly method: string;
  readonly decoded: Decoded;
  readonly origin: string;
}

/** First checks what is the same for all methods (body, method, token, scope, rate), and then runs the method. */
export function judge(bench: JudgeContext, request: Request): Judgement {
  const { answer, ...reply } = rule(bench, request);
  const { warning } = request.decoded;
  const whole = warning === undefined ? answer : withWarning(answer, warning);
  return { answer: whole, reply: toReply(whole, reply) };
}

interface Ruling {
  readonly answer: Answer;
  readonly status?: number;
  readonly headers?: Record<string, string>;
}

function rule(
  { settings, workspace, limiter, sockets }: JudgeContext,
  { method, decoded, origin }: Request,
): Ruling {
  if (decoded.problem !== undefined) return { answer: decoded.problem };
  const spec = findMethod(method, settings);
  if (spec === undefined) return { answer: toUnknownMethod(method) };
  // The error codes of a removed method (S64).
  if (spec.retiring && settings.assistantRetired) return { answer: refuse("method_deprecated") };
  const known = spec.isOpen === true ? toStranger(workspace) : authenticate(workspace, decoded.token);
  if (typeof known === "string") return { answer: refuse(known) };
  const { app, caller } = known;
  if (!(spec.tokens ?? ORDINARY_TOKENS).includes(caller.kind))
    return { answer: refuse("not_allowed_token_type") };
  const scopes = app.scopes ?? ALL_SCOPES;
  const headers = toScopeHeaders(spec, scopes);
  const missing = toMissingScope(spec, scopes);
  if (missing !== undefined) return { answer: missing, headers };
  const { args } = decoded;
  const now = settings.clock.now();
  const owner = `${app.teamId} ${app.appId}`;
  const channel = typeof args.channel === "string" ? args.channel : undefined;
  const retryAfter = limiter.take({ method, owner, channel, now });
  if (retryAfter !== undefined) return toRateLimited(retryAfter);
  // If a call is carried out late, its stream may have ended.
  expireOverdue(workspace, settings);
  return {
    answer: spec.run({ args, app, caller, scopes, origin, sockets, workspace, settings, now }),
    headers,
  };
}

/** Slack also names the method. The sentence is the emulator's own. */
function toUnknownMethod(method: string): Answer {
  if (Object.hasOwn(METHODS, method)) return refuse("unknown_method", { req_method: method });
  const message = `[ERROR] the emulator has no method ${method}; ${suggestMethod(method)}`;
  return refuse("unknown_method", { req_method: method, response_metadata: { messages: [message] } });
}

/** The scopes of an app without a list of scopes. */
const ALL_SCOPES: readonly string[] = [
  ...new Set(Object.values(METHODS).flatMap(({ scope }) => scope?.split(",") ?? [])),
].sort();

function findMethod(method: string, { govSlack }: Settings): MethodSpec | undefined {
  const spec = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  return govSlack && spec?.streaming ? undefined : spec;
}

const ORDINARY_TOKENS: readonly TokenKind[] = ["bot", "user"];

interface Known {
  readonly app: App;
  readonly caller: Caller;
}

function authenticate(workspace: Workspace, token: string | undefined): Known | string {
  if (token === undefined || token === "") return "not_authed";
  if (workspace.records.revokedTokens.has(token)) return "token_revoked";
  const { apps, users, mainApp } = workspace.directory;
  const app = apps.get(token);
  if (app !== undefined) return { app, caller: { kind: "bot", userId: app.botUserId, token } };
  for (const user of users.values()) {
    if (user.token !== token) continue;
    const theirs = [...apps.values()].find(({ teamId }) => teamId === user.teamId) ?? mainApp;
    return { app: theirs, caller: { kind: "user", userId: user.id, token } };
  }
  for (const one of apps.values()) {
    if (one.appToken === token) return { app: one, caller: { kind: "app", userId: one.botUserId, token } };
  }
  return "invalid_auth";
}

/** The caller of a method that needs no token. */
function toStranger({ directory: { mainApp } }: Workspace): Known {
  return { app: mainApp, caller: { kind: "bot", userId: mainApp.botUserId, token: "" } };
}

function toMissingScope({ scope }: MethodSpec, scopes: readonly string[]): Answer | undefined {
  if (scope === undefined || scope.split(",").some((one) => scopes.includes(one))) return undefined;
  return refuse("missing_scope", { needed: scope, provided: scopes.join(",") });
}

/** The headers that clients show as `scopes` and `acceptedScopes`. */
function toScopeHeaders({ scope }: MethodSpec, scopes: readonly string[]): Record<string, string> {
  return {
    "x-oauth-scopes": scopes.join(","),
    ...(scope === undefined ? {} : { "x-accepted-oauth-scopes": scope }),
  };
}

/** Adds a warning. Slack returns it twice: joined in `warning`, and in a list. */
function withWarning(answer: Answer, warning: string): Answer {
  const given = typeof answer.warning === "string" ? [answer.warning] : [];
  const warnings = [...given, warning];
  const metadata = typeof answer.response_metadata === "object" ? answer.response_metadata : {};
  return { ...answer, warning: warnings.join(","), response_metadata: { ...metadata, warnings } };
}

/** S90 */
function toRateLimited(seconds: number): Ruling {
  return { answer: refuse("ratelimited"), status: 429, headers: { "retry-after": String(seconds) } };
}

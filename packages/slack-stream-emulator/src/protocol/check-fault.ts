import { checkChoice, checkKnownFields, findNearest, findSlip, suggest } from "../check-names.ts";
import { isRecord } from "../content/chunks.ts";
import { COVERAGE } from "../coverage.ts";
import { METHODS } from "../methods/table.ts";
import { SITES } from "../sites/table.ts";
import type { Fault, FaultOptions } from "./faults.ts";

/** Throws a `RangeError` that names the problem of a scripted fault, and the nearest name for a typo. */
export function checkScript(
  method: string,
  { fault, options }: { fault: Fault; options: FaultOptions },
): void {
  checkMethod(method, "failNext");
  if (typeof fault === "string") checkShorthand(fault);
  else checkFields(fault);
  checkKnownFields(options, { place: "failNext", what: "option", known: ["times", "skip"] });
  const { times = 1, skip = 0 } = options;
  if (!(Number.isInteger(times) && times >= 1) && times !== Number.POSITIVE_INFINITY)
    throw new RangeError(`failNext: times must be >= 1, got ${times}`);
  if (!(Number.isInteger(skip) && skip >= 0))
    throw new RangeError(`failNext: skip must be >= 0, got ${skip}`);
}

/** Checks the name of a method. `*` is any method. */
export function checkMethod(method: string, place: string): void {
  if (method === "*" || Object.hasOwn(METHODS, method) || Object.hasOwn(SITES, method)) return;
  throw new RangeError(`${place}: unknown method ${method}; ${suggestMethod(method)}`);
}

export function suggestMethod(method: string): string {
  const nearest = findNearest(method, [...Object.keys(METHODS), ...Object.keys(SITES)]);
  return nearest === undefined
    ? "COVERAGE lists those that the emulator answers"
    : `did you mean ${nearest}?`;
}

type Kind = Exclude<Fault, string>["type"];

interface Rule {
  holds(value: unknown): boolean;
  readonly rule: string;
}

const CODE: Rule = { holds: (value) => isCode(value), rule: "a code of Slack's such as internal_error" };
const TIME: Rule = { holds: (value) => isTime(value), rule: "a number of milliseconds >= 0" };
const FLAG: Rule = { holds: (value) => typeof value === "boolean", rule: "true or false" };
const STATUS: Rule = {
  holds: (value) => Number.isInteger(value) && Number(value) >= 200 && Number(value) <= 599,
  rule: "an HTTP status from 200 to 599",
};
const APPLIED: Rule = {
  holds: (value) => typeof value === "boolean" || value === "later",
  rule: 'true, false or "later"',
};
const RETRY_AFTER: Rule = {
  holds: (value) => isTime(value) || typeof value === "string" || value === false,
  rule: "seconds, a string or false",
};

const LATE = { applied: APPLIED, afterMs: TIME };
const KINDS: Readonly<Record<Kind, Readonly<Record<string, Rule>>>> = {
  error: { error: CODE, applied: FLAG },
  internal_error: { applied: FLAG },
  fatal_error: { applied: FLAG },
  "reset-before": {},
  "reset-after": {},
  "reset-in-body": {},
  "stall-before-headers": LATE,
  "stall-in-body": LATE,
  http: { status: STATUS, ...LATE },
  html: LATE,
  "rate-limit": {
    retryAfter: RETRY_AFTER,
    shape: toChoice("http", "body"),
    error: toChoice("ratelimited", "rate_limited"),
  },
  slow: { ms: TIME },
  "user-stop": {
    answer: toChoice("stopped_by_user", "message_not_in_streaming_state"),
    eventAfterMs: TIME,
  },
};
const KIND_NAMES = Object.keys(KINDS);

const NEEDED: Readonly<Record<string, string>> = { error: "error", slow: "ms" };

function checkFields(fault: Exclude<Fault, string>): void {
  if (!isRecord(fault))
    throw new RangeError("failNext: a fault must be a code of Slack's or an object with a type");
  const { type } = fault;
  checkChoice("failNext: the type of a fault", type, KIND_NAMES);
  const rules = KINDS[type];
  const place = `failNext: the fault ${type}`;
  checkKnownFields(fault, { place, what: "field", known: ["type", ...Object.keys(rules)] });
  for (const [name, { holds, rule }] of Object.entries(rules)) {
    const value = (fault as Record<string, unknown>)[name];
    if (value === undefined && NEEDED[type] !== name) continue;
    if (!holds(value)) throw new RangeError(`${place}: ${name} must be ${rule}, got ${String(value)}`);
  }
}

/** Refuses the name of a kind as a string, because a string is an error code. */
function checkShorthand(code: string): void {
  if (KIND_NAMES.includes(code) && !KNOWN_CODES.includes(code))
    throw new RangeError(
      `failNext: ${code} is a kind of fault and no code of Slack's; give { type: "${code}" }`,
    );
  try {
    checkCode(code, KIND_NAMES);
  } catch (error) {
    throw error instanceof RangeError ? new RangeError(`failNext: ${error.message}`) : error;
  }
}

/**
 * Checks an error code. Slack has codes that are not documented, so an unknown code is allowed, unless it looks like a
 * typo. `kinds` are names of faults for suggestions.
 */
export function checkCode(code: string, kinds: readonly string[]): void {
  const nearest = findSlip(code, [...KNOWN_CODES, ...kinds]);
  if (nearest !== undefined)
    throw new RangeError(
      `unknown fault ${code}; did you mean ${nearest}? The fault "error" takes any code of Slack's.`,
    );
  if (!isCode(code)) throw new RangeError(`unknown fault ${code}; ${suggest(code, kinds)}`);
}

function isCode(value: unknown): boolean {
  return typeof value === "string" && /^[a-z]\w*$/i.test(value);
}

function isTime(value: unknown): boolean {
  return typeof value === "number" && value >= 0;
}

function toChoice(...choices: readonly string[]): Rule {
  return { holds: (value) => choices.includes(String(value)), rule: choices.join(" or ") };
}

/** Error codes of any method, besides those of particular methods. */
const KNOWN_CODES: readonly string[] = [
  ...new Set([
    ...COVERAGE.flatMap(({ errors }) => errors),
    "access_denied",
    "account_inactive",
    "ekm_access_denied",
    "enterprise_is_restricted",
    "fatal_error",
    "internal_error",
    "invalid_arg_name",
    "invalid_arguments",
    "invalid_auth",
    "invalid_charset",
    "invalid_form_data",
    "invalid_post_type",
    "is_inactive",
    "message_limit_exceeded",
    "missing_post_type",
    "missing_scope",
    "no_permission",
    "not_allowed_token_type",
    "not_authed",
    "rate_limited",
    "ratelimited",
    "request_timeout",
    "restricted_action",
    "service_unavailable",
    "team_access_not_granted",
    "team_added_to_org",
    "token_expired",
    "token_revoked",
    "unknown_method",
  ]),
];

import * as v from "valibot";
import { findNearest, suggest } from "../check-names.ts";
import type { SlackEmulator } from "../emulator.ts";

/** A request that is refused, with the HTTP status of the response. */
export class ControlRefusal extends Error {
  override readonly name = "ControlRefusal";
  readonly status: 404 | 409;
  constructor(status: 404 | 409, message: string) {
    super(message);
    this.status = status;
  }
}

type Schema = v.GenericSchema;

/** One operation of the control API. */
export interface Operation {
  readonly id: string;
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** The path below `/control/v1`, with `{name}` for a parameter. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly query?: v.StrictObjectSchema<v.ObjectEntries, undefined> | undefined;
  readonly body?: Schema | undefined;
  readonly answer: Schema;
  /**
   * Carries out the operation. Throws a `RangeError`, a `TypeError` or a `ControlRefusal` with the reason if it can't.
   */
  run(asked: Asked): unknown;
}

interface Asked {
  readonly slack: SlackEmulator;
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
}

interface Typed<Query extends v.ObjectEntries, Body extends Schema, Answer extends Schema>
  extends Pick<Operation, "id" | "method" | "path" | "tag" | "summary"> {
  readonly query?: Query;
  readonly body?: Body;
  readonly answer: Answer;
  run(
    slack: SlackEmulator,
    asked: {
      readonly params: Readonly<Record<string, string>>;
      readonly query: v.InferOutput<v.StrictObjectSchema<Query, undefined>>;
      readonly body: v.InferOutput<Body>;
    },
  ): v.InferInput<Answer> | Promise<v.InferInput<Answer>>;
}

export function operation<
  Answer extends Schema,
  Query extends v.ObjectEntries = Record<never, never>,
  Body extends Schema = v.UnknownSchema,
>({ query: entries, body: shape, run, ...rest }: Typed<Query, Body, Answer>): Operation {
  const query = entries === undefined ? undefined : v.strictObject(entries);
  return {
    ...rest,
    query,
    body: shape,
    run({ slack, params, query: given, body }) {
      return run(slack, {
        params,
        query: check(v.strictObject(entries ?? ({} as Query)), given, "the query"),
        body: shape === undefined ? (undefined as v.InferOutput<Body>) : check(shape, body, "the body"),
      });
    },
  };
}

/**
 * Returns the value if it matches its schema. Otherwise it throws a `RangeError` that names the place, the rule and the
 * value.
 */
function check<Shape extends Schema>(schema: Shape, value: unknown, place: string): v.InferOutput<Shape> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => toDeepest({ issue, keys: toKeys(issue) }));
  // A mistyped field causes two problems: an unknown field and a missing one. The unknown field is reported.
  const problem = problems.find(({ issue }) => isUnknownField(issue)) ?? problems[0];
  throw new RangeError(problem === undefined ? place : toSentence(problem, { schema, place }));
}

type Issue = v.BaseIssue<unknown>;

interface Problem {
  readonly issue: Issue;
  /** The path from the whole value to the problem. */
  readonly keys: readonly string[];
}

function toKeys(issue: Issue): string[] {
  return issue.path?.map(({ key }) => String(key)) ?? [];
}

function isUnknownField(issue: Issue): boolean {
  return issue.kind === "schema" && issue.expected === "never";
}

/** If a value may have several forms, returns the problem in the nearest form. */
function toDeepest({ issue, keys }: Problem): Problem {
  const inner = (issue.issues ?? []).map((one) => toDeepest({ issue: one, keys: [...keys, ...toKeys(one)] }));
  const deepest = Math.max(keys.length, ...inner.map((one) => one.keys.length));
  const candidates = inner.filter((one) => one.keys.length === deepest && deepest > keys.length);
  return candidates.find((one) => isUnknownField(one.issue)) ?? candidates[0] ?? { issue, keys };
}

function toSentence({ issue, keys }: Problem, { schema, place }: { schema: Schema; place: string }): string {
  const name = keys.join(".");
  if (isUnknownField(issue)) {
    const known = toKnownFields(schema, keys.slice(0, -1), issue);
    return `${place} has the unknown field ${name}; ${suggest(keys.at(-1) ?? "", known)}`;
  }
  const where = name === "" ? place : name;
  if (issue.input === undefined) return `${where} is missing`;
  const choices = [...(issue.expected ?? "").matchAll(/"([^"]*)"/g)].map(([, choice = ""]) => choice);
  const own = issue.message.startsWith("Invalid ") ? undefined : issue.message;
  const rule = own ?? (choices.length > 0 ? choices.join(", ") : toWord(issue.expected));
  const near = typeof issue.input === "string" ? findNearest(issue.input, choices) : undefined;
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  return `${where} must be ${rule}, got ${toShown(issue.input)}${hint}`;
}

function toWord(expected: string | null): string {
  return WORDS[expected ?? ""] ?? expected ?? "something else";
}

const WORDS: Readonly<Record<string, string>> = {
  Object: "a JSON object",
  Array: "a list",
  string: "a text",
  number: "a number",
  boolean: "true or false",
};

function toShown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** The known fields of the object with the unknown field. */
function toKnownFields(schema: Schema, path: readonly string[], issue: Issue): string[] {
  let here: unknown = schema;
  for (const key of path) here = toEntries(here)?.[key];
  const entries = toEntries(here);
  const parent = issue.path?.at(-1)?.input;
  if (entries !== undefined) return Object.keys(entries);
  // If there are several forms, takes the one with the given `type`.
  const options = toOptions(here).map((one) => toEntries(one) ?? {});
  const type = typeof parent === "object" && parent !== null && "type" in parent ? parent.type : undefined;
  const chosen = options.find((one) => "type" in one && toLiteral(one.type) === type) ?? {};
  return Object.keys(chosen);
}

interface Inside {
  readonly entries?: Record<string, unknown>;
  readonly wrapped?: unknown;
  readonly options?: readonly unknown[];
  readonly pipe?: readonly unknown[];
  readonly literal?: unknown;
}

function toEntries(schema: unknown): Record<string, unknown> | undefined {
  const { entries, wrapped } = (schema ?? {}) as Inside;
  return entries ?? (wrapped === undefined ? undefined : toEntries(wrapped));
}

function toOptions(schema: unknown): readonly unknown[] {
  const { options, wrapped } = (schema ?? {}) as Inside;
  if (wrapped !== undefined) return toOptions(wrapped);
  return options?.flatMap((one) => (toEntries(one) === undefined ? toOptions(one) : [one])) ?? [];
}

function toLiteral(schema: unknown): unknown {
  return ((schema ?? {}) as Inside).literal;
}

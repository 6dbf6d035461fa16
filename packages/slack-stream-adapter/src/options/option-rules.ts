import * as limits from "../limits.ts";
import { readProperty, readString } from "../slack/read-property.ts";
import type {
  CheckpointOptions,
  ReactionOptions,
  StatusOptions,
  StreamOptions,
  TaskLook,
} from "../types/index.ts";
import {
  checkClock,
  checkNumber,
  checkObject,
  checkStore,
  checkType,
  checkWait,
  describeKind,
  isRecord,
  refuse,
} from "./check.ts";
import { checkNames } from "./names.ts";

/** Throws where the value of an option, which is not undefined, is none that the option may have. */
type Rule = (name: string, value: unknown) => void;

/** @throws TypeError | RangeError naming the option, the rule and the value. */
export function checkOptions(options: StreamOptions): void {
  for (const [name, rule] of Object.entries<Rule>(optionRules)) {
    const value: unknown = options[name as keyof StreamOptions];
    if (value !== undefined) rule(name, value);
  }
}

const is =
  (type: "string" | "function" | "boolean"): Rule =>
  (name, value) =>
    checkType(name, value, type);

const orFalse =
  (rule: Rule): Rule =>
  (name, value) => {
    if (value !== false) rule(name, value);
  };

/** `words`: the rule. */
const must =
  (words: string, isMet: (value: unknown) => boolean): Rule =>
  (name, value) => {
    if (!isMet(value)) refuse(`${name} must ${words}`, value);
  };

const oneOf = (...allowed: readonly string[]): Rule =>
  must(`be one of ${allowed.join(", ")}`, (value) => allowed.includes(value as string));

const duration =
  (least: number, most?: number): Rule =>
  (name, value) => {
    checkNumber(name, value, { of: "milliseconds", least });
    if (value === Number.POSITIVE_INFINITY)
      throw new RangeError(`${name} must be a finite number, got Infinity`);
    if (most !== undefined && (value as number) > most)
      throw new RangeError(
        `${name} must be at most ${most} (Slack ends a message after 300 s), got ${value}`,
      );
  };

/** An object with these fields, of which some are `needed`. */
const fields =
  (rules: Readonly<Record<string, Rule>>, ...needed: readonly string[]): Rule =>
  (name, value) => {
    checkObject(name, value);
    checkNames(name, value, rules);
    for (const [field, rule] of Object.entries(rules)) {
      const inner = readProperty(value, field);
      if (inner !== undefined || needed.includes(field)) rule(`${name}.${field}`, inner);
    }
  };

/** An object with any names, each of whose values has to keep to the rule. */
const each =
  (words: string, rule: Rule): Rule =>
  (name, value) => {
    if (!isRecord(value)) refuse(`${name} must be ${words}`, value);
    for (const [key, one] of Object.entries(value)) rule(`${name}.${key}`, one);
  };

function checkLength(name: string, { length }: readonly unknown[], most: number): void {
  if (length > most) throw new RangeError(`${name} must be at most ${most}, got ${length}`);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

const titlePart = must("be a title or a function", (value) => isText(value) || isFunction(value));
const titleParts = fields({ doing: titlePart, done: titlePart }, "doing", "done");
const title: Rule = (name, value) => {
  if (isRecord(value)) titleParts(name, value);
  else if (!isText(value)) checkType(name, value, "function");
};

const shown: Rule = (name, value) => {
  if (typeof value !== "boolean") checkType(name, value, "function");
};

const look = fields({
  error: shown,
  input: shown,
  output: shown,
  title,
} satisfies Record<keyof TaskLook, Rule>);

const task: Rule = (name, value) => {
  if (isRecord(value)) return look(name, value);
  const rule = "must be a title, a function that makes one, an object that says what is shown, or false";
  if (!isText(value) && !isFunction(value) && value !== false) refuse(`${name} ${rule}`, value);
};

const maxTasks: Rule = (name, value) => {
  if (typeof value !== "number") refuse(`${name} must be a number of cards or false`, value);
  if (value !== Number.POSITIVE_INFINITY && !(Number.isInteger(value) && value >= 1))
    throw new RangeError(`${name} must be a whole number >= 1, got ${value}`);
};

const silentReplies: Rule = (name, value) => {
  if (!Array.isArray(value)) refuse(`${name} must be an array of strings`, value);
  for (const reply of value as readonly unknown[])
    if (!isText(reply) || reply === "" || reply !== (reply as string).trim())
      refuse(`${name} must be strings that are not empty, with no white space around them`, reply);
};

/** S145 */
const mostLoadingMessages = 10;

const statusFields = fields({
  loadingMessages(name, value) {
    if (!Array.isArray(value) || !value.every(isText)) refuse(`${name} must be an array of strings`, value);
    checkLength(name, value, mostLoadingMessages);
  },
  text: is("string"),
} satisfies Record<keyof StatusOptions, Rule>);
const status: Rule = (name, value) => {
  const text = isRecord(value) ? value.text : value;
  if (!isText(text) || text === "") refuse(`${name} must be a text, or an object with a text`, value);
  if (isRecord(value)) statusFields(name, value);
};

const emoji = must(
  "be the name of an emoji",
  (value) => typeof value === "string" && value.replaceAll(":", "") !== "",
);
const reactions = fields(
  {
    messageTs: must("be the ts of a message", isText),
    alsoOn: must('be "thread"', (value) => value === "thread"),
    done: emoji,
    failed: emoji,
    stopped: emoji,
    waiting: emoji,
    working: emoji,
  } satisfies Record<keyof ReactionOptions, Rule>,
  "messageTs",
);

const stopBlocks: Rule = (name, value) => {
  if (!Array.isArray(value)) refuse(`${name} must be an array of blocks`, value);
  checkLength(name, value, limits.stopBlocks);
  for (const block of value as readonly unknown[])
    if (readString(block, "type") === undefined) refuse(`${name} must be blocks, each with a type`, block);
};

const longestId = 256;

const checkpoint = fields(
  {
    store: checkStore,
    id(name, value) {
      if (typeof value !== "string" || value === "")
        throw new TypeError(`${name} must be a string that names the answer, got ${describeKind(value)}`);
      if (value.length > longestId)
        throw new RangeError(`${name} must have at most ${longestId} characters, got ${value.length}`);
    },
    waitMs: checkWait,
    storeText: is("boolean"),
    leaseMs: (name, value) =>
      checkNumber(name, value, {
        of: "milliseconds",
        least: limits.smallestLeaseMs,
        most: limits.largestLeaseMs,
      }),
  } satisfies Record<keyof CheckpointOptions, Rule>,
  "store",
  "id",
);

const mentions = oneOf("users", "all", "none");

/** One for each option. */
export const optionRules = {
  abortSignal: must("be an AbortSignal", (value) => isFunction(readProperty(value, "addEventListener"))),
  approvalBlocks: is("function"),
  budget: must(
    "have take(call) and refused(call, retryAfterMs), or be false",
    (value) =>
      value === false ||
      (isRecord(value) && ["take", "refused"].every((method) => isFunction(readProperty(value, method)))),
  ),
  callTimeoutMs: duration(1),
  checkpoint,
  clock: (_name, value) => checkClock(value),
  closeTimeoutMs: duration(1),
  continuation: oneOf("message", "edit"),
  deliveryTimeoutMs: duration(1),
  failureNotice: must(
    "be a string, false or a function",
    (value) => value === false || isText(value) || isFunction(value),
  ),
  finishNotice: orFalse(is("function")),
  firstTextMs: duration(0),
  iconEmoji: is("string"),
  iconUrl: is("string"),
  keepaliveMs: orFalse(duration(1)),
  maxMessageBytes: (name, value) =>
    checkNumber(name, value, {
      of: "bytes",
      least: limits.smallestMessageBytes,
      most: limits.largestMessageBytes,
    }),
  maxPendingBytes: orFalse((name, value) => checkNumber(name, value, { of: "bytes or false", least: 1 })),
  maxTasks: orFalse(maxTasks),
  mentions: (name, value) => {
    if (!isFunction(value)) mentions(name, value);
  },
  metadata: must(
    "have event_type, a string, and event_payload, an object",
    (value) =>
      readString(value, "event_type") !== undefined &&
      typeof (readProperty(value, "event_payload") ?? undefined) === "object",
  ),
  minIntervalMs: duration(0),
  onEvent: is("function"),
  onFinish: is("function"),
  plan: each("an object of functions", must("be a function that makes tasks of the input", isFunction)),
  reactions,
  reasoning: oneOf("hide", "card", "status"),
  rotateAfterMs: orFalse(duration(1, limits.lastRotationMs)),
  sessionStatus: oneOf("active", "processing", "suspended", "closed"),
  silentReplies,
  sources: oneOf("card", "footnotes", "hide"),
  sourceTimeoutMs: orFalse(duration(1)),
  status: orFalse(status),
  stopNotice: orFalse(is("string")),
  stopBlocks,
  supersede: is("boolean"),
  taskDisplayMode: oneOf("timeline", "plan"),
  tasks: orFalse(each("an object or false", task)),
  transport: oneOf("auto", "stream", "edit", "post", "shared"),
  username: is("string"),
  whenPendingFull: oneOf("pause", "fail"),
} as const satisfies Record<keyof StreamOptions, Rule>;

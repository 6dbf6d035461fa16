import type { ReactionOptions, StatusOptions, StreamOptions, TaskLook } from "../types/index.ts";
import { checkType, describe } from "./check.ts";
import { checkNames } from "./names.ts";

const lookNames = { error: true, input: true, output: true, title: true } as const satisfies Record<
  keyof TaskLook,
  true
>;
const titleNames = { doing: true, done: true } as const;
const statusNames = { loadingMessages: true, text: true } as const satisfies Record<
  keyof StatusOptions,
  true
>;
const reactionNames = {
  alsoOn: true,
  done: true,
  failed: true,
  messageTs: true,
  stopped: true,
  waiting: true,
  working: true,
} as const satisfies Record<keyof ReactionOptions, true>;

/** @throws TypeError naming the option, the rule and the value. */
export function checkAgentOptions(options: StreamOptions): void {
  checkTasks(options.tasks);
  checkMaxTasks(options.maxTasks);
  checkPlan(options.plan);
  if (options.stopNotice !== false) checkType("stopNotice", options.stopNotice, "string");
  checkSilentReplies(options.silentReplies);
  checkStatus(options.status);
  checkReactions(options.reactions);
  checkType("approvalBlocks", options.approvalBlocks, "function");
  if (options.finishNotice !== false) checkType("finishNotice", options.finishNotice, "function");
}

function checkTasks(tasks: unknown): void {
  if (tasks === undefined || tasks === false) return;
  if (!isRecord(tasks)) throw new TypeError(`tasks must be an object or false, got ${describe(tasks)}`);
  for (const [tool, look] of Object.entries(tasks)) {
    const rule = "must be a title, a function that makes one, an object that says what is shown, or false";
    const isTitle = typeof look === "string" || typeof look === "function" || look === false;
    if (!isTitle && !isRecord(look)) throw new TypeError(`tasks.${tool} ${rule}; got ${describe(look)}`);
    if (isRecord(look)) checkLook(tool, look);
  }
}

function checkLook(tool: string, look: Readonly<Record<string, unknown>>): void {
  checkNames(`tasks.${tool}`, look, lookNames);
  checkTitle(`tasks.${tool}.title`, look.title);
  for (const field of ["input", "output", "error"]) {
    if (typeof look[field] !== "boolean") checkType(`tasks.${tool}.${field}`, look[field], "function");
  }
}

function checkTitle(name: string, title: unknown): void {
  if (title === undefined || typeof title === "string") return;
  if (!isRecord(title)) {
    checkType(name, title, "function");
    return;
  }
  checkNames(name, title, titleNames);
  for (const field of ["doing", "done"]) {
    if (typeof title[field] !== "string" && typeof title[field] !== "function")
      throw new TypeError(`${name}.${field} must be a title or a function, got ${describe(title[field])}`);
  }
}

function checkPlan(plan: unknown): void {
  if (plan === undefined) return;
  if (!isRecord(plan)) throw new TypeError(`plan must be an object of functions, got ${describe(plan)}`);
  for (const [tool, read] of Object.entries(plan)) {
    if (typeof read !== "function")
      throw new TypeError(
        `plan.${tool} must be a function that makes tasks of the input, got ${describe(read)}`,
      );
  }
}

function checkMaxTasks(maxTasks: unknown): void {
  if (maxTasks === undefined || maxTasks === Number.POSITIVE_INFINITY) return;
  if (typeof maxTasks !== "number")
    throw new TypeError(`maxTasks must be a number of cards or false, got ${describe(maxTasks)}`);
  if (!(Number.isInteger(maxTasks) && maxTasks >= 1))
    throw new RangeError(`maxTasks must be a whole number >= 1, got ${maxTasks}`);
}

function checkSilentReplies(replies: unknown): void {
  if (replies === undefined) return;
  if (!Array.isArray(replies)) {
    throw new TypeError(`silentReplies must be an array of strings, got ${describe(replies)}`);
  }
  for (const reply of replies as readonly unknown[]) {
    if (typeof reply !== "string" || reply === "" || reply !== reply.trim()) {
      throw new TypeError(
        `silentReplies must be strings that are not empty, with no white space around them; got ${describe(reply)}`,
      );
    }
  }
}

/** S145 */
const mostLoadingMessages = 10;

function checkStatus(status: unknown): void {
  if (status === undefined || status === false) return;
  if (isRecord(status)) checkNames("status", status, statusNames);
  const text = isRecord(status) ? status.text : status;
  if (typeof text !== "string" || text === "")
    throw new TypeError(`status must be a text, or an object with a text; got ${describe(status)}`);
  const messages = isRecord(status) ? status.loadingMessages : undefined;
  if (
    messages !== undefined &&
    !(Array.isArray(messages) && messages.every((one) => typeof one === "string"))
  )
    throw new TypeError(`status.loadingMessages must be an array of strings, got ${describe(messages)}`);
  if (Array.isArray(messages) && messages.length > mostLoadingMessages)
    throw new RangeError(
      `status.loadingMessages must be at most ${mostLoadingMessages}, got ${messages.length}`,
    );
}

function checkReactions(reactions: unknown): void {
  if (reactions === undefined) return;
  if (!isRecord(reactions)) throw new TypeError(`reactions must be an object, got ${describe(reactions)}`);
  checkNames("reactions", reactions, reactionNames);
  if (typeof reactions.messageTs !== "string")
    throw new TypeError(
      `reactions.messageTs must be the ts of a message, got ${describe(reactions.messageTs)}`,
    );
  for (const name of ["working", "done", "failed", "stopped", "waiting"]) {
    const emoji = reactions[name];
    if (emoji !== undefined && (typeof emoji !== "string" || emoji.replaceAll(":", "") === ""))
      throw new TypeError(`reactions.${name} must be the name of an emoji, got ${describe(emoji)}`);
  }
  if (reactions.alsoOn !== undefined && reactions.alsoOn !== "thread")
    throw new TypeError(`reactions.alsoOn must be "thread", got ${describe(reactions.alsoOn)}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

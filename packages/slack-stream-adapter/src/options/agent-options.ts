import type { ReactionOptions, StatusOptions, StreamOptions, TaskLook } from "../types/index.ts";
import { checkType, isRecord, refuse } from "./check.ts";
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
  if (!isRecord(tasks)) refuse("tasks must be an object or false", tasks);
  for (const [tool, look] of Object.entries(tasks)) {
    const rule = "must be a title, a function that makes one, an object that says what is shown, or false";
    const isTitle = typeof look === "string" || typeof look === "function" || look === false;
    if (!isTitle && !isRecord(look)) refuse(`tasks.${tool} ${rule}`, look);
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
      refuse(`${name}.${field} must be a title or a function`, title[field]);
  }
}

function checkPlan(plan: unknown): void {
  if (plan === undefined) return;
  if (!isRecord(plan)) refuse("plan must be an object of functions", plan);
  for (const [tool, read] of Object.entries(plan)) {
    if (typeof read !== "function")
      refuse(`plan.${tool} must be a function that makes tasks of the input`, read);
  }
}

function checkMaxTasks(maxTasks: unknown): void {
  if (maxTasks === undefined || maxTasks === Number.POSITIVE_INFINITY) return;
  if (typeof maxTasks !== "number") refuse("maxTasks must be a number of cards or false", maxTasks);
  if (!(Number.isInteger(maxTasks) && maxTasks >= 1))
    throw new RangeError(`maxTasks must be a whole number >= 1, got ${maxTasks}`);
}

function checkSilentReplies(replies: unknown): void {
  if (replies === undefined) return;
  if (!Array.isArray(replies)) {
    refuse("silentReplies must be an array of strings", replies);
  }
  for (const reply of replies as readonly unknown[]) {
    if (typeof reply !== "string" || reply === "" || reply !== reply.trim()) {
      refuse("silentReplies must be strings that are not empty, with no white space around them", reply);
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
    refuse("status must be a text, or an object with a text", status);
  const messages = isRecord(status) ? status.loadingMessages : undefined;
  if (
    messages !== undefined &&
    !(Array.isArray(messages) && messages.every((one) => typeof one === "string"))
  )
    refuse("status.loadingMessages must be an array of strings", messages);
  if (Array.isArray(messages) && messages.length > mostLoadingMessages)
    throw new RangeError(
      `status.loadingMessages must be at most ${mostLoadingMessages}, got ${messages.length}`,
    );
}

function checkReactions(reactions: unknown): void {
  if (reactions === undefined) return;
  if (!isRecord(reactions)) refuse("reactions must be an object", reactions);
  checkNames("reactions", reactions, reactionNames);
  if (typeof reactions.messageTs !== "string")
    refuse("reactions.messageTs must be the ts of a message", reactions.messageTs);
  for (const name of ["working", "done", "failed", "stopped", "waiting"]) {
    const emoji = reactions[name];
    if (emoji !== undefined && (typeof emoji !== "string" || emoji.replaceAll(":", "") === ""))
      refuse(`reactions.${name} must be the name of an emoji`, emoji);
  }
  if (reactions.alsoOn !== undefined && reactions.alsoOn !== "thread")
    refuse('reactions.alsoOn must be "thread"', reactions.alsoOn);
}

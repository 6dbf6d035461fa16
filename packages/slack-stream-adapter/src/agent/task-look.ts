import type { AgentToolCall, TaskLook, Tasks, TaskTitle } from "../types/index.ts";
import { cutText, toLine, toShortText } from "./short-text.ts";
import { toSubject, toWords } from "./titles.ts";

/** No other field of a card is longer (S35). */
export const cardCharacters = 500;

const titleCharacters = 120;

/** A title of a card. If the title is too long, `end` is kept. */
export function cutTitle(title: string, end = ""): string {
  return cutText(title, titleCharacters - end.length) + end;
}

/** The `tasks` option for a tool. Undefined if its calls are not shown. */
export function findLook(tasks: Tasks | false | undefined, toolName: string): TaskLook | undefined {
  if (tasks === false) return undefined;
  const given = ownValue(tasks, toolName) ?? ownValue(tasks, "*") ?? {};
  if (given === false) return undefined;
  return typeof given === "string" || typeof given === "function" ? { title: given } : given;
}

/** What the texts of a call's card say. */
export interface ToolCallFacts {
  readonly name: string;
  /** Undefined if the card is not shown, because later parts of the call may not name the tool. */
  readonly look: TaskLook | undefined;
  /** The tool's own title, from the stream. */
  readonly ownTitle: string | undefined;
  /** Undefined until the whole input is known. */
  input?: { readonly value: unknown } | undefined;
  /** The latest preliminary result. */
  progress?: unknown;
  /** The latest progress of the call. */
  figure?: string | undefined;
  /** `complete` if the call has its result. */
  readonly state: string;
}

/** If the title function throws or returns nothing, the title is the tool's own title or its name in words, with the subject of the call. */
export function toTitle(facts: ToolCallFacts): string {
  const { figure, look } = facts;
  const title = toGivenTitle(facts)?.trim() || toDefaultTitle(facts);
  const progress =
    figure === undefined || facts.state === "complete" || typeof look?.title === "function"
      ? ""
      : ` (${figure})`;
  return cutTitle(toLine(title), progress);
}

function toGivenTitle(facts: ToolCallFacts): string | undefined {
  const title = facts.look?.title;
  const one = typeof title === "object" ? (facts.state === "complete" ? title.done : title.doing) : title;
  if (typeof one !== "function") return one;
  return facts.input && call(one, facts.input.value, facts.progress, { name: facts.name });
}

function toDefaultTitle(facts: ToolCallFacts): string {
  const title = toToolTitle(facts);
  const subject = toSubject(facts.input?.value);
  return subject === undefined ? title : `${title}: ${subject}`;
}

/** The tool's own title, or its name in words. */
export function toToolTitle({ name, ownTitle }: ToolCallFacts): string {
  return ownTitle?.trim() || toWords(name);
}

/** Returns the text for a value: none, a short form, or the result of the caller's function. */
export function toShown(
  look: boolean | ((value: unknown, call: AgentToolCall) => string | undefined) | undefined,
  value: unknown,
  { name }: ToolCallFacts,
): string {
  if (look === false || look === undefined) return "";
  return look === true ? toShortText(value) : (call(look, value, { name })?.trim() ?? "");
}

/** Returns the text from the caller's function, if it returns one. */
export function call<T extends readonly unknown[]>(
  toText: (...values: T) => string | undefined,
  ...values: T
): string | undefined {
  const text: unknown = safely(() => toText(...values));
  return typeof text === "string" ? text : undefined;
}

/** Undefined if the caller's function throws, because that must not break a stream. */
export function safely<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

function ownValue(tasks: Tasks | undefined, name: string): TaskTitle | TaskLook | false | undefined {
  return tasks !== undefined && Object.hasOwn(tasks, name) ? tasks[name] : undefined;
}

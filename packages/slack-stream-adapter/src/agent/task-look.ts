import type { TaskLook, Tasks, TaskTitle } from "../types/index.ts";
import { cutText, toShortText } from "./short-text.ts";
import { toWords } from "./to-words.ts";

/** No field of a card is longer (S35). */
export const cardText = { titleCharacters: 120, characters: 500 } as const;

/** What the `tasks` option says of a tool; undefined where its calls are not shown. */
export function findLook(tasks: Tasks | false | undefined, toolName: string): TaskLook | undefined {
  if (tasks === false) return undefined;
  const given = ownValue(tasks, toolName) ?? ownValue(tasks, "*") ?? {};
  if (given === false) return undefined;
  return typeof given === "string" || typeof given === "function" ? { title: given } : given;
}

export interface ToolCallFacts {
  readonly name: string;
  /** The tool's own title, as the stream tells it. */
  readonly ownTitle: string | undefined;
  /** Undefined until the whole input is known. */
  readonly input: { readonly value: unknown } | undefined;
  /** The latest preliminary result. */
  readonly progress: unknown;
}

/** A title function that fails, or says nothing, leaves the tool's own title or its name in words. */
export function toTitle(look: TaskLook, { name, ownTitle, input, progress }: ToolCallFacts): string {
  const given =
    typeof look.title === "function" ? input && call(look.title, input.value, progress) : look.title;
  const title = given?.trim() || ownTitle?.trim() || toWords(name);
  return cutText(title.replaceAll(/\s+/g, " "), cardText.titleCharacters);
}

/** What is shown of a value: nothing, a short form, or what the caller's function makes of it. */
export function toShown(
  look: boolean | ((value: unknown) => string | undefined) | undefined,
  value: unknown,
): string {
  if (look === false || look === undefined) return "";
  return look === true ? toShortText(value) : (call(look, value)?.trim() ?? "");
}

/** The caller's own failure must not break a stream. */
function call<T extends readonly unknown[]>(
  toText: (...values: T) => string | undefined,
  ...values: T
): string | undefined {
  try {
    const text: unknown = toText(...values);
    return typeof text === "string" ? text : undefined;
  } catch {
    return undefined;
  }
}

function ownValue(tasks: Tasks | undefined, name: string): TaskTitle | TaskLook | false | undefined {
  return tasks !== undefined && Object.hasOwn(tasks, name) ? tasks[name] : undefined;
}

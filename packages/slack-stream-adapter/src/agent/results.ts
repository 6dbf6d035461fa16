import { readProperty, readString } from "../slack/read-property.ts";
import { textOf } from "../source/dialects/dialect.ts";
import { findText, toCount, toShortText } from "./short-text.ts";

/** What a call became, if it has no result. */
type FoundFailure = { readonly type: "failed"; readonly error: unknown } | { readonly type: "denied" };

/** The texts with which Claude, LangChain, OpenAI, Mastra, ADK and Strands report that a person refused a call. Many SDKs have no other sign. */
const refusal =
  /^(?:The user doesn't want to|User rejected the|This tool call is rejected|Tool \w+ (?:was not approved|by user))/i;

/** The failure that a source reports. It may say that a person refused the call. */
export function toFailed(error: unknown): FoundFailure {
  const words = textOf(readProperty(error, "message") ?? error);
  return refusal.test(words) ? { type: "denied" } : { type: "failed", error };
}

/** The fields in which a result may be wrapped: by the AI SDK's tool outputs, by its dynamic tools, and by providers. */
const wrappers = ["output", "result", "value"] as const;
const deepest = 4;

/**
 * Some tools return their failure, or that they were not allowed to run, as a result. MCP tools return a failure as `{ isError: true, content }`.
 * Mastra returns `{ error: true, message }` for arguments that a tool does not take. Tool outputs of the AI SDK are `error-text` and `error-json`.
 * Clients and kinds of tools wrap these forms in each other. The results of code that a provider ran have forms of their own.
 */
export function findFailure(value: unknown, depth = 0): FoundFailure | undefined {
  if (refusal.test(textOf(value))) return { type: "denied" };
  if (typeof value !== "object" || value === null || depth > deepest) return undefined;
  const error = readProperty(value, "error");
  if (readProperty(value, "isError") === true || error === true || isFailedRun(value))
    return { type: "failed", error: value };
  switch (readProperty(value, "type")) {
    case "error-text":
    case "error-json":
      return { type: "failed", error: readProperty(value, "value") };
    case "execution-denied":
      return { type: "denied" };
    // The AI SDK gives the failure of an MCP call that OpenAI makes as a result.
    case "call":
      if (error) return { type: "failed", error };
  }
  return wrappers.map((name) => findFailure(readProperty(value, name), depth + 1)).find(Boolean);
}

/**
 * Anthropic names a failure by a type, or by the number that a program returned. Google and OpenAI name it by an outcome, OpenAI for each command.
 * The app's own tools may give the code of an error with any result, so only Anthropic's type says that the call failed.
 */
function isFailedRun(value: object): boolean {
  if (Array.isArray(value)) return value.some(isReportedFailure);
  return isReportedFailure(value) || Boolean(Number(readProperty(value, "return_code")));
}

function isReportedFailure(value: unknown): boolean {
  if (/_tool(_result)?_error$/.test(readString(value, "type") ?? "")) return true;
  const outcome = readProperty(value, "outcome");
  if (typeof outcome === "string") return /^OUTCOME_(?!OK)/.test(outcome);
  const code = readProperty(outcome, "exitCode") ?? readProperty(outcome, "exit_code") ?? 0;
  return readProperty(outcome, "type") === "timeout" || code !== 0;
}

/** The text of a failure, if the caller asked for it. */
export function toErrorText(error: unknown): string {
  const inside = unwrap(error);
  const value = Array.isArray(inside) ? { content: inside } : inside;
  return findText(value, "message error stderr") ?? toShortText(value);
}

/** "10 results": the number of entries, if the result is a list of results. The entries are not shown. */
export function toResultCount(output: unknown): string {
  const list = findList(unwrap(output));
  return list === undefined ? "" : toCount(list.length, "result");
}

/** The names that tools give to their list of results. An agent inside a tool lists the results of its own tools. */
const resultNames =
  /^(?!.*tool).*(?:results?|hits|matches)$|^(?:items|data|documents|rows|records|entries|files)$/i;
const otherNames = /error|warning|fail|invalid|missing|skip|log|note/i;

/** A list of results has such a name, or there are only numbers beside it. Tags and errors are no results. */
function findList(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return isContent(value) ? undefined : value;
  if (typeof value !== "object" || value === null) return undefined;
  const structured = readProperty(value, "structuredContent");
  if (structured !== undefined) return findList(structured);
  const names = Object.keys(value);
  const find = (isMeant: (name: string, list: readonly unknown[]) => boolean) => {
    const lists = names.flatMap((name) => {
      const field = readProperty(value, name);
      return Array.isArray(field) && !isContent(field) && isMeant(name, field) ? [field as unknown[]] : [];
    });
    return lists.length === 1 ? lists[0] : undefined;
  };
  const isThing = names.some((name) => typeof readProperty(value, name) === "string");
  return (
    find((name) => resultNames.test(name)) ??
    (isThing ? undefined : find((name, list) => list.length > 0 && !otherNames.test(name)))
  );
}

/** Pieces of one text, as MCP tools, models and commands give them, are no results. */
function isContent(items: readonly unknown[]): boolean {
  return (
    items.length > 0 &&
    items.every((item) => (readString(item, "type") ?? readString(item, "stdout")) !== undefined)
  );
}

/** The text of a message of the AI SDK, which an agent inside a tool gives. Undefined for any other value. */
export function toAgentText(output: unknown): string | undefined {
  const parts = readProperty(output, "parts");
  if (!Array.isArray(parts)) return undefined;
  const texts = parts.filter((part) => readProperty(part, "type") === "text");
  return texts.map((part) => readString(part, "text")).join("\n\n");
}

function unwrap(value: unknown): unknown {
  const isWrapped = /^(json|text|content)$/.test(readString(value, "type") ?? "");
  return (isWrapped ? readProperty(value, "value") : undefined) ?? value;
}

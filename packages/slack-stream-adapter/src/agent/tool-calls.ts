import type { TaskLook } from "../types.ts";
import { type Meaning, nothing } from "./meaning.ts";
import { changeCard, newCard, type TaskCard, type TaskChange } from "./task-card.ts";
import { type ToolCallFacts, toShown, toTitle } from "./task-look.ts";

/** One call of a tool and its card. */
export interface ToolCall {
  readonly facts: ToolCallFacts;
  readonly look: TaskLook;
  readonly card: TaskCard;
  /** It has its result: what comes late of its beginning changes nothing. */
  readonly settled: boolean;
}

export interface ToolCallStep {
  readonly call: ToolCall;
  readonly meanings: readonly Meaning[];
}

export type ToolEvent =
  | { readonly type: "begun" }
  | { readonly type: "input"; readonly input: unknown }
  | { readonly type: "progress"; readonly output: unknown }
  | { readonly type: "result"; readonly output: unknown }
  /** `text` where the stream says it in words that were meant to be shown. */
  | { readonly type: "failed"; readonly error: unknown; readonly text?: string | undefined }
  | { readonly type: "denied" }
  | { readonly type: "approval-requested" }
  | { readonly type: "approved" };

export function newToolCall(
  cardId: string,
  look: TaskLook,
  names: Pick<ToolCallFacts, "name" | "ownTitle">,
): ToolCall {
  const facts = { ...names, input: undefined, progress: undefined };
  return { facts, look, card: newCard(cardId), settled: false };
}

/** The call after an event, and what a reader is told of it. */
export function stepToolCall(call: ToolCall, event: ToolEvent): ToolCallStep {
  if (call.settled) return { call, meanings: nothing };
  const facts = toFacts(call.facts, event);
  const title = toTitle(call.look, facts);
  const { card, meanings } = changeCard(call.card, { title, ...toChange(call.look, event, title) });
  return { call: { ...call, facts, card, settled: isEnd(event) }, meanings };
}

function toFacts(facts: ToolCallFacts, event: ToolEvent): ToolCallFacts {
  switch (event.type) {
    case "input":
      return { ...facts, input: { value: event.input } };
    case "progress":
      return { ...facts, progress: event.output };
    default:
      return facts;
  }
}

function toChange(look: TaskLook, event: ToolEvent, title: string): TaskChange {
  switch (event.type) {
    case "begun":
    case "approved":
      return { status: "in_progress" };
    case "input":
      return { status: "in_progress", details: toShown(look.input, event.input) };
    case "progress":
      return { status: "in_progress", output: toProgress(look, event.output) };
    case "result":
      return { status: "complete", output: toShown(look.output ?? true, event.output) };
    case "failed":
      return { status: "error", output: toFailure(look, event) };
    case "denied":
      return { status: "error", output: "Declined" };
    case "approval-requested":
      return { status: "pending", title: `${title} (needs approval)` };
  }
}

/** A text that grows can be added to; anything else is shown when it is final. */
function toProgress(look: TaskLook, output: unknown): string {
  const shown = toShown(look.output ?? true, output);
  return typeof output === "string" || typeof look.output === "function" ? shown : "";
}

/** What an error says may be nobody's business in the channel: it is shown only where somebody asked for it. */
function toFailure(look: TaskLook, { error, text }: ToolEvent & { type: "failed" }): string {
  if (look.error === true) return (error instanceof Error ? error.message : toShown(true, error)) || "Failed";
  return toShown(look.error, error) || (text ?? "Failed");
}

function isEnd({ type }: ToolEvent): boolean {
  return type === "result" || type === "failed" || type === "denied";
}

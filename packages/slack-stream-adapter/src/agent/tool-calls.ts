import type { TaskLook } from "../types/index.ts";
import { type Meaning, nothing } from "./meaning.ts";
import { changeCard, newCard, type TaskCard, type TaskChange } from "./task-card.ts";
import { type ToolCallFacts, toShown, toTitle } from "./task-look.ts";

/** One call of a tool and its card. */
export interface ToolCall {
  readonly facts: ToolCallFacts;
  /** Undefined where its card is not shown: later parts of the call may not name the tool. */
  readonly look: TaskLook | undefined;
  readonly card: TaskCard;
  /** It has its result: what comes late of its beginning changes nothing, and only another result adds to it. */
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
  | { readonly type: "failed"; readonly error: unknown }
  | { readonly type: "denied" }
  | { readonly type: "approval-requested" }
  | { readonly type: "approved" };

export function newToolCall(
  cardId: string,
  look: TaskLook | undefined,
  names: Pick<ToolCallFacts, "name" | "ownTitle">,
): ToolCall {
  const facts = { ...names, input: undefined, progress: undefined };
  return { facts, look, card: newCard(cardId), settled: false };
}

/** The call after an event, and what a reader is told of it. */
export function stepToolCall(call: ToolCall, event: ToolEvent): ToolCallStep {
  if (call.settled && !isLaterResult(call, event)) return { call, meanings: nothing };
  const { look = {} } = call;
  const facts = toFacts(call.facts, event);
  const title = toTitle(look, facts);
  const { card, meanings } = changeCard(call.card, { title, ...toChange(look, event, title) });
  const shown = call.look === undefined ? nothing : meanings;
  return { call: { ...call, facts, card, settled: isEnd(event) }, meanings: shown };
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

/**
 * What an error says may be nobody's business in the channel: it is shown only where somebody asked for it. That goes for
 * the words of a UI message stream too, which are the error's own unless the app has seen to them.
 */
function toFailure(look: TaskLook, { error }: ToolEvent & { type: "failed" }): string {
  const isMessage = look.error === true && error instanceof Error;
  return (isMessage ? error.message : toShown(look.error, error)) || "Failed";
}

/** Of a tool that the provider runs, the AI SDK does not say which results are preliminary. */
function isLaterResult({ card }: ToolCall, { type }: ToolEvent): boolean {
  return type === "result" && card.status === "complete";
}

function isEnd({ type }: ToolEvent): boolean {
  return type === "result" || type === "failed" || type === "denied";
}

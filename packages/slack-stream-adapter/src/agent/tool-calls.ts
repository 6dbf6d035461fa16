import { readProperty, readString } from "../slack/read-property.ts";
import type { TaskLook } from "../types/index.ts";
import { type AgentUpdate, noUpdates } from "./agent-update.ts";
import { toWaitingTitle } from "./approvals.ts";
import { toAgentText, toErrorText, toResultCount } from "./results.ts";
import { cutText } from "./short-text.ts";
import { changeCard, newCard, type TaskCard, type TaskChange } from "./task-card.ts";
import { cardCharacters, cutTitle, type ToolCallFacts, toShown, toTitle } from "./task-look.ts";

/** One call of a tool and its card. */
export interface ToolCall {
  readonly facts: ToolCallFacts;
  /** Undefined where its card is not shown: later parts of the call may not name the tool. */
  readonly look: TaskLook | undefined;
  readonly card: TaskCard;
  readonly state: CallState;
  /** The provider runs the tool. */
  readonly byProvider: boolean;
}

/**
 * `begun`: its input is being written; `called`: the input is there, and it may be running; `asked`: it waits for an
 * approval; the others are ends, and `retrying` is a failure that the model makes good just now.
 */
export type CallState =
  | "begun"
  | "called"
  | "asked"
  | "complete"
  | "failed"
  | "retrying"
  | "denied"
  | "closed";

/** The state after an event, and what changes on the card. */
interface CallChange extends TaskChange {
  readonly state: CallState;
}

interface ToolCallStep {
  readonly call: ToolCall;
  readonly updates: readonly AgentUpdate[];
}

export type ToolEvent =
  | { readonly type: "begun" }
  | { readonly type: "input"; readonly input: unknown }
  | { readonly type: "progress"; readonly output: unknown; readonly figure: string | undefined }
  | { readonly type: "result"; readonly output: unknown }
  | { readonly type: "failed"; readonly error: unknown }
  | { readonly type: "denied" }
  | { readonly type: "approval-requested" }
  | { readonly type: "approved" }
  /** The model went on without a word of the result: it was given one. */
  | { readonly type: "went-on" }
  /** A later call of the tool makes good what failed, and in the end it did. */
  | { readonly type: "retried" }
  | { readonly type: "made-good" }
  /** The answer is over. */
  | { readonly type: "closed"; readonly because: "Not run" | "No result" | "Stopped" }
  | { readonly type: "waits"; readonly for: "approval" | "answer" };

export function newToolCall(
  cardId: string,
  look: TaskLook | undefined,
  names: Pick<ToolCallFacts, "name" | "ownTitle">,
): ToolCall {
  const facts = { ...names, input: undefined, progress: undefined, figure: undefined, done: false };
  return { facts, look, card: newCard(cardId), state: "begun", byProvider: false };
}

export function isOver({ state }: ToolCall): boolean {
  return state !== "begun" && state !== "called" && state !== "asked";
}

/** The call after an event, and the update that readers see. */
export function stepToolCall(call: ToolCall, event: ToolEvent): ToolCallStep {
  if (isOver(call) && !followers[call.state]?.includes(event.type)) return { call, updates: noUpdates };
  const { look = {} } = call;
  const facts = toFacts(call.facts, event);
  // A person is asked already: what comes late of the call's beginning changes nothing that is shown.
  if (call.state === "asked" && (event.type === "begun" || event.type === "input"))
    return { call: { ...call, facts }, updates: noUpdates };
  const title = toTitle(look, facts);
  const { state, ...change } = toChange({ ...call, facts }, event, title);
  const { card, updates } = changeCard(call.card, { title, ...change });
  return { call: { ...call, facts, card, state }, updates };
}

function toFacts(facts: ToolCallFacts, event: ToolEvent): ToolCallFacts {
  switch (event.type) {
    case "input":
      return { ...facts, input: { value: event.input } };
    case "progress":
      return { ...facts, progress: event.output, figure: event.figure ?? facts.figure };
    case "result":
    case "went-on":
      return { ...facts, done: true };
    default:
      return facts;
  }
}

/** How an event changes a call and its card. */
function toChange(call: ToolCall, event: ToolEvent, title: string): CallChange {
  const { facts, look = {}, state } = call;
  switch (event.type) {
    case "begun":
      return { state, status: "in_progress" };
    case "approved":
      return { state: "called", status: "in_progress" };
    case "input":
      return { state: "called", status: "in_progress", details: toShown(look.input, event.input, facts) };
    case "progress": {
      const output = toOutput(call, event.output, "preliminary");
      return { state: "called", status: "in_progress", output };
    }
    case "result":
      return { state: "complete", status: "complete", output: toOutput(call, event.output, "final") };
    case "went-on":
      return { state: "complete", status: "complete" };
    case "failed":
      return { state: "failed", status: "error", output: toFailure(call, event.error) };
    case "denied":
      // In the title, for Slack shows the rest of a card only to those who open it.
      return { state: "denied", status: "error", title: cutTitle(`Declined: ${title}`) };
    case "approval-requested":
      return { state: "asked", status: "pending", title: toWaitingTitle(title) };
    case "retried":
      return { state: "retrying", status: "in_progress", title: cutTitle(title, " (Retrying…)") };
    case "made-good":
      return { state: "complete", status: "complete", output: triedAgain };
    case "closed":
      return state === "retrying"
        ? { state: "failed", status: "error" }
        : { state: "closed", status: "error", output: event.because };
    case "waits":
      return {
        state: "closed",
        status: "pending",
        title: event.for === "approval" ? toWaitingTitle(title) : toAskingTitle(facts, title),
      };
  }
}

const failed = "Failed";
const triedAgain = `${failed}, tried again`;

/** The question of a call to somebody outside, in the model's words. */
export function toQuestion(input: unknown): string | undefined {
  const one = (value: unknown) =>
    readString(value, "question") ?? readString(value, "prompt") ?? readString(value, "message");
  const several = readProperty(input, "questions");
  const texts = Array.isArray(several)
    ? several.map((item: unknown) => (typeof item === "string" ? item : (one(item) ?? "")))
    : [one(input) ?? ""];
  const text = texts
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
  return text === "" ? undefined : cutText(text, questionCharacters);
}

const questionCharacters = 1_000;

/** The question is below the text, so the card does not repeat it. */
function toAskingTitle({ input }: ToolCallFacts, title: string): string {
  const isAsked = toQuestion(input?.value) !== undefined;
  return isAsked ? "Waiting for an answer" : cutTitle(`Waiting for an answer: ${title}`);
}

/**
 * A result is shown to everybody in the channel, so by default it is not: only how many things it lists, and what an agent
 * inside the tool writes. That is a message of the AI SDK. A text that grows may be the output of a command as well, with
 * whatever is in that.
 */
function toOutput({ facts, look = {} }: ToolCall, output: unknown, which: "preliminary" | "final"): string {
  if (look.output !== undefined) {
    const isShown = which === "final" || typeof output === "string" || typeof look.output === "function";
    return isShown ? toShown(look.output, output, facts) : "";
  }
  return toAgentText(output) ?? (which === "final" ? toResultCount(output) : "");
}

/**
 * What an error says may be nobody's business in the channel: it is shown only where somebody asked for it. That goes for
 * the words of a UI message stream too, which are the error's own unless the app has seen to them.
 */
function toFailure({ facts, look = {} }: ToolCall, error: unknown): string {
  const shown = look.error === true ? toErrorText(error) : toShown(look.error, error, facts);
  return cutText(shown, cardCharacters - triedAgain.length - 1) || failed;
}

/** The events that still count after the end of a call. Of a tool that the provider runs, the AI SDK does not say which results are preliminary. */
const followers: Partial<Record<CallState, readonly ToolEvent["type"][]>> = {
  // What is told late is what happened: the model may have gone on without a word of it.
  complete: ["result", "failed", "denied"],
  // Some agents say only at their end that a person refused it.
  failed: ["retried", "denied"],
  retrying: ["denied", "made-good", "closed"],
};

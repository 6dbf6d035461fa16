import { readProperty } from "../slack/read-property.ts";
import type { SlackBlock, TaskStatus } from "../types/index.ts";
import { type AgentUpdate, noUpdates } from "./agent-update.ts";
import { toWaitingTitle } from "./approvals.ts";
import { toAgentText, toErrorText, toResultCount } from "./results.ts";
import { cutText, findText } from "./short-text.ts";
import { type TaskCard, type TaskChange, triedAgain } from "./task-card.ts";
import { cardCharacters, cutTitle, type ToolCallFacts, toShown, toTitle } from "./task-look.ts";
import { toProgressText } from "./titles.ts";

/** One call of a tool: its card, and what the board has to know beside it. The ids of calls may be used again, those of cards are not. */
export interface ToolCall extends ToolCallFacts {
  readonly id: string;
  card: TaskCard;
  state: CallState;
  /** The provider runs the tool. */
  byProvider: boolean;
  /** It has a card of its own, or is one of those behind the last card. */
  place: "own" | "folded";
  /** The steps in which it began, and in which it was over. */
  readonly begunIn: number;
  overIn?: number | undefined;
  approvalId?: string | undefined;
  /** The blocks that ask for an approval. */
  blocks: readonly SlackBlock[];
  /** Its progress is shown again from this time on, ms of the clock. */
  figureUntil?: number | undefined;
}

/**
 * What an event makes of a call, and how its card stands then. `begun`: its input is being written; `called`: the input is there, and it may be
 * running; `asked`: it waits for an approval; `waiting`: it waits for an answer of somebody outside; the others are ends, and `retrying` is a failure
 * that the model makes good just now.
 */
const outcomes = {
  begun: ["begun", "in_progress"],
  input: ["called", "in_progress"],
  progress: ["called", "in_progress"],
  asked: ["asked", "pending"],
  approved: ["called", "in_progress"],
  denied: ["denied", "error"],
  result: ["complete", "complete"],
  /** The model went on without a word of the result: it was given one. */
  "went-on": ["complete", "complete"],
  failed: ["failed", "error"],
  /** A later call of the tool makes good what failed, and in the end it did. */
  retrying: ["retrying", "in_progress"],
  "made-good": ["complete", "complete"],
  /** The answer is over. */
  closed: ["closed", "error"],
  /** It is over, and somebody outside has to answer the call. */
  waiting: ["waiting", "pending"],
} as const satisfies Readonly<Record<string, readonly [state: string, card: TaskStatus]>>;

type Happened = keyof typeof outcomes;
export type CallState = (typeof outcomes)[Happened][0];

/** What some events bring. */
interface Brought {
  readonly input: { readonly input: unknown };
  readonly progress: { readonly output: unknown; readonly now: number };
  readonly result: { readonly output: unknown };
  readonly failed: { readonly error: unknown };
  readonly closed: { readonly because: "Not run" | "No result" | "Stopped" };
}

export type ToolEvent = {
  [T in Happened]: { readonly type: T } & (T extends keyof Brought ? Brought[T] : unknown);
}[Happened];

/** How far a call is changes faster than anybody reads. */
const progressEveryMs = 10_000;

export function isOver({ state }: ToolCall): boolean {
  return state !== "begun" && state !== "called" && state !== "asked";
}

/** Changes a call after an event. Returns the update that readers see. */
export function stepToolCall(call: ToolCall, event: ToolEvent): readonly AgentUpdate[] {
  const before = call.state;
  if (isOver(call) && !followers[before]?.includes(event.type)) return noUpdates;
  if (event.type === "input") call.input = { value: event.input };
  if (event.type === "progress") {
    call.progress = event.output;
    const figure = event.now >= (call.figureUntil ?? event.now) ? toProgressText(event.output) : undefined;
    if (figure !== undefined) {
      call.figure = figure;
      call.figureUntil = event.now + progressEveryMs;
    }
  }
  // The call's beginning may come late. After a person is asked it changes nothing that is shown.
  const isLate = event.type === "begun" ? before !== "begun" : event.type === "input" && before === "asked";
  if (isLate) return noUpdates;
  const [state, status] = outcomes[event.type];
  call.state = state;
  return call.card.change({ ...toTexts(call, event, before), status });
}

/** What an event changes in the texts of a card. */
function toTexts(call: ToolCall, event: ToolEvent, before: CallState): TaskChange {
  const title = toTitle(call);
  switch (event.type) {
    case "input":
      return { title, details: toShown(call.look?.input, event.input, call) };
    case "progress":
      return { title, output: toOutput(call, event.output, "preliminary") };
    case "result":
      return { title, output: toOutput(call, event.output, "final") };
    case "failed":
      return { title, output: toFailure(call, event.error) };
    case "denied":
      // In the title, for Slack shows the rest of a card only to those who open it.
      return { title: cutTitle(`Declined: ${title}`) };
    case "asked":
      return { title: toWaitingTitle(title) };
    case "waiting":
      return { title: toAskingTitle(call, title) };
    case "retrying":
      return { title: cutTitle(title, " (Retrying…)") };
    case "made-good":
      return { title, output: triedAgain };
    case "closed":
      // A call that is tried again has failed before.
      return { title, output: before === "retrying" ? undefined : event.because };
    default:
      return { title };
  }
}

const failed = "Failed";

/** The question of a call to somebody outside, in the model's words. */
export function toQuestion(input: unknown): string | undefined {
  const several = readProperty(input, "questions");
  const texts = (Array.isArray(several) ? several : [input]).map((item: unknown) =>
    typeof item === "string" && item !== input ? item : (findText(item, "question prompt message") ?? ""),
  );
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
function toOutput(call: ToolCall, output: unknown, which: "preliminary" | "final"): string {
  const { look = {} } = call;
  if (look.output !== undefined) {
    const isShown = which === "final" || typeof output === "string" || typeof look.output === "function";
    return isShown ? toShown(look.output, output, call) : "";
  }
  return toAgentText(output) ?? (which === "final" ? toResultCount(output) : "");
}

/**
 * What an error says may be nobody's business in the channel: it is shown only where somebody asked for it. That goes for
 * the words of a UI message stream too, which are the error's own unless the app has seen to them.
 */
function toFailure(call: ToolCall, error: unknown): string {
  const how = call.look?.error;
  const shown = how === true ? toErrorText(error) : toShown(how, error, call);
  return cutText(shown, cardCharacters - triedAgain.length - 1) || failed;
}

/** The events that still count after the end of a call. Of a tool that the provider runs, the AI SDK does not say which results are preliminary. */
const followers: Partial<Record<CallState, readonly ToolEvent["type"][]>> = {
  // What is told late is what happened: the model may have gone on without a word of it.
  complete: ["result", "failed", "denied"],
  // Some agents say only at their end that a person refused it.
  failed: ["retrying", "denied"],
  retrying: ["denied", "made-good", "closed"],
};

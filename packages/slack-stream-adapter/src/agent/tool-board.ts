import type { Settings } from "../options/settings.ts";
import type { ToolCallFields, ToolPart } from "../source/canonical-parts.ts";
import type { SlackBlock } from "../types/index.ts";
import { type AgentUpdate, noUpdates, type PendingCall, type PendingCalls } from "./agent-update.ts";
import { Fold } from "./fold.ts";
import { judgeResult } from "./results.ts";
import { newCard } from "./task-card.ts";
import { findLook, safely, toTitle } from "./task-look.ts";
import { toProgressText } from "./titles.ts";
import {
  isOver,
  newToolCall,
  stepToolCall,
  type ToolCall,
  type ToolEvent,
  toQuestion,
} from "./tool-calls.ts";

/** How the source ended, as far as the calls of tools are concerned. */
export type BoardEnd =
  /** `finished`: the model said that it finished; `reason`: why, as far as it said that. */
  | { readonly type: "done"; readonly finished: boolean; readonly reason: string | undefined }
  | { readonly type: "failed" }
  | { readonly type: "aborted" };

type ToolPartOf<T extends ToolPart["type"]> = Extract<ToolPart, { readonly type: T }>;

/** A part that says which call it is about. It may bring the call's input. */
type NamedPart = ToolCallFields & { readonly input?: unknown };

/** A call of this stream: its card, and what the board has to know beside it. */
interface Entry {
  readonly call: ToolCall;
  readonly id: string;
  /** It has a card of its own, or is one of those behind the last card. */
  readonly place: "own" | "folded";
  /** The steps in which it began, and in which it was over. */
  readonly begunIn: number;
  readonly overIn?: number | undefined;
}

/** All calls of tools in an answer, and which of them wait for somebody. */
export class ToolBoard {
  readonly #settings: Settings;
  readonly #entries = new Map<string, Entry>();
  /** Calls of earlier uses of an id, which can still be made good. */
  readonly #earlier: Entry[] = [];
  readonly #fold = new Fold();
  /** The blocks that ask for an approval, by call; by approval id: the call. */
  readonly #asking = new Map<string, readonly SlackBlock[]>();
  readonly #approvals = new Map<string, string>();
  /** Calls that the model handed over to somebody outside at the end of a step. */
  readonly #handedOver = new Set<string>();
  /** When it was last told how far a call is, ms of the clock. */
  readonly #toldAt = new Map<string, number>();
  readonly #waitingForAnswers: PendingCall[] = [];
  #cards = 0;
  #ownCards = 0;
  #step = 0;
  /** The source tells where a step begins or ends. */
  #hasSteps = false;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  map(part: ToolPart): readonly AgentUpdate[] {
    switch (part.type) {
      case "tool-input-start":
        return this.#tell(part, { type: "begun" });
      case "tool-call":
        // `invalid`: of a tool that is not there, or with arguments that it does not take.
        return this.#tell(
          part,
          part.invalid === true
            ? { type: "failed", error: part.error }
            : { type: "input", input: part.input },
        );
      case "tool-result":
        return this.#tell(part, this.#toResult(part));
      case "tool-error":
        return this.#tell(part, { type: "failed", error: part.error });
      case "tool-output-denied":
        return this.#tell(part, { type: "denied" });
      case "tool-approval-request":
        return this.#requestApproval(part);
      case "tool-approval-response":
        return this.#answerApproval(part);
    }
  }

  beginStep(): void {
    this.#hasSteps = true;
  }

  /** A new step may use the id of a finished call again. */
  nextStep(): void {
    this.#hasSteps = true;
    this.#step += 1;
    for (const [id, { call }] of this.#entries)
      if (call.state === "called" && !call.byProvider) this.#handedOver.add(id);
  }

  /** The calls that began in this step were never made. */
  resetStep(): void {
    for (const { begunIn, call, id, place } of [...this.#entries.values()]) {
      if (begunIn < this.#step) continue;
      this.#entries.delete(id);
      this.#asking.delete(id);
      this.#handedOver.delete(id);
      if (place === "folded") this.#fold.remove(call);
      else if (call.look !== undefined) this.#ownCards -= 1;
    }
  }

  /** The model goes on: what it handed over in the step before was answered. */
  goOn(): readonly AgentUpdate[] {
    if (this.#handedOver.size === 0) return noUpdates;
    const ids = [...this.#handedOver];
    this.#handedOver.clear();
    return ids.flatMap((id) => {
      const entry = this.#entries.get(id);
      return entry?.call.state === "called" ? this.#apply(entry, { type: "went-on" }) : noUpdates;
    });
  }

  /** Nothing comes any more: each call is closed as what became of it. */
  end(how: BoardEnd): readonly AgentUpdate[] {
    return [...this.#earlier, ...this.#entries.values()].flatMap((entry) => {
      const event = toEnding(entry.call, how);
      if (event === undefined) return noUpdates;
      if (event.type !== "waits" || event.for === "approval") return this.#apply(entry, event);
      this.#waitingForAnswers.push(toWaitingCall("answer", entry.call));
      return [...this.#unfold(entry.id), ...this.#apply(this.#entries.get(entry.id) ?? entry, event)];
    });
  }

  get waiting(): PendingCalls {
    const forApproval = [...this.#asking].map(([id, blocks]): PendingCall => {
      const call = this.#entries.get(id)?.call;
      return { ...toWaitingCall("approval", call), hasBlocks: blocks.length > 0 };
    });
    const calls = [...forApproval, ...this.#waitingForAnswers];
    return { count: calls.length, calls, blocks: [...this.#asking.values()].flat() };
  }

  #toResult({ output, preliminary, toolCallId }: ToolPartOf<"tool-result">): ToolEvent {
    if (preliminary === true) return { type: "progress", output, figure: this.#toFigure(toolCallId, output) };
    const verdict = judgeResult(output);
    return verdict.type === "result" ? { type: "result", output } : verdict;
  }

  #requestApproval(part: ToolPartOf<"tool-approval-request">): readonly AgentUpdate[] {
    const { approvalId, isAutomatic, toolCallId: id } = part;
    // Decided by the app itself: nobody is asked.
    if (isAutomatic === true) return noUpdates;
    if (approvalId !== undefined) this.#approvals.set(approvalId, id);
    const unfolded = this.#unfold(id);
    const shown = this.#tell(part, { type: "approval-requested" });
    const blocks = this.#toBlocks(part);
    this.#asking.set(id, blocks);
    const asked: readonly AgentUpdate[] = blocks.length === 0 ? noUpdates : [{ type: "blocks", blocks }];
    return [...unfolded, ...shown, ...asked];
  }

  #toBlocks({ approvalId = "", toolCallId }: ToolPartOf<"tool-approval-request">): readonly SlackBlock[] {
    const { approvalBlocks } = this.#settings;
    const call = this.#entries.get(toolCallId)?.call;
    if (approvalBlocks === undefined || call === undefined) return [];
    const { facts, look = {} } = call;
    const title = toTitle(look, facts);
    const request = { approvalId, toolCallId, toolName: facts.name, title, input: facts.input?.value };
    return safely(() => approvalBlocks(request)) ?? [];
  }

  #answerApproval(part: ToolPartOf<"tool-approval-response">): readonly AgentUpdate[] {
    const toolCallId = part.toolCallId ?? this.#approvals.get(part.approvalId ?? "");
    if (toolCallId === undefined) return noUpdates;
    this.#asking.delete(toolCallId);
    if (!this.#entries.has(toolCallId)) return noUpdates;
    return this.#tell({ ...part, toolCallId }, { type: part.approved ? "approved" : "denied" });
  }

  #tell(part: NamedPart, event: ToolEvent): readonly AgentUpdate[] {
    const { providerExecuted, toolCallId: id } = part;
    const found = this.#find(part);
    const entry = found ?? this.#add(part);
    if (event.type === "result" || event.type === "failed" || event.type === "denied")
      this.#asking.delete(id);
    const wentOn = found === undefined ? [...this.goOn(), ...this.#retry(entry.call.facts.name)] : noUpdates;
    // A part may be the first to bring the input: a result whose call nobody saw, the request for an approval.
    const given = part.input === undefined ? undefined : { value: part.input };
    const facts = { ...entry.call.facts, input: entry.call.facts.input ?? given };
    const byProvider = entry.call.byProvider || providerExecuted === true;
    return [...wentOn, ...this.#apply({ ...entry, call: { ...entry.call, facts, byProvider } }, event)];
  }

  /** Parts of one call name the tool, or only the call: those tell of a call that is known, whatever the step. */
  #find({ toolCallId, toolName = "" }: NamedPart): Entry | undefined {
    const entry = this.#entries.get(toolCallId);
    const isAnother = (entry?.overIn ?? this.#step) < this.#step && toolName !== "";
    return isAnother ? undefined : entry;
  }

  #add({ toolCallId: id, toolName: name = "", title: ownTitle }: NamedPart): Entry {
    const known = this.#entries.get(id);
    if (known !== undefined) this.#earlier.push(known);
    const { maxTasks, tasks } = this.#settings;
    const look = findLook(tasks, name);
    this.#cards += 1;
    const cardId = known === undefined ? id : `${id}-${this.#cards}`;
    const call = newToolCall(cardId, look, { name, ownTitle });
    // The last card is for all that are too many.
    const place = look !== undefined && this.#ownCards >= maxTasks - 1 ? "folded" : "own";
    if (look !== undefined && place === "own") this.#ownCards += 1;
    return { call, id, place, begunIn: this.#step };
  }

  #apply(entry: Entry, event: ToolEvent): readonly AgentUpdate[] {
    const { call, updates } = stepToolCall(entry.call, event);
    const next = { ...entry, call, overIn: entry.overIn ?? (isOver(call) ? this.#step : undefined) };
    const at = this.#earlier.indexOf(entry);
    if (at === -1) this.#entries.set(entry.id, next);
    else this.#earlier[at] = next;
    if (call.look === undefined)
      return this.#settings.tasks === false ? updates.flatMap(toUnseen) : noUpdates;
    return entry.place === "folded" ? this.#fold.update(call) : updates;
  }

  /** A failed call is made good by the next one of the same tool, in a later step as far as there are steps. */
  #retry(name: string): readonly AgentUpdate[] {
    const isRetried = ({ call, overIn = this.#step }: Entry) =>
      call.state === "failed" && call.facts.name === name && (overIn < this.#step || !this.#hasSteps);
    const entry = [...this.#earlier, ...this.#entries.values()].find(isRetried);
    return entry === undefined ? noUpdates : this.#apply(entry, { type: "retried" });
  }

  /** What waits for somebody has a card of its own. */
  #unfold(id: string): readonly AgentUpdate[] {
    const entry = this.#entries.get(id);
    if (entry?.place !== "folded") return noUpdates;
    const call = { ...entry.call, card: newCard(entry.call.card.id) };
    this.#entries.set(id, { ...entry, place: "own", call });
    return this.#fold.remove(entry.call);
  }

  #toFigure(id: string, output: unknown): string | undefined {
    const figure = toProgressText(output);
    if (figure === undefined) return undefined;
    const now = this.#settings.clock.now();
    if (now - (this.#toldAt.get(id) ?? now - progressEveryMs) < progressEveryMs) return undefined;
    this.#toldAt.set(id, now);
    return figure;
  }
}

/** How far a call is changes faster than anybody reads. */
const progressEveryMs = 10_000;

function toWaitingCall(type: PendingCall["type"], call: ToolCall | undefined): PendingCall {
  const title = call?.look && toTitle(call.look, call.facts);
  const question = call?.look && type === "answer" ? toQuestion(call.facts.input?.value) : undefined;
  return { type, title, question, hasBlocks: false };
}

/** What is said of a call when nothing comes any more; undefined where all is said. */
function toEnding({ state, byProvider }: ToolCall, how: BoardEnd): ToolEvent | undefined {
  const isDone = how.type === "done";
  switch (state) {
    case "begun":
      return { type: "closed", because: how.type === "aborted" ? "Stopped" : "Not run" };
    case "asked":
      return isDone ? { type: "waits", for: "approval" } : { type: "closed", because: "Not run" };
    case "called": {
      if (!isDone) return { type: "closed", because: "Stopped" };
      // A tool without `execute`: the model ends on its call, and somebody outside has to answer it.
      const isLeft = how.reason === "tool-calls" || (how.finished && how.reason === undefined);
      return isLeft && !byProvider
        ? { type: "waits", for: "answer" }
        : { type: "closed", because: "No result" };
    }
    case "retrying": {
      const isCut =
        !isDone || how.reason === "length" || how.reason === "content-filter" || how.reason === "error";
      return isCut ? { type: "closed", because: "Stopped" } : { type: "made-good" };
    }
    default:
      return undefined;
  }
}

function toUnseen(update: AgentUpdate): readonly AgentUpdate[] {
  return update.type === "task_update" ? [{ type: "unseen", update }] : noUpdates;
}

import { readProperty, readString } from "../slack/read-property.ts";
import type { SlackBlock, StreamPart } from "../types/index.ts";
import type { AgentSettings } from "./agent-settings.ts";
import { type AgentUpdate, noUpdates, type PendingCall, type PendingCalls } from "./agent-update.ts";
import { readInput, toBlocks, toCallId, toNamer, toWaitingCall } from "./call-parts.ts";
import { createFold } from "./fold.ts";
import { judgeResult } from "./results.ts";
import { newCard } from "./task-card.ts";
import { findLook } from "./task-look.ts";
import { toProgressText } from "./titles.ts";
import { isOver, newToolCall, stepToolCall, type ToolCall, type ToolEvent } from "./tool-calls.ts";

/** How the source ended, as far as the calls of tools are concerned. */
export type BoardEnd =
  /** `finished`: the model said that it finished; `reason`: why, as far as it said that. */
  | { readonly type: "done"; readonly finished: boolean; readonly reason: unknown }
  | { readonly type: "failed" }
  | { readonly type: "aborted" };

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
  readonly #settings: AgentSettings;
  readonly #entries = new Map<string, Entry>();
  /** Calls of earlier uses of an id, which can still be made good. */
  readonly #earlier: Entry[] = [];
  readonly #fold = createFold();
  /** The blocks that ask for an approval, by call; by approval id: the call. */
  readonly #asking = new Map<string, readonly SlackBlock[]>();
  readonly #approvals = new Map<string, string>();
  /** Calls that the model handed over to somebody outside at the end of a step. */
  readonly #handedOver = new Set<string>();
  /** When it was last told how far a call is, ms of the clock. */
  readonly #toldAt = new Map<string, number>();
  #waitingForAnswers: readonly PendingCall[] = [];
  #cards = 0;
  #ownCards = 0;
  #step = 0;
  /** The source tells where a step begins or ends. */
  #hasSteps = false;

  constructor(settings: AgentSettings) {
    this.#settings = settings;
  }

  begin(part: StreamPart): readonly AgentUpdate[] {
    return this.#tell(part, { type: "begun" });
  }

  /** The input of a call is there, or the call can't be made: of a tool that is not there, or with arguments that it does not take. */
  call(part: StreamPart): readonly AgentUpdate[] {
    return readProperty(part, "invalid") === true
      ? this.fail(part)
      : this.#tell(part, { type: "input", input: readProperty(part, "input") });
  }

  result(part: StreamPart): readonly AgentUpdate[] {
    const output = readProperty(part, "output") ?? readProperty(part, "result");
    if (readProperty(part, "preliminary") === true)
      return this.#tell(part, { type: "progress", output, figure: this.#toFigure(part, output) });
    if (readProperty(part, "isError") === true) return this.#tell(part, { type: "failed", error: output });
    const verdict = judgeResult(output);
    return this.#tell(part, verdict.type === "result" ? { type: "result", output } : verdict);
  }

  fail(part: StreamPart): readonly AgentUpdate[] {
    const error = readProperty(part, "error") ?? readString(part, "errorText");
    return this.#tell(part, { type: "failed", error });
  }

  deny(part: StreamPart): readonly AgentUpdate[] {
    return this.#tell(part, { type: "denied" });
  }

  requestApproval(part: StreamPart): readonly AgentUpdate[] {
    // Decided by the app itself: nobody is asked.
    if (readProperty(part, "isAutomatic") === true) return noUpdates;
    const id = toCallId(part, this.#approvals);
    if (id === undefined) return noUpdates;
    const approvalId = readString(part, "approvalId");
    if (approvalId !== undefined) this.#approvals.set(approvalId, id);
    const unfolded = this.#unfold(id);
    const shown = this.#tell(part, { type: "approval-requested" });
    const blocks = toBlocks(this.#settings.approvalBlocks, part, this.#entries.get(id)?.call);
    this.#asking.set(id, blocks);
    const asked: readonly AgentUpdate[] =
      blocks.length === 0 ? noUpdates : [{ type: "chunk", chunk: { type: "blocks", blocks } }];
    return [...unfolded, ...shown, ...asked];
  }

  answerApproval(part: StreamPart): readonly AgentUpdate[] {
    const id = toCallId(part, this.#approvals);
    if (id === undefined) return noUpdates;
    this.#asking.delete(id);
    const approved = readProperty(part, "approved") === true;
    return this.#entries.has(id) ? this.#tell(part, { type: approved ? "approved" : "denied" }) : noUpdates;
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
      this.#waitingForAnswers = [...this.#waitingForAnswers, toWaitingCall(entry.call, "answer")];
      return [...this.#unfold(entry.id), ...this.#apply(this.#entries.get(entry.id) ?? entry, event)];
    });
  }

  get waiting(): PendingCalls {
    const forApproval = [...this.#asking].map(([id, blocks]): PendingCall => {
      const call = this.#entries.get(id)?.call;
      const hasBlocks = blocks.length > 0;
      if (call === undefined) return { type: "approval", title: undefined, question: undefined, hasBlocks };
      return { ...toWaitingCall(call, "approval"), hasBlocks };
    });
    const calls = [...forApproval, ...this.#waitingForAnswers];
    return { count: calls.length, calls, blocks: [...this.#asking.values()].flat() };
  }

  #tell(part: StreamPart, event: ToolEvent): readonly AgentUpdate[] {
    const id = toCallId(part, this.#approvals);
    if (id === undefined) return noUpdates;
    const found = this.#find(id, part);
    const entry = found ?? this.#add(id, part);
    if (event.type === "result" || event.type === "failed" || event.type === "denied")
      this.#asking.delete(id);
    const wentOn = found === undefined ? [...this.goOn(), ...this.#retry(entry.call.facts.name)] : noUpdates;
    // A part may be the first to bring the input: a result whose call nobody saw, the request for an approval.
    const input = entry.call.facts.input === undefined ? readInput(part) : undefined;
    const facts = input === undefined ? entry.call.facts : { ...entry.call.facts, input };
    const byProvider = entry.call.byProvider || readProperty(toNamer(part), "providerExecuted") === true;
    return [...wentOn, ...this.#apply({ ...entry, call: { ...entry.call, facts, byProvider } }, event)];
  }

  /** Parts of one call name the tool, or only the call: those tell of a call that is known, whatever the step. */
  #find(id: string, part: StreamPart): Entry | undefined {
    const entry = this.#entries.get(id);
    const isAnother = (entry?.overIn ?? this.#step) < this.#step && toName(part) !== "";
    return isAnother ? undefined : entry;
  }

  #add(id: string, part: StreamPart): Entry {
    const known = this.#entries.get(id);
    if (known !== undefined) this.#earlier.push(known);
    const { maxTasks, tasks } = this.#settings;
    const name = toName(part);
    const look = findLook(tasks, name);
    this.#cards += 1;
    const cardId = known === undefined ? id : `${id}-${this.#cards}`;
    const call = newToolCall(cardId, look, { name, ownTitle: readString(toNamer(part), "title") });
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

  #toFigure(part: StreamPart, output: unknown): string | undefined {
    const figure = toProgressText(output);
    const id = toCallId(part, this.#approvals);
    if (figure === undefined || id === undefined) return undefined;
    const now = this.#settings.clock.now();
    if (now - (this.#toldAt.get(id) ?? now - progressEveryMs) < progressEveryMs) return undefined;
    this.#toldAt.set(id, now);
    return figure;
  }
}

function toName(part: StreamPart): string {
  return readString(toNamer(part), "toolName") ?? "";
}

/** How far a call is changes faster than anybody reads. */
const progressEveryMs = 10_000;

/** What is said of a call when nothing comes any more; undefined where all is said. */
function toEnding({ state, byProvider }: ToolCall, how: BoardEnd): ToolEvent | undefined {
  const isDone = how.type === "done";
  switch (state) {
    case "begun":
      return { type: how.type === "aborted" ? "stopped" : "never-ran" };
    case "asked":
      return isDone ? { type: "waits", for: "approval" } : { type: "never-ran" };
    case "called": {
      if (!isDone) return { type: "stopped" };
      // A tool without `execute`: the model ends on its call, and somebody outside has to answer it.
      const isLeft = how.reason === "tool-calls" || (how.finished && how.reason === undefined);
      return isLeft && !byProvider ? { type: "waits", for: "answer" } : { type: "no-result" };
    }
    case "retrying": {
      const isCut =
        !isDone || how.reason === "length" || how.reason === "content-filter" || how.reason === "error";
      return { type: isCut ? "stopped" : "made-good" };
    }
    default:
      return undefined;
  }
}

function toUnseen(update: AgentUpdate): readonly AgentUpdate[] {
  const isUpdate = update.type === "chunk" && update.chunk.type === "task_update";
  return isUpdate ? [{ type: "unseen", update: update.chunk }] : noUpdates;
}

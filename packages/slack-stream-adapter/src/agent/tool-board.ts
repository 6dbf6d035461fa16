import type { Settings } from "../options/settings.ts";
import type { ToolCallFields, ToolPart } from "../source/canonical-parts.ts";
import type { SlackBlock } from "../types/index.ts";
import { type AgentUpdate, noUpdates, type PendingCall } from "./agent-update.ts";
import { toFace } from "./fold.ts";
import { findFailure } from "./results.ts";
import { changeCard, newCard } from "./task-card.ts";
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
  /** `finished`: the model said that it finished; `isCut`: a limit, a filter or an error ended the answer. */
  | { readonly type: "done"; readonly finished: boolean; readonly isCut: boolean }
  | { readonly type: "failed" }
  | { readonly type: "aborted" };

type ToolPartOf<T extends ToolPart["type"]> = Extract<ToolPart, { readonly type: T }>;

/** A part that says which call it is about. It may bring the call's input. */
type NamedPart = ToolCallFields & { readonly input?: unknown };

/** A call of this stream: its card, and what the board has to know beside it. */
interface Entry {
  call: ToolCall;
  readonly id: string;
  /** It has a card of its own, or is one of those behind the last card. */
  place: "own" | "folded";
  /** The steps in which it began, and in which it was over. */
  readonly begunIn: number;
  overIn?: number | undefined;
  approvalId?: string | undefined;
  /** The blocks that ask for an approval. */
  blocks: readonly SlackBlock[];
  /** When its progress was last shown, ms of the clock. */
  toldAt?: number | undefined;
}

/** All calls of tools in an answer, and which of them wait for somebody. */
export class ToolBoard {
  readonly #settings: Settings;
  /** In the order of their beginning. The last one with an id is the present use of that id. A failed earlier one can still be made good. */
  #entries: Entry[] = [];
  /** The last card, for all calls that are too many. */
  #foldCard = newCard("more-steps");
  /** Calls that the model handed over to somebody outside at the end of a step. */
  #handedOver: readonly Entry[] = [];
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
    this.#handedOver = this.#entries.filter(({ call }) => call.state === "called" && !call.byProvider);
  }

  /** The calls that began in this step were never made. */
  resetStep(): void {
    const known = this.#entries;
    this.#entries = known.filter(({ begunIn }) => begunIn < this.#step);
    // The last card is taken back with the step, so this change is not sent.
    if (known.some(({ begunIn, place }) => begunIn === this.#step && place === "folded")) this.#showFold();
  }

  /** The model goes on: what it handed over in the step before was answered. */
  goOn(): readonly AgentUpdate[] {
    if (this.#handedOver.length === 0) return noUpdates;
    const answered = this.#handedOver.filter(({ call }) => call.state === "called");
    this.#handedOver = [];
    return answered.flatMap((entry) => this.#apply(entry, { type: "went-on" }));
  }

  /** Nothing comes any more: each call is closed as what became of it. */
  end(how: BoardEnd): readonly AgentUpdate[] {
    const done = new Set(
      this.#entries.flatMap(({ call }) => (call.state === "complete" ? [call.facts.name] : [])),
    );
    return this.#entries.flatMap((entry) => {
      const event = toEnding(entry.call, how, done);
      return event === undefined ? noUpdates : this.#apply(entry, event);
    });
  }

  get waiting(): readonly PendingCall[] {
    return this.#entries.flatMap((entry) => toPendingCall(entry) ?? []);
  }

  #toResult({ output, preliminary, toolCallId }: ToolPartOf<"tool-result">): ToolEvent {
    if (preliminary === true)
      return { type: "progress", output, figure: this.#toFigure(this.#entryOf(toolCallId), output) };
    return findFailure(output) ?? { type: "result", output };
  }

  #requestApproval(part: ToolPartOf<"tool-approval-request">): readonly AgentUpdate[] {
    // Decided by the app itself: nobody is asked.
    if (part.isAutomatic === true) return noUpdates;
    const shown = this.#tell(part, { type: "asked" });
    const entry = this.#entryOf(part.toolCallId);
    if (entry === undefined) return shown;
    const blocks = this.#toBlocks(part, entry.call);
    Object.assign(entry, { approvalId: part.approvalId, blocks });
    return blocks.length === 0 ? shown : [...shown, { type: "blocks", blocks }];
  }

  #toBlocks(
    { approvalId = "", toolCallId }: ToolPartOf<"tool-approval-request">,
    { facts, look = {} }: ToolCall,
  ): readonly SlackBlock[] {
    const { approvalBlocks } = this.#settings;
    if (approvalBlocks === undefined) return [];
    const title = toTitle(look, facts);
    const request = { approvalId, toolCallId, toolName: facts.name, title, input: facts.input?.value };
    return safely(() => approvalBlocks(request)) ?? [];
  }

  #answerApproval(part: ToolPartOf<"tool-approval-response">): readonly AgentUpdate[] {
    const { approvalId = "", approved } = part;
    const toolCallId =
      part.toolCallId ?? this.#entries.findLast((entry) => entry.approvalId === approvalId)?.id;
    const entry = toolCallId === undefined ? undefined : this.#entryOf(toolCallId);
    if (entry === undefined) return noUpdates;
    return this.#tell({ ...part, toolCallId: entry.id }, { type: approved ? "approved" : "denied" });
  }

  #tell(part: NamedPart, event: ToolEvent): readonly AgentUpdate[] {
    const found = this.#find(part);
    const entry = found ?? this.#add(part);
    const { call } = entry;
    const wentOn = found === undefined ? [...this.goOn(), ...this.#retry(call.facts.name)] : noUpdates;
    // A part may be the first to bring the input: a result whose call nobody saw, the request for an approval.
    const given = part.input === undefined ? undefined : { value: part.input };
    const facts = { ...call.facts, input: call.facts.input ?? given };
    entry.call = { ...call, facts, byProvider: call.byProvider || part.providerExecuted === true };
    return [...wentOn, ...this.#apply(entry, event)];
  }

  #entryOf(id: string): Entry | undefined {
    return this.#entries.findLast((entry) => entry.id === id);
  }

  /** Parts of one call name the tool, or only the call: those tell of a call that is known, whatever the step. */
  #find({ toolCallId, toolName = "" }: NamedPart): Entry | undefined {
    const entry = this.#entryOf(toolCallId);
    const isAnother = (entry?.overIn ?? this.#step) < this.#step && toolName !== "";
    return isAnother ? undefined : entry;
  }

  #add({ toolCallId: id, toolName: name = "", title: ownTitle }: NamedPart): Entry {
    const { maxTasks, tasks } = this.#settings;
    const look = findLook(tasks, name);
    const cardId = this.#entryOf(id) === undefined ? id : `${id}-${this.#entries.length + 1}`;
    const call = newToolCall(cardId, look, { name, ownTitle });
    const ownCards = this.#entries.filter((one) => one.place === "own" && one.call.look !== undefined);
    const place = look !== undefined && ownCards.length >= maxTasks - 1 ? "folded" : "own";
    const entry: Entry = { call, id, place, begunIn: this.#step, blocks: [] };
    this.#entries.push(entry);
    return entry;
  }

  #apply(entry: Entry, event: ToolEvent): readonly AgentUpdate[] {
    const unfolded = event.type === "asked" || event.type === "waiting" ? this.#unfold(entry) : noUpdates;
    const { call, updates } = stepToolCall(entry.call, event);
    entry.call = call;
    if (isOver(call)) entry.overIn ??= this.#step;
    if (call.look === undefined)
      return this.#settings.tasks === false ? updates.flatMap(toUnseen) : noUpdates;
    return entry.place === "folded" ? this.#showFold() : [...unfolded, ...updates];
  }

  /** A failed call is made good by the next one of the same tool, in a later step as far as there are steps. */
  #retry(name: string): readonly AgentUpdate[] {
    const isRetried = ({ call, overIn = this.#step }: Entry) =>
      call.state === "failed" && call.facts.name === name && (overIn < this.#step || !this.#hasSteps);
    const entry = this.#entries.find(isRetried);
    return entry === undefined ? noUpdates : this.#apply(entry, { type: "retrying" });
  }

  /** What waits for somebody has a card of its own. If the last card is for this call alone, it becomes that card. */
  #unfold(entry: Entry): readonly AgentUpdate[] {
    if (entry.place === "own") return noUpdates;
    entry.place = "own";
    const isAlone = this.#entries.every(({ place }) => place === "own");
    entry.call = { ...entry.call, card: isAlone ? this.#foldCard : newCard(entry.call.card.id) };
    if (!isAlone) return this.#showFold();
    this.#foldCard = newCard(`more-steps-${this.#entries.length}`);
    return noUpdates;
  }

  #showFold(): readonly AgentUpdate[] {
    const calls = this.#entries.flatMap(({ call, place }) => (place === "folded" ? [call] : []));
    const { card, updates } = changeCard(this.#foldCard, toFace(calls));
    this.#foldCard = card;
    return updates;
  }

  #toFigure(entry: Entry | undefined, output: unknown): string | undefined {
    const now = this.#settings.clock.now();
    if (now - (entry?.toldAt ?? now - progressEveryMs) < progressEveryMs) return undefined;
    const figure = toProgressText(output);
    if (entry !== undefined && figure !== undefined) entry.toldAt = now;
    return figure;
  }
}

/** How far a call is changes faster than anybody reads. */
const progressEveryMs = 10_000;

function toPendingCall({ call: { facts, look, state }, blocks }: Entry): PendingCall | undefined {
  const title = look && toTitle(look, facts);
  if (state === "asked") return { type: "approval", title, question: undefined, blocks };
  if (state !== "waiting") return undefined;
  return { type: "answer", title, question: look && toQuestion(facts.input?.value), blocks };
}

/** What is said of a call when nothing comes any more; undefined where all is said. */
function toEnding(
  { facts, state, byProvider }: ToolCall,
  how: BoardEnd,
  done: ReadonlySet<string>,
): ToolEvent | undefined {
  const isDone = how.type === "done";
  switch (state) {
    case "begun":
      return { type: "closed", because: how.type === "aborted" ? "Stopped" : "Not run" };
    case "asked":
      return isDone ? undefined : { type: "closed", because: "Not run" };
    case "called":
      if (!isDone) return { type: "closed", because: "Stopped" };
      // A tool without `execute`: the model ends on its call, and somebody outside has to answer it. Many APIs say only that it ended.
      return how.finished && !how.isCut && !byProvider
        ? { type: "waiting" }
        : { type: "closed", because: "No result" };
    case "retrying":
      // The other call of the tool may have failed as well.
      return done.has(facts.name) && isDone && !how.isCut
        ? { type: "made-good" }
        : { type: "closed", because: "Stopped" };
    default:
      return undefined;
  }
}

function toUnseen(update: AgentUpdate): readonly AgentUpdate[] {
  return update.type === "task_update" ? [{ type: "unseen", update }] : noUpdates;
}

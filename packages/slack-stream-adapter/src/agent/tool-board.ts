import type { Settings } from "../options/settings.ts";
import { readString } from "../slack/read-property.ts";
import type { CanonicalPart, ToolCallFields, ToolPart } from "../source/canonical-parts.ts";
import { type AgentUpdate, noUpdates, type PendingCall } from "./agent-update.ts";
import { toFace } from "./fold.ts";
import { findFailure, toFailed } from "./results.ts";
import { TaskCard } from "./task-card.ts";
import { findLook, safely, toTitle } from "./task-look.ts";
import { isOver, stepToolCall, type ToolCall, type ToolEvent, toQuestion } from "./tool-calls.ts";

/** How the source ended, as far as the calls of tools are concerned. */
export interface BoardEnd {
  readonly how: "done" | "failed" | "aborted";
  /** The model said that it finished. */
  readonly finished: boolean;
  /** A limit, a filter or an error ended the answer. */
  readonly isCut: boolean;
}

type ToolPartOf<T extends ToolPart["type"]> = Extract<ToolPart, { readonly type: T }>;

/** A part that says which call it is about. It may bring the call's input. */
type NamedPart = ToolCallFields & { readonly input?: unknown };

/** All calls of tools in an answer, and which of them wait for somebody. */
export class ToolBoard {
  readonly #settings: Settings;
  /** In the order of their beginning. The last one with an id is the present use of that id. A failed earlier one can still be made good. */
  #calls: ToolCall[] = [];
  /** The last card, for all calls that are too many. */
  #foldCard = new TaskCard("more-steps");
  /** Calls that the model handed over to somebody outside at the end of a step. */
  #handedOver: readonly ToolCall[] = [];
  #step = 0;
  /** The source tells where a step begins or ends. */
  #hasSteps = false;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  map(part: CanonicalPart): readonly AgentUpdate[] {
    switch (part.type) {
      case "tool-input-start":
        return this.#tell(part, { type: "begun" });
      case "tool-call":
        return this.#tell(part, { type: "input", input: part.input });
      case "tool-result":
        return this.#tell(part, this.#toResult(part));
      case "tool-error":
        return this.#tell(part, toFailed(part.error));
      case "tool-output-denied":
        return this.#tell(part, { type: "denied" });
      case "tool-approval-request":
        return this.#requestApproval(part);
      case "tool-approval-response":
        return this.#answerApproval(part);
      default:
        return noUpdates;
    }
  }

  beginStep(): void {
    this.#hasSteps = true;
  }

  /** A new step may use the id of a finished call again. */
  nextStep(): void {
    this.#hasSteps = true;
    this.#step += 1;
    this.#handedOver = this.#calls.filter(({ state, byProvider }) => state === "called" && !byProvider);
  }

  /** The calls that began in this step were never made. */
  resetStep(): void {
    const known = this.#calls;
    this.#calls = known.filter(({ begunIn }) => begunIn < this.#step);
    // The last card is taken back with the step, so this change is not sent.
    if (known.some(({ begunIn, place }) => begunIn === this.#step && place === "folded")) this.#showFold();
  }

  /** The model goes on: what it handed over in the step before was answered. */
  goOn(): readonly AgentUpdate[] {
    if (this.#handedOver.length === 0) return noUpdates;
    const answered = this.#handedOver.filter(({ state }) => state === "called");
    this.#handedOver = [];
    return answered.flatMap((call) => this.#apply(call, { type: "went-on" }));
  }

  /** Nothing comes any more: each call is closed as what became of it. */
  end(end: BoardEnd): readonly AgentUpdate[] {
    const done = new Set(this.#calls.flatMap(({ name, state }) => (state === "complete" ? [name] : [])));
    return this.#calls.flatMap((call) => {
      const event = toEnding(call, end, done);
      return event === undefined ? noUpdates : this.#apply(call, event);
    });
  }

  get waiting(): readonly PendingCall[] {
    return this.#calls.flatMap((call) => toPendingCall(call) ?? []);
  }

  /** There are calls, and none of them gave a result. */
  get hasOnlyFailures(): boolean {
    return (
      this.#calls.length > 0 && this.#calls.every(({ state }) => state === "failed" || state === "closed")
    );
  }

  #toResult({ output, preliminary, toolCallId, toolName }: ToolPartOf<"tool-result">): ToolEvent {
    if (preliminary === true) return { type: "progress", output, now: this.#settings.clock.now() };
    // The AI SDK gives a patch that was not applied as a result. Other tools may report the status of something else.
    const name = toolName ?? this.#callOf(toolCallId)?.name;
    if (name === "apply_patch" && readString(output, "status") === "failed")
      return { type: "failed", error: readString(output, "output") };
    return findFailure(output) ?? { type: "result", output };
  }

  #requestApproval(part: ToolPartOf<"tool-approval-request">): readonly AgentUpdate[] {
    const { approvalId, toolCallId } = part;
    // Decided by the app itself: nobody is asked.
    const isAsked = part.isAutomatic !== true;
    const asked = isAsked ? this.#tell(part, { type: "asked" }) : noUpdates;
    const call = this.#callOf(toolCallId);
    if (call === undefined) return asked;
    const { name: toolName, input } = call;
    const request = {
      approvalId: approvalId ?? "",
      toolCallId,
      toolName,
      title: toTitle(call),
      input: input?.value,
    };
    call.approvalId = approvalId;
    call.blocks = (isAsked && safely(() => this.#settings.approvalBlocks?.(request))) || [];
    return call.blocks.length === 0 ? asked : [...asked, { type: "blocks", blocks: call.blocks }];
  }

  #answerApproval(part: ToolPartOf<"tool-approval-response">): readonly AgentUpdate[] {
    const { approvalId = "", approved } = part;
    const { id = part.toolCallId } = this.#calls.findLast((call) => call.approvalId === approvalId) ?? {};
    const isKnown = id !== undefined && this.#callOf(id) !== undefined;
    return isKnown
      ? this.#tell({ ...part, toolCallId: id }, { type: approved ? "approved" : "denied" })
      : noUpdates;
  }

  #tell(part: NamedPart, event: ToolEvent): readonly AgentUpdate[] {
    const found = this.#find(part);
    const call = found ?? this.#add(part);
    const wentOn = found === undefined ? [...this.goOn(), ...this.#retry(call.name)] : noUpdates;
    // A part may be the first to bring the input: a result whose call nobody saw, the request for an approval.
    if (part.input !== undefined) call.input ??= { value: part.input };
    call.byProvider ||= part.providerExecuted === true;
    return [...wentOn, ...this.#apply(call, event)];
  }

  #callOf(id: string): ToolCall | undefined {
    return this.#calls.findLast((call) => call.id === id);
  }

  /** Parts of one call name the tool, or only the call: those tell of a call that is known, whatever the step. */
  #find({ toolCallId, toolName = "" }: NamedPart): ToolCall | undefined {
    const call = this.#callOf(toolCallId);
    const isAnother = (call?.overIn ?? this.#step) < this.#step && toolName !== "";
    return isAnother ? undefined : call;
  }

  #add({ toolCallId: id, toolName: name = "", title: ownTitle }: NamedPart): ToolCall {
    const { maxTasks, tasks } = this.#settings;
    const look = findLook(tasks, name);
    const cardId = this.#callOf(id) === undefined ? id : `${id}-${this.#calls.length + 1}`;
    const ownCards = this.#calls.filter((one) => one.place === "own" && one.look !== undefined);
    const call: ToolCall = {
      id,
      name,
      ownTitle,
      look,
      card: new TaskCard(cardId),
      state: "begun",
      byProvider: false,
      place: look !== undefined && ownCards.length >= maxTasks - 1 ? "folded" : "own",
      begunIn: this.#step,
      blocks: [],
    };
    this.#calls.push(call);
    return call;
  }

  #apply(call: ToolCall, event: ToolEvent): readonly AgentUpdate[] {
    const unfolded = event.type === "asked" || event.type === "waiting" ? this.#unfold(call) : noUpdates;
    const updates = stepToolCall(call, event);
    if (isOver(call)) call.overIn ??= this.#step;
    if (call.look === undefined)
      return this.#settings.tasks === false && updates.length > 0 ? [this.#toStatus(call)] : noUpdates;
    return call.place === "folded" ? this.#showFold() : [...unfolded, ...updates];
  }

  /** Cards are turned off, so only the status shows the call with the latest part that is running. */
  #toStatus({ card: latest }: ToolCall): AgentUpdate {
    const cards = [...this.#calls.map(({ card }) => card), latest];
    return { type: "status", text: cards.findLast(({ status }) => status === "in_progress")?.title };
  }

  /** A failed call is made good by the next one of the same tool, in a later step as far as there are steps. */
  #retry(name: string): readonly AgentUpdate[] {
    const failed = this.#calls.find(
      (call) =>
        call.state === "failed" &&
        call.name === name &&
        ((call.overIn ?? this.#step) < this.#step || !this.#hasSteps),
    );
    return failed === undefined ? noUpdates : this.#apply(failed, { type: "retrying" });
  }

  /** What waits for somebody has a card of its own. If the last card is for this call alone, it becomes that card. */
  #unfold(call: ToolCall): readonly AgentUpdate[] {
    if (call.place === "own") return noUpdates;
    call.place = "own";
    const isAlone = this.#calls.every(({ place }) => place === "own");
    call.card = isAlone ? this.#foldCard : new TaskCard(call.card.id);
    if (!isAlone) return this.#showFold();
    this.#foldCard = new TaskCard(`more-steps-${this.#calls.length}`);
    return noUpdates;
  }

  #showFold(): readonly AgentUpdate[] {
    const folded = this.#calls.filter(({ place }) => place === "folded");
    return this.#foldCard.change(toFace(folded));
  }
}

function toPendingCall(call: ToolCall): PendingCall | undefined {
  const { blocks, input, look, state } = call;
  const title = look && toTitle(call);
  if (state === "asked") return { type: "approval", title, question: undefined, blocks };
  if (state !== "waiting") return undefined;
  return { type: "answer", title, question: look && toQuestion(input?.value), blocks };
}

/** What is said of a call when nothing comes any more; undefined where all is said. */
function toEnding(
  { name, state, byProvider }: ToolCall,
  { how, finished, isCut }: BoardEnd,
  done: ReadonlySet<string>,
): ToolEvent | undefined {
  const isDone = how === "done";
  switch (state) {
    case "begun":
      return { type: "closed", because: how === "aborted" ? "Stopped" : "Not run" };
    case "asked":
      return isDone ? undefined : { type: "closed", because: "Not run" };
    case "called":
      if (!isDone) return { type: "closed", because: "Stopped" };
      // A tool without `execute`: the model ends on its call, and somebody outside has to answer it. Many APIs say only that it ended.
      return finished && !isCut && !byProvider
        ? { type: "waiting" }
        : { type: "closed", because: "No result" };
    case "retrying":
      // The other call of the tool may have failed as well.
      return done.has(name) && isDone && !isCut
        ? { type: "made-good" }
        : { type: "closed", because: "Stopped" };
    default:
      return undefined;
  }
}

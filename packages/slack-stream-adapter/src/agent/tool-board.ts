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

/** All calls of tools in an answer, and which of them wait for somebody. */
export interface ToolBoard {
  begin(part: StreamPart): readonly AgentUpdate[];
  /** The input of a call is there, or it can't be made. */
  call(part: StreamPart): readonly AgentUpdate[];
  result(part: StreamPart): readonly AgentUpdate[];
  fail(part: StreamPart): readonly AgentUpdate[];
  deny(part: StreamPart): readonly AgentUpdate[];
  requestApproval(part: StreamPart): readonly AgentUpdate[];
  answerApproval(part: StreamPart): readonly AgentUpdate[];
  beginStep(): void;
  /** A new step may use the id of a finished call again. */
  nextStep(): void;
  /** The calls that began in this step were never made. */
  resetStep(): void;
  /** The model goes on: what it handed over in the step before was answered. */
  goOn(): readonly AgentUpdate[];
  /** Nothing comes any more: each call is closed as what became of it. */
  end(how: BoardEnd): readonly AgentUpdate[];
  readonly waiting: PendingCalls;
}

/** A call of this stream: its card, and what the board has to know beside it. */
interface Entry {
  readonly call: ToolCall;
  readonly id: string;
  /** It has a card of its own, or is one of those behind the last card. */
  readonly place: "own" | "folded";
  /** The step in which it failed. */
  readonly failedIn?: number | undefined;
}

export function createToolBoard(settings: AgentSettings): ToolBoard {
  const { tasks, approvalBlocks, maxTasks } = settings;
  const entries = new Map<string, Entry>();
  const fold = createFold();
  /** The blocks that ask for an approval, by call; by approval id: the call. */
  const asking = new Map<string, readonly SlackBlock[]>();
  const approvals = new Map<string, string>();
  const finishedEarlier = new Set<string>();
  /** Calls that the model handed over to somebody outside at the end of a step. */
  const handedOver = new Set<string>();
  /** Calls of earlier uses of an id, which can still be made good. */
  const earlier: Entry[] = [];
  let waitingForAnswers: readonly PendingCall[] = [];
  let cards = 0;
  let ownCards = 0;
  let step = 0;
  /** The calls that are known from earlier steps. */
  let known: ReadonlySet<string> = new Set();
  /** The source tells where a step begins or ends. */
  let hasSteps = false;
  /** When it was last told how far a call is, ms of the clock. */
  const toldAt = new Map<string, number>();

  /** Parts of one call name the tool, or only the call: those tell of a call that is known, whatever the step. */
  const findEntry = (id: string, part: StreamPart): { entry: Entry; isNew: boolean } => {
    const name = readString(toNamer(part), "toolName") ?? "";
    const known = entries.get(id);
    const isAnother = name !== "" && finishedEarlier.delete(id);
    if (known !== undefined && !isAnother) return { entry: known, isNew: false };
    if (known !== undefined) earlier.push(known);
    const look = findLook(tasks, name);
    cards += 1;
    const cardId = known === undefined ? id : `${id}-${cards}`;
    const call = newToolCall(cardId, look, { name, ownTitle: readString(toNamer(part), "title") });
    // The last card is for all that are too many.
    const place = look !== undefined && ownCards >= maxTasks - 1 ? "folded" : "own";
    if (look !== undefined && place === "own") ownCards += 1;
    return { entry: { call, id, place }, isNew: true };
  };

  const apply = (entry: Entry, event: ToolEvent): readonly AgentUpdate[] => {
    const stepped = stepToolCall(entry.call, event);
    const isFailure = event.type === "failed" && stepped.call.state === "failed";
    const next = { ...entry, call: stepped.call, ...(isFailure ? { failedIn: step } : {}) };
    const at = earlier.indexOf(entry);
    if (at === -1) entries.set(entry.id, next);
    else earlier[at] = next;
    return show(next, stepped.updates);
  };

  const show = ({ call, place }: Entry, updates: readonly AgentUpdate[]): readonly AgentUpdate[] => {
    if (call.look === undefined) return tasks === false ? updates.flatMap(toUnseen) : noUpdates;
    return place === "folded" ? fold.update(call) : updates;
  };

  /** What waits for somebody has a card of its own. */
  const unfold = (id: string): readonly AgentUpdate[] => {
    const entry = entries.get(id);
    if (entry?.place !== "folded") return noUpdates;
    entries.set(id, { ...entry, place: "own", call: { ...entry.call, card: newCard(entry.call.card.id) } });
    return fold.remove(entry.call);
  };

  const tell = (part: StreamPart, event: ToolEvent): readonly AgentUpdate[] => {
    const id = toCallId(part, approvals);
    if (id === undefined) return noUpdates;
    const { entry, isNew } = findEntry(id, part);
    if (event.type === "result" || event.type === "failed" || event.type === "denied") asking.delete(id);
    const wentOn = isNew ? [...goOn(), ...retry(entry.call.facts.name)] : noUpdates;
    // A part may be the first to bring the input: a result whose call nobody saw, the request for an approval.
    const input = entry.call.facts.input === undefined ? readInput(part) : undefined;
    const facts = input === undefined ? entry.call.facts : { ...entry.call.facts, input };
    const byProvider = entry.call.byProvider || readProperty(toNamer(part), "providerExecuted") === true;
    return [...wentOn, ...apply({ ...entry, call: { ...entry.call, facts, byProvider } }, event)];
  };

  /** A failed call is made good by the next one of the same tool, in a later step as far as there are steps. */
  const retry = (name: string): readonly AgentUpdate[] => {
    const isRetried = ({ call, failedIn = step }: Entry) =>
      call.state === "failed" && call.facts.name === name && (failedIn < step || !hasSteps);
    const entry = [...earlier, ...entries.values()].find(isRetried);
    return entry === undefined ? noUpdates : apply(entry, { type: "retried" });
  };

  const toFigure = (part: StreamPart, output: unknown): string | undefined => {
    const figure = toProgressText(output);
    const id = toCallId(part, approvals);
    const now = settings.clock.now();
    if (
      figure === undefined ||
      id === undefined ||
      now - (toldAt.get(id) ?? now - progressEveryMs) < progressEveryMs
    )
      return undefined;
    toldAt.set(id, now);
    return figure;
  };

  const goOn = (): readonly AgentUpdate[] => {
    if (handedOver.size === 0) return noUpdates;
    const ids = [...handedOver];
    handedOver.clear();
    return ids.flatMap((id) => {
      const entry = entries.get(id);
      return entry?.call.state === "called" ? apply(entry, { type: "went-on" }) : noUpdates;
    });
  };

  const end = (how: BoardEnd): readonly AgentUpdate[] =>
    [...earlier, ...entries.values()].flatMap((entry) => {
      const event = toEnding(entry.call, how);
      if (event === undefined) return noUpdates;
      if (event.type !== "waits" || event.for === "approval") return apply(entry, event);
      waitingForAnswers = [...waitingForAnswers, toWaitingCall(entry.call, "answer")];
      return [...unfold(entry.id), ...apply(entries.get(entry.id) ?? entry, event)];
    });

  return {
    begin: (part) => tell(part, { type: "begun" }),
    call(part) {
      // A call that can't be made: of a tool that is not there, or with arguments that it does not take.
      return readProperty(part, "invalid") === true
        ? tell(part, { type: "failed", error: readProperty(part, "error") })
        : tell(part, { type: "input", input: readProperty(part, "input") });
    },
    result(part) {
      const output = readProperty(part, "output") ?? readProperty(part, "result");
      if (readProperty(part, "preliminary") === true) {
        return tell(part, { type: "progress", output, figure: toFigure(part, output) });
      }
      const verdict =
        readProperty(part, "isError") === true
          ? ({ type: "failed", error: output } as const)
          : judgeResult(output);
      if (verdict.type === "result") return tell(part, { type: "result", output });
      return tell(part, verdict);
    },
    fail: (part) =>
      tell(part, { type: "failed", error: readProperty(part, "error") ?? readString(part, "errorText") }),
    deny: (part) => tell(part, { type: "denied" }),
    requestApproval(part) {
      // Decided by the app itself: nobody is asked.
      if (readProperty(part, "isAutomatic") === true) return noUpdates;
      const id = toCallId(part, approvals);
      if (id === undefined) return noUpdates;
      const approvalId = readString(part, "approvalId");
      if (approvalId !== undefined) approvals.set(approvalId, id);
      const unfolded = unfold(id);
      const shown = tell(part, { type: "approval-requested" });
      const blocks = toBlocks(approvalBlocks, part, entries.get(id)?.call);
      asking.set(id, blocks);
      const asked: readonly AgentUpdate[] =
        blocks.length === 0 ? noUpdates : [{ type: "chunk", chunk: { type: "blocks", blocks } }];
      return [...unfolded, ...shown, ...asked];
    },
    answerApproval(part) {
      const id = toCallId(part, approvals);
      if (id === undefined) return noUpdates;
      asking.delete(id);
      const approved = readProperty(part, "approved") === true;
      return entries.has(id) ? tell(part, { type: approved ? "approved" : "denied" }) : noUpdates;
    },
    beginStep() {
      hasSteps = true;
    },
    resetStep() {
      for (const { call, id, place } of [...entries.values()]) {
        if (known.has(id)) continue;
        entries.delete(id);
        asking.delete(id);
        handedOver.delete(id);
        if (place === "folded") fold.remove(call);
        else if (call.look !== undefined) ownCards -= 1;
      }
    },
    nextStep() {
      known = new Set(entries.keys());
      hasSteps = true;
      step += 1;
      for (const [id, { call }] of entries) {
        if (isOver(call)) finishedEarlier.add(id);
        else if (call.state === "called" && !call.byProvider) handedOver.add(id);
      }
    },
    goOn,
    end,
    get waiting() {
      const forApproval = [...asking].map(([id, blocks]): PendingCall => {
        const call = entries.get(id)?.call;
        const hasBlocks = blocks.length > 0;
        if (call === undefined) return { type: "approval", title: undefined, question: undefined, hasBlocks };
        return { ...toWaitingCall(call, "approval"), hasBlocks };
      });
      const calls = [...forApproval, ...waitingForAnswers];
      return { count: calls.length, calls, blocks: [...asking.values()].flat() };
    },
  };
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

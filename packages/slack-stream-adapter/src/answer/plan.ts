import * as limits from "../limits.ts";
import {
  isHeldByOpening,
  type Lane,
  leftBehind,
  type Message,
  openMessage,
  takesCards,
  writesUntil,
} from "./answer.ts";
import { isOpen } from "./cards.ts";
import { change, endTask, pressRotation } from "./changes.ts";
import { type Batch, composeBatch } from "./compose-batch.ts";
import { isEmpty } from "./content.ts";
import { isVisibleText, toHeld } from "./first-text.ts";
import { composeNext, type Inputs, toBatchOptions, toProgress } from "./inputs.ts";
import { isAtWork, progressDueAt, toKeepalive } from "./last-words.ts";
import { isSameEdit, type UnderWay } from "./make-calls.ts";
import { nextMove, type WaitingContent } from "./pace.ts";
import { replayOpenCards } from "./place-chunk.ts";
import {
  planClose,
  planDueRewrite,
  planEdit,
  planLookUp,
  planOpen,
  planRewrite,
  planWrite,
  toLineTask,
} from "./plan-calls.ts";
import { planAfterUserStop, planFailing, planFinish, planMoved } from "./plan-end.ts";
import { expire, leaveToRepair } from "./settle-close.ts";
import { finish, halt } from "./settle-end.ts";
import { type Call, type Step, waitUntil } from "./steps.ts";
import { planStrays, straysDueAt } from "./strays.ts";
import { takeBack } from "./take-back.ts";
import { type Retry, type Task, toCloseTask } from "./task.ts";

/** Returns the next step of an answer. Pure and total: it returns a step for every answer and every time. */
export function plan(lane: Lane, inputs: Inputs): Step {
  if (lane.stage === "over") return { type: "done" };
  if (inputs.stopped === "user") return planAfterUserStop(lane, inputs);
  const step = planUnstopped(lane, inputs);
  if (step.type === "change" || step.type === "done" || step.type === "session-status") return step;
  const until = writesUntil(lane, inputs);
  if (inputs.now >= until) return change(halt);
  if (step.type === "wait") return { ...step, until: Math.min(step.until, until) };
  return planBehind(lane, step, { until, ...inputs });
}

/**
 * The library makes one message call at a time. Slack may still carry out a call that was given up, and would do so after the call that is
 * sent now. If time is short, a bare stop may overtake an append.
 */
function planBehind(lane: Lane, step: Call, inputs: Inputs & { readonly until: number }): Step {
  const { now, underWay, until } = inputs;
  if (underWay === undefined || mayComeBehind(step, underWay)) return step;
  if (!("ref" in underWay.step) && !isHeldByOpening(lane, inputs)) return step;
  const startedAt = openMessage(lane)?.startedAt ?? now;
  const isShort =
    leftBehind(lane, inputs) <= limits.closeReserveMs || now - startedAt >= limits.lastRotationMs;
  // A call about one message changes no other message.
  const isOther = "ref" in underWay.step && !("ref" in step && step.ref.ts === underWay.step.ref.ts);
  if (isShort && isOther && inputs.deadline === Number.POSITIVE_INFINITY) return step;
  if (step.type !== "stop" || underWay.step.type !== "append" || !isShort) return waitUntil(until);
  const { task } = step;
  if (task?.type !== "close" || task.isUnconfirmed || task.isReplaced) return step;
  return change((draft) => void leaveToRepair(draft, task));
}

/**
 * Whether a call may be sent while Slack may still carry out another one. It may if the result is the same in either order: after an opening
 * whose message was found, a bare stop after a stop, or the same edit again.
 */
function mayComeBehind(step: Call, { step: before }: UnderWay): boolean {
  if (step.type === "look-up" || step.type === "session-status") return true;
  if (before.type === "start" || before.type === "post") return step.type !== "start" && step.type !== "post";
  if (step.type === "stop" && before.type === "stop") return Object.keys(step.content).length === 0;
  return isSameEdit(step, before);
}

function planUnstopped(lane: Lane, inputs: Inputs): Step {
  const { type } = lane.task ?? { type: "pause" };
  const mayGoBack = type === "open" || type === "rotate" || type === "pause";
  if (inputs.inbox.takenBack !== undefined && mayGoBack && lane.stage !== "failing") return change(takeBack);
  if (lane.task !== undefined) return planTask(lane, lane.task, inputs);
  if (lane.stage === "failing") return planFailing(lane, inputs);
  const rewritten = planDueRewrite(lane, "now", inputs);
  if (rewritten !== undefined) return rewritten;
  // All text comes before the removal of moved cards, because the time after the source's end is limited.
  if (lane.stage !== "running") return planFinish(lane, inputs);
  const moved = planMoved(lane, inputs.underWay);
  if (moved !== undefined) return moved;
  if (inputs.stopped !== undefined) return change(finish);
  const dueAt = straysDueAt(lane, inputs);
  const stray = inputs.now >= dueAt ? planStrays(lane, inputs) : undefined;
  if (stray !== undefined) return stray;
  const step = planMove(lane, inputs);
  return step.type === "wait" ? { ...step, until: Math.min(step.until, dueAt) } : step;
}

function isReady({ at, nudges }: Retry, inputs: Inputs): boolean {
  return at <= inputs.now || nudges !== inputs.nudges;
}

/** Nothing in the thread shows that the agent works: no message is open, or the open one is edited and no tool runs. */
function isQuiet(message: Message | undefined): boolean {
  if (message === undefined) return true;
  const { shown, transport, wanted, hasShownWork } = message;
  return transport === "edit" && hasShownWork && shown.line === undefined && !wanted.cards.some(isOpen);
}

function planMove(lane: Lane, inputs: Inputs): Step {
  const message = openMessage(lane);
  const ended = message && toEndOfEdited(lane, message, inputs);
  if (message !== undefined && ended !== undefined)
    return planClose(lane, toCloseTask({ ended: "rotated", tail: ended }, message, inputs), inputs);
  const waiting = toWaitingContent(lane, message, inputs);
  const move = nextMove(lane, waiting, inputs);
  switch (move.type) {
    case "finish":
      return change(finish);
    case "wait":
      return {
        type: "wait",
        until: move.until,
        isIdle: !waiting.isPending && isQuiet(message),
        isTold: message?.transport === "edit" && message.wanted.cards.some(isOpen),
        wakesOnText: waiting.heldUntil !== undefined,
      };
    case "write":
      if (message !== undefined && !waiting.isPending) return planEdit(lane, message, inputs);
      return planWrite(lane, { stopAt: toStopAt(message, inputs) }, inputs);
    case "keepalive":
      return planKeepalive(lane, message, inputs);
    case "progress":
      return planProgress(lane, message, inputs);
    case "rotate":
      return change(pressRotation(move.stage));
    case "release":
    case "source-timeout":
      return change((draft) => void draft.effects.push({ type: move.type }));
  }
}

/**
 * An edit causes no push and is slow. So text below finished work gets a message of its own, with a push: after a streamed message went on by
 * edit while a tool ran, or if a posted message is older than a minute. Returns the content that still belongs into the message that ends.
 * Returns undefined if that message goes on, for example because the caller wants one message.
 */
function toEndOfEdited(lane: Lane, message: Message, inputs: Inputs): Batch | undefined {
  const { inbox, now, settings } = inputs;
  if (message.transport !== "edit" || settings.continuation === "edit") return undefined;
  const isStreamed = message.opened === "stream" && message.hasShownWork;
  const isOld = settings.firstTextMs > 0 && now - message.startedAt >= limits.pushAgainMs;
  const at = inbox.items.findIndex(isVisibleText);
  if (at === -1 || (!isStreamed && !isOld)) return undefined;
  const batch = composeBatch(message.wanted, inbox.items.slice(0, at), toBatchOptions(lane, inputs, {}));
  const { cards, parts } = batch.content;
  const isBehindWork = parts.at(-1)?.type === "card" || (parts.length > 0 && message.hasShownWork);
  const isBusy = !isStreamed && cards.some(isOpen);
  return batch.isFull || !isBehindWork || isBusy ? undefined : batch;
}

/** A message that is due for rotation ends at the first suitable place. An edited message first holds all text that has come. */
function toStopAt(message: Message | undefined, { settings }: Inputs): "line" | "word" | undefined {
  if (message === undefined || message.rotation === "none") return undefined;
  if (message.transport === "stream") return message.rotation === "line" ? "line" : "word";
  return message.shown.surely === undefined && settings.continuation !== "edit" ? "line" : undefined;
}

function toWaitingContent(lane: Lane, message: Message | undefined, inputs: Inputs): WaitingContent {
  const { inbox } = inputs;
  const dueAt = progressDueAt(lane, message, inputs);
  // A message that is posted whole waits for the source's end. Until then, later text may change how its Markdown is read.
  if (lane.allowed === "post") return { isPending: false, progressDueAt: dueAt };
  const held = toHeld(lane, inputs);
  const isPending = held === undefined ? inbox.pending || owesCards(lane) : held.free > 0;
  return { isPending, heldUntil: held?.until, progressDueAt: dueAt };
}

/** If a message ended while a tool ran, the next message shows the tool again at once, if its card has room. */
function owesCards(lane: Lane): boolean {
  const { maxBytes, messages, next } = lane;
  const isBetween = messages.length > 0 && openMessage(lane) === undefined;
  if (!isBetween || !takesCards(lane) || lane.transport !== "stream") return false;
  return replayOpenCards({ content: next, chunks: [] }, maxBytes).chunks.length > 0;
}

/**
 * Sends a sign of life to an open message. It is not known whether Slack has a timer that this resets (S131). Readers must not notice it: an
 * open card is sent again unchanged, or a zero-width space is added where it does not change how the Markdown is read.
 */
function planKeepalive(lane: Lane, message: Message | undefined, inputs: Inputs): Step {
  const form = message && toKeepalive(lane, message, inputs);
  if (message === undefined || form === undefined)
    return change((draft) => {
      const open = openMessage(draft);
      if (open !== undefined) open.keepaliveTriedAt = inputs.now;
    });
  return {
    type: "append",
    ref: message.ref,
    chunks: [form.chunk],
    what: { type: "keepalive", form: form.type },
    priority: "keepalive",
  };
}

/**
 * Adds a line about a tool to a streamed message. Streamed text can't be removed, so the message is written whole when it is closed, without
 * the line. A tool that ends before the line is due does not cost this edit.
 */
function planProgress(lane: Lane, message: Message | undefined, inputs: Inputs): Step {
  const line = toProgress(lane, inputs);
  if (line === undefined) return change(endTask);
  if (message === undefined) return planOpen(lane, toLineTask(lane, line, "line", inputs), inputs);
  const chunks = [{ type: "markdown_text", text: `\n\n${line}` }] as const;
  return { type: "append", ref: message.ref, chunks, what: { type: "line", line }, priority: "keepalive" };
}

function planTask(lane: Lane, task: Task, inputs: Inputs): Step {
  if (task.type !== "rotate" && !isReady(task.retry, inputs)) return waitUntil(task.retry.at);
  switch (task.type) {
    case "open":
      if (task.purpose !== "text") return planOpen(lane, task, inputs);
      return planWrite(lane, { ended: inputs.inbox.ending !== undefined, opening: task }, inputs);
    case "look-up":
      return planLookUp(lane, task, inputs);
    case "close":
      return planClose(lane, task, inputs);
    case "write":
      return planRewrite(lane, task, inputs);
    case "await-stop":
      return change(expire);
    case "rotate":
      return planRotate(lane, inputs);
    case "pause":
      return change(endTask);
  }
}

/** The message is near the end of its life. It is closed where the text allows it, and at the last moment at any place. */
function planRotate(lane: Lane, inputs: Inputs): Step {
  const message = openMessage(lane);
  if (message === undefined) return change(endTask);
  const stage = message.rotation;
  // The same message goes on, so it may be cut anywhere. The next edit writes the text that waits.
  const goesOn = isAtWork(lane, message, inputs) || undefined;
  const batch =
    goesOn || inputs.settings.continuation === "edit" || isEmpty(message.wanted)
      ? undefined
      : composeNext(lane, inputs, { stopAt: toStopAt(message, inputs) });
  if (stage !== "now" && batch?.isFull === false) return change(endTask);
  const tail = batch !== undefined && (stage !== "now" || batch.chunks.length > 0) ? batch : undefined;
  return planClose(lane, toCloseTask({ ended: "rotated", tail, goesOn }, message, inputs), inputs);
}

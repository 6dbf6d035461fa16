import { limits } from "../limits.ts";
import { plainLetters, weigh } from "../markdown/compose.ts";
import type { SlackBlock } from "../types/index.ts";
import {
  type Answer,
  currentContent,
  giveUpAt,
  isKnown,
  lastMessage,
  type Message,
  messagesOf,
  openMessage,
} from "./answer.ts";
import type { Batch } from "./compose-batch.ts";
import { type Content, isEmpty, withClosedCards } from "./content.ts";
import {
  allowed,
  type ComposeOptions,
  composeNext,
  type Inputs,
  statusAtEnd,
  toDecorations,
  toEndNotice,
  toNotice,
  toProgress,
} from "./inputs.ts";
import { belowLine, progressDueAt, toKeepalive, toStopContent } from "./last-words.ts";
import { nextMove, type PaceView } from "./pace.ts";
import type { Call, Change, Step } from "./steps.ts";
import {
  type CloseTask,
  type DeleteTask,
  type LookUpTask,
  type OpenTask,
  type Retry,
  type Task,
  toCloseTask,
  toDeleteTask,
  toOpenTask,
  toRepairTask,
  toWriteTask,
  type WriteTask,
} from "./task.ts";

import { toMessageContent } from "./whole-form.ts";

/** The next step of an answer. Pure and total: whatever the answer and the time, there is one. */
export function plan(answer: Answer, inputs: Inputs): Step {
  if (answer.stage === "over") return { type: "done" };
  if (inputs.stopped === "user" || answer.stoppedByRefusal) return planAfterUserStop(answer, inputs);
  const step = planUnstopped(answer, inputs);
  if (step.type === "change" || step.type === "done" || step.type === "session-status") return step;
  const until = Math.min(inputs.deadline, giveUpAt(answer, inputs.settings));
  if (inputs.now >= until) return change({ type: "halt" });
  if (step.type === "wait") return { ...step, until: Math.min(step.until, until) };
  return inputs.unsettled === undefined ? step : planBehind(step, inputs.unsettled, until);
}

/** In a hurry a call was given up and is under way: a bare stop may overtake an append, all else waits. */
function planBehind(step: Call, unsettled: Call["type"], until: number): Step {
  if (step.type !== "stop" || unsettled !== "append") return { type: "wait", until, isIdle: false };
  const { task } = step;
  const bare = task?.type === "close" ? { ...task, tail: undefined, lost: true } : task;
  return { ...step, content: {}, task: bare };
}

function planUnstopped(answer: Answer, inputs: Inputs): Step {
  const { type } = answer.task ?? { type: "pause" };
  const mayGoBack = type === "open" || type === "rotate" || type === "pause";
  if (inputs.inbox.takenBack !== undefined && mayGoBack && answer.stage !== "failing")
    return change({ type: "take-back" });
  if (answer.task !== undefined) return planTask(answer, answer.task, inputs);
  if (answer.stage === "failing") return planFailing(answer, inputs);
  const taken = planTakenBack(answer, inputs);
  if (taken !== undefined) return taken;
  if (answer.stage !== "running") return planFinish(answer, inputs);
  return inputs.stopped === undefined ? planMove(answer, inputs) : change({ type: "finish" });
}

function change(what: Change): Step {
  return { type: "change", change: what };
}

function isReady({ at, nudges }: Retry, inputs: Inputs): boolean {
  return at <= inputs.now || nudges !== inputs.nudges;
}

/**
 * What the source has taken back goes from the messages that show it: one that loses all is deleted, after its stop (S114, S115);
 * the open one is stopped and goes on by edit, which takes it out and shows what came instead; a closed one is written whole.
 */
function planTakenBack(answer: Answer, inputs: Inputs): Step | undefined {
  const index = messagesOf(answer).findIndex(({ ended, takenBack }) => takenBack && ended !== "deleted");
  const message = messagesOf(answer)[index];
  if (message === undefined) return undefined;
  const isOpen = message.ended === undefined;
  if (isOpen && message.transport === "stream") {
    const task = toCloseTask({ ended: "rotated" }, message, inputs);
    return planClose(answer, { ...task, takenBack: true }, inputs);
  }
  if (isEmpty(message.wanted)) return planDelete(answer, toDeleteTask(index, inputs));
  const task = toRepairTask({ index }, message, inputs);
  return change({ type: "repair", task, stage: answer.stage });
}

function planDelete(answer: Answer, task: DeleteTask): Step {
  const message = messagesOf(answer)[task.index];
  if (message === undefined) return change({ type: "resume" });
  return { type: "delete", ref: message.ref, task, priority: "close" };
}

// While the source goes on.

function planMove(answer: Answer, inputs: Inputs): Step {
  const { inbox, settings } = inputs;
  const message = openMessage(answer);
  const move = nextMove(toView(answer, inputs), settings, inputs.now);
  switch (move.type) {
    case "finish":
      return change({ type: "finish" });
    case "wait":
      return { type: "wait", until: move.until, isIdle: message === undefined && !inbox.pending };
    case "write":
      if (message !== undefined && !inbox.pending) return planEdit(answer, message, inputs);
      return planWrite(answer, { stopAt: toStopAt(message) }, inputs);
    case "keepalive":
      return planKeepalive(answer, message, inputs);
    case "progress":
      return planProgress(answer, message, inputs);
    case "rotate":
      return change({ type: "press-rotation", stage: move.stage });
    case "release":
    case "source-timeout":
      return change({ type: move.type });
  }
}

/** A message that is about to be rotated ends at the first place that will do. */
function toStopAt(message: Message | undefined): "line" | "word" | undefined {
  if (message === undefined || message.transport === "edit" || message.rotation === "none") return undefined;
  return message.rotation === "line" ? "line" : "word";
}

function toView(answer: Answer, inputs: Inputs): PaceView {
  const { inbox } = inputs;
  const message = openMessage(answer);
  return {
    sourceEnded: inbox.ending !== undefined,
    pending: inbox.pending,
    stuck: answer.pace.stuck,
    heldSince: inbox.heldSince,
    lastReadAt: inbox.lastReadAt,
    firstTextAt: inbox.firstAt,
    firstCallAt: answer.pace.firstCallAt,
    notBefore: Math.max(answer.pace.notBefore, message === undefined ? toOpeningTime(answer) : 0),
    message: message && {
      transport: message.transport,
      startedAt: message.startedAt,
      wroteAt: message.wroteAt,
      dirty: message.transport === "edit" && message.shown.surely !== undefined,
      rotation: message.rotation,
      keepaliveTriedAt: message.keepaliveTriedAt,
    },
    progressDueAt: progressDueAt(answer, message, inputs),
  };
}

/** No flood: behind a message that took nothing the next waits, each time twice as long. */
function toOpeningTime({ barren: { count, since } }: Answer): number {
  return count === 0 ? 0 : since + limits.barrenWaitMs * 2 ** (count - 1);
}

/** Sends what waits: opens a message, adds to the open one, or closes a full one. What is refused stays in the inbox. */
function planWrite(answer: Answer, options: ComposeOptions & { batch?: Batch }, inputs: Inputs): Step {
  const batch = options.batch ?? composeNext(answer, inputs, options);
  const message = openMessage(answer);
  if (message === undefined) {
    if (batch.chunks.length === 0) return change({ type: "take", batch });
    return planOpen(answer, toOpenTask(answer, { batch, purpose: "text" }, inputs), inputs);
  }
  if (message.transport === "edit") {
    const isNew = batch.full || batch.chunks.length > 0 || message.shown.surely !== undefined;
    if (isNew || toProgress(answer, inputs) !== message.shown.line) {
      if (batch.full)
        return planClose(answer, toCloseTask({ ended: "full", tail: batch }, message, inputs), inputs);
      return planEdit(answer, message, inputs, batch);
    }
  }
  if (batch.full) {
    const ended = options.stopAt === undefined ? "full" : "rotated";
    return planClose(answer, toCloseTask({ ended, tail: batch }, message, inputs), inputs);
  }
  if (batch.chunks.length === 0) return change({ type: "take", batch });
  return {
    type: "append",
    ref: message.ref,
    chunks: belowLine(message, batch.chunks),
    what: { type: "batch", batch },
    priority: "text",
  };
}

/** One edit of a growing message. */
function planEdit(answer: Answer, message: Message, inputs: Inputs, batch?: Batch): Step {
  const content = batch?.content ?? message.wanted;
  if (isEmpty(content) && toProgress(answer, inputs) === undefined)
    return change({ type: "nothing-to-edit", batch });
  const index = messagesOf(answer).length - 1;
  return planUpdate(answer, toWriteTask({ index, purpose: "edit", content, batch }, inputs), inputs);
}

/**
 * A sign of life on an open message. Whether it moves any timer of Slack's is unknown (S131); it must leave no trace
 * in how the message reads: an open card is shown again as it is, or a zero-width space goes where it changes no parse.
 */
function planKeepalive(answer: Answer, message: Message | undefined, inputs: Inputs): Step {
  const form = message && toKeepalive(answer, message, inputs);
  if (message === undefined || form === undefined) return change({ type: "no-keepalive" });
  return {
    type: "append",
    ref: message.ref,
    chunks: [form.chunk],
    what: { type: "keepalive", form: form.type },
    priority: "keepalive",
  };
}

/**
 * Adds a line to a streamed message. What is streamed can't be taken back, so the message is written whole at its
 * close, without the line: a tool that is done before the line is due costs no such edit.
 */
function planProgress(answer: Answer, message: Message | undefined, inputs: Inputs): Step {
  const line = toProgress(answer, inputs);
  if (line === undefined) return change({ type: "resume" });
  if (message === undefined)
    return planOpen(answer, toLineTask(answer, { line, purpose: "line" }, inputs), inputs);
  const chunks = [{ type: "markdown_text", text: `\n\n${line}` }] as const;
  return { type: "append", ref: message.ref, chunks, what: { type: "line", line }, priority: "keepalive" };
}

/** Opens a message with a line of ours, where there is no text to open it with. */
function toLineTask(
  answer: Answer,
  { line, purpose }: { readonly line: string; readonly purpose: "line" | "request" },
  inputs: Inputs,
): OpenTask {
  const next = currentContent(answer);
  const content = {
    ...next,
    parts: [{ type: "text", text: line }] as const,
    reserve: next.reserve + weigh(line),
  };
  const chunks = [{ type: "markdown_text", text: line }] as const;
  const batch: Batch = { chunks, content, takes: [], full: false, characters: 0 };
  return toOpenTask(answer, { batch, purpose, line }, inputs);
}

// Calls that are made until they are answered.

function planTask(answer: Answer, task: Task, inputs: Inputs): Step {
  if (task.type !== "rotate" && !isReady(task.retry, inputs))
    return { type: "wait", until: task.retry.at, isIdle: false };
  switch (task.type) {
    case "open":
      return planOpen(answer, task, inputs);
    case "look-up":
      return planLookUp(answer, task, inputs);
    case "close":
      return planClose(answer, task, inputs);
    case "delete":
      return planDelete(answer, task);
    case "write":
      return planUpdate(answer, task, inputs);
    case "await-stop":
      return change({ type: "expire" });
    case "rotate":
      return planRotate(answer, task.stage, inputs);
    case "pause":
      return change({ type: "resume" });
  }
}

function planOpen(answer: Answer, task: OpenTask, inputs: Inputs): Step {
  const { settings } = inputs;
  if (task.call === "start") {
    const taskDisplayMode = answer.refused.includes("display-mode") ? undefined : settings.taskDisplayMode;
    return { type: "start", task: { ...task, sentAt: inputs.now }, taskDisplayMode, priority: "text" };
  }
  const content = toMessageContent(task.batch.content, {
    prefer: "markdown",
    taskDisplayMode: settings.taskDisplayMode,
    mentions: inputs.mentions,
  });
  if (content === undefined) return change({ type: "take", batch: task.batch }); // The title of a plan without a card.
  return { type: "post", task: { ...task, sentAt: inputs.now }, content, priority: "text" };
}

/** An answer that came after all is as good as a look. Those to earlier attempts don't count, nor does one whose message was found meanwhile. */
function planLookUp(answer: Answer, task: LookUpTask, inputs: Inputs): Step {
  const { sentAt } = task.opening;
  const late = inputs.late.find((one) => one.sentAt >= sentAt && !isKnown(answer, one));
  if (late !== undefined) return change({ type: "found", task, ref: { channel: late.channel, ts: late.ts } });
  return { type: "look-up", task, newerThan: lastMessage(answer)?.ref.ts ?? inputs.target.threadTs };
}

function planClose(answer: Answer, task: CloseTask, inputs: Inputs): Step {
  const message = openMessage(answer);
  if (message === undefined || message.transport === "edit") return change({ type: "close", task });
  const content = toStopContent(answer, message, task, inputs);
  return { type: "stop", ref: message.ref, content, task, priority: "close" };
}

function planUpdate(answer: Answer, task: WriteTask, inputs: Inputs): Step {
  const message = messagesOf(answer)[task.index];
  if (message === undefined) return change({ type: "resume" });
  if (task.closeFirst) return { type: "stop", ref: message.ref, content: {}, task, priority: undefined };
  const contents = messagesOf(answer).map(({ wanted }) => wanted);
  const decorations =
    task.last === "with-decorations" ? allowed(answer, toDecorations(answer, contents, inputs)) : {};
  const content = toMessageContent(task.content, {
    ...decorations,
    prefer: task.prefer,
    taskDisplayMode: inputs.settings.taskDisplayMode,
    mentions: inputs.mentions,
    notice: task.purpose === "edit" ? toProgress(answer, inputs) : toNotice(answer, task.notice, inputs),
  });
  if (content === undefined) return change({ type: "nothing-to-write", task });
  const priority = task.patience === "none" ? "text" : "close";
  return { type: "update", ref: message.ref, content, task, priority };
}

/** The message's life is near its end: close it where the text allows it, or, at the end, wherever it is. */
function planRotate(answer: Answer, stage: "line" | "word" | "now", inputs: Inputs): Step {
  const message = openMessage(answer);
  if (message === undefined) return change({ type: "rotation-waits" });
  // The same message goes on: any place will do, and what waits is written by the next edit.
  const goesOn = inputs.settings.continuation === "edit" || isEmpty(message.wanted);
  const batch = goesOn
    ? undefined
    : composeNext(answer, inputs, { stopAt: stage === "line" ? "line" : "word" });
  if (stage !== "now" && batch?.full === false) return change({ type: "rotation-waits" });
  const tail = batch !== undefined && (stage !== "now" || batch.chunks.length > 0) ? batch : undefined;
  return planClose(answer, toCloseTask({ ended: "rotated", tail }, message, inputs), inputs);
}

// From the end of the source on.

function planFinish(answer: Answer, inputs: Inputs): Step {
  switch (answer.stage) {
    case "text":
      return planText(answer, inputs) ?? change({ type: "stage", stage: "request" });
    case "request": {
      const request = toLoneNotice(answer, inputs);
      if (request === undefined || answer.requested)
        return change({ type: "stage", stage: "text-below-request" });
      return planOpen(answer, toLineTask(answer, { line: request, purpose: "request" }, inputs), inputs);
    }
    case "text-below-request":
      return planText(answer, inputs) ?? change({ type: "stage", stage: "below" });
    case "below":
      return planBelow(answer, inputs);
    case "repairs":
      return planLaterRepairs(answer, inputs) ?? change({ type: "stage", stage: "strays" });
    case "strays":
      return planStrays(answer, inputs) ?? change({ type: "stage", stage: "session-status" });
    case "session-status":
      return planStatus(answer, inputs) ?? change({ type: "stage", stage: "late-edits" });
    default:
      return planLateEdits(answer, inputs);
  }
}

/** What a message does not take after all, or what it is not sure to hold, goes on in another one. */
function planText(answer: Answer, inputs: Inputs): Step | undefined {
  const { inbox } = inputs;
  const message = openMessage(answer);
  if (message === undefined && !inbox.pending) return undefined;
  const batch = composeNext(answer, inputs, { ended: true });
  if (message === undefined && batch.chunks.length === 0 && !batch.full)
    return showsSomething(answer, inputs) ? undefined : change({ type: "take-all" });
  if (message === undefined || batch.full) return planWrite(answer, { ended: true, batch }, inputs);
  // A message that has but a line of ours in it is not left with what is no longer true.
  const notice = isEmpty(batch.content) ? "end-or-tool" : "end";
  const cards = answer.ending === "completed" ? "completed" : "failed";
  const task = toCloseTask({ ended: "stopped", tail: batch, last: true, cards, notice }, message, inputs);
  return planClose(answer, { ...task, noticeText: toNotice(answer, notice, inputs) }, inputs);
}

/**
 * Marks that have nothing left to mark, such as the end of a fence that was closed with its message, are not shown; nor are
 * cards that Slack does not take.
 */
function showsSomething({ cards }: Answer, { inbox }: Inputs): boolean {
  return inbox.items.some((item) =>
    item.type === "text" ? plainLetters(item.text) !== "" : item.type === "chunk" && cards === "shown",
  );
}

/**
 * A notice that has nothing to stand below. In place of an answer that somebody deleted only that is posted which waits for
 * somebody.
 */
function toLoneNotice(answer: Answer, inputs: Inputs): string | undefined {
  const { agent, inbox } = inputs;
  const messages = messagesOf(answer);
  if (inbox.pending || messages.some(({ ended }) => ended !== "deleted")) return undefined;
  if (messages.length === 0) return toEndNotice(answer, inputs, "nothing");
  const isAwaited = answer.ending === "completed" && agent.waiting.count > 0;
  return isAwaited ? toEndNotice(answer, inputs, "something") : undefined;
}

/** The last message was closed before the end was known: what belongs below the answer is added to it. */
function planBelow(answer: Answer, inputs: Inputs): Step {
  const index = messagesOf(answer).length - 1;
  const message = lastMessage(answer);
  const isComplete =
    message === undefined ||
    isEmpty(message.wanted) ||
    message.ended === "deleted" ||
    message.ended === "stopped" ||
    message.shown.below;
  if (isComplete || !belongsBelow(answer, inputs)) return change({ type: "stage", stage: "repairs" });
  const task = toRepairTask({ index, last: "with-decorations", notice: "end" }, message, inputs);
  return change({ type: "repair", task, stage: "repairs" });
}

function belongsBelow(answer: Answer, inputs: Inputs): boolean {
  const contents = messagesOf(answer).map(({ wanted }) => wanted);
  const { stopBlocks, metadata } = toDecorations(answer, contents, inputs);
  return stopBlocks !== undefined || metadata !== undefined || toNotice(answer, "end", inputs) !== undefined;
}

function planLaterRepairs(answer: Answer, inputs: Inputs): Step | undefined {
  const index = messagesOf(answer).findIndex(({ repairLater }) => repairLater);
  const message = messagesOf(answer)[index];
  if (message === undefined) return undefined;
  const task = toRepairTask({ index, last: "bare" }, message, inputs);
  return change({ type: "repair", task, stage: answer.stage });
}

/** Openings that were answered after they had been made again: their text is there twice, but they must not turn red. */
function planStrays(answer: Answer, { late }: Inputs): Step | undefined {
  const stray = answer.bareStops[0] ?? late.slice(answer.straysClosed).find((ref) => !isKnown(answer, ref));
  if (stray === undefined) return undefined;
  return { type: "stop", ref: stray, content: {}, task: undefined, priority: undefined };
}

/**
 * A message that was closed in silence left its session busy (S141), and one that was posted says nothing of it: nobody
 * else will say what becomes of the session.
 */
function planStatus(answer: Answer, inputs: Inputs): Step | undefined {
  const status = statusAtEnd(inputs);
  const last = lastMessage(answer);
  const isSaid =
    last?.ended === "stopped" && last.transport === "stream" && !answer.refused.includes("session-status");
  const isMeant = last?.opened === "stream" || status !== undefined;
  if (last === undefined || !isMeant || isSaid) return undefined;
  return { type: "session-status", status: status ?? "active" };
}

/** The last word is ours: an edit that was given up has as long again to land, and its message is written after it. */
function planLateEdits(answer: Answer, inputs: Inputs): Step {
  const messages = messagesOf(answer);
  // Each is over after a minute at the latest.
  const isWaiting = messages.some(({ shown }) => shown.editsUnderWay > 0);
  if (isWaiting && inputs.deadline === Number.POSITIVE_INFINITY)
    return { type: "wait", until: giveUpAt(answer, inputs.settings), isIdle: false };
  const index = messages.findIndex(({ ended, shown }) => shown.overtaken && ended !== "deleted");
  const message = messages[index];
  if (message === undefined) return change({ type: "conclude" });
  const isLast = index === messages.length - 1;
  const options = isLast
    ? ({ last: "with-decorations", notice: "end" } as const)
    : ({ last: "bare" } as const);
  return change({
    type: "repair",
    task: toRepairTask({ index, ...options }, message, inputs),
    stage: "late-edits",
  });
}

/** We can't go on: what is open, or may be, is closed if Slack lets us, once and bare; what is errored is tried once more. */
function planFailing(answer: Answer, inputs: Inputs): Step {
  const [ref] = answer.bareStops;
  if (ref !== undefined) return { type: "stop", ref, content: {}, task: undefined, priority: undefined };
  return planLaterRepairs(answer, inputs) ?? change({ type: "conclude" });
}

/**
 * P4: stop wins over all else, however late. Nothing is written any more. The session's status is put back, because Slack
 * leaves that to the app (S140). Slack's event names the messages that it has stopped (S137): one that was opened since, or
 * that was being opened, is not among them, and nobody but we would stop it.
 */
function planAfterUserStop(answer: Answer, inputs: Inputs): Step {
  const [ref] = answer.bareStops;
  switch (answer.stage) {
    case "stopped":
      if (answer.pace.firstCallAt === undefined) return change({ type: "stage", stage: "stopped-start" });
      return { type: "session-status", status: inputs.settings.sessionStatus ?? "active" };
    case "stopped-start":
      if (inputs.stoppedMessages !== undefined && (inputs.unheard === "start" || (ref && inputs.unheard)))
        return { type: "await-call" };
      if (ref !== undefined) return { type: "stop", ref, content: {}, task: undefined, priority: undefined };
      return planStopNotice(answer, inputs) ?? change({ type: "conclude" });
    default:
      return change({ type: "user-stop" });
  }
}

/**
 * The one thing that may be written after a user's stop, if it was asked for: the stopped message with what it surely shows,
 * a line below it, and what was still open closed.
 */
function planStopNotice(answer: Answer, inputs: Inputs): Step | undefined {
  const { agent, deadline, mentions, settings } = inputs;
  const message = lastMessage(answer);
  if (!settings.stopNotice || message?.ended !== "user-stop" || message.shown.editsUnderWay > 0)
    return undefined;
  if (deadline !== Number.POSITIVE_INFINITY) return undefined;
  const shown = message.shown.surely?.content ?? message.wanted;
  const content = toMessageContent(toStopped(shown, agent.waiting.blocks), {
    prefer: "markdown",
    taskDisplayMode: settings.taskDisplayMode,
    mentions,
    notice: settings.stopNotice,
  });
  return content && { type: "stop-notice", ref: message.ref, content };
}

/** Cards that are open end as errors, the plan says why, and nobody is asked for an approval any more. */
function toStopped(content: Content, asking: readonly SlackBlock[]): Content {
  const closed = withClosedCards(content, "failed");
  const parts = closed.parts.filter(
    (part) => part.type !== "blocks" || !part.blocks.every((block) => asking.includes(block)),
  );
  return { ...closed, parts, planTitle: closed.planTitle === undefined ? undefined : "Stopped" };
}

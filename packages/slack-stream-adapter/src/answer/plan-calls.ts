import { weigh } from "../markdown/compose.ts";
import {
  type Answer,
  currentContent,
  isKnown,
  lastMessage,
  type Message,
  messagesOf,
  openMessage,
} from "./answer.ts";
import {
  adoptLate,
  change,
  closeWithoutStop,
  leaveAsIs,
  resumeAfterPause,
  takeUnseen,
  writeNothing,
} from "./changes.ts";
import type { Batch } from "./compose-batch.ts";
import { isEmpty, withClosedCards } from "./content.ts";
import { type BatchEnd, composeNext, type Inputs, toDecorations, toNotice, toProgress } from "./inputs.ts";
import { belowLine, toStopContent } from "./last-words.ts";
import { replayOpenCards } from "./place-chunk.ts";
import type { Step } from "./steps.ts";
import {
  type CloseTask,
  type DeleteTask,
  type LookUpTask,
  type OpenTask,
  toCloseTask,
  toOpenTask,
  toWriteTask,
  type WriteTask,
} from "./task.ts";

import { toMessageContent, toTables } from "./whole-form.ts";

export function planDelete(answer: Answer, task: DeleteTask): Step {
  const message = messagesOf(answer)[task.index];
  if (message === undefined) return change(resumeAfterPause);
  return { type: "delete", ref: message.ref, task, priority: "close" };
}

/** Sends what waits: opens a message, adds to the open one, or closes a full one. What is refused stays in the inbox. */
export function planWrite(answer: Answer, options: BatchEnd & { batch?: Batch }, inputs: Inputs): Step {
  const batch = options.batch ?? composeNext(answer, inputs, options);
  const message = openMessage(answer);
  if (message === undefined) {
    const opened = batch.chunks.length > 0 ? batch : { ...batch, ...replayOpenCards(batch, answer.maxBytes) };
    if (opened.chunks.length === 0) return takeUnseen(batch);
    return planOpen(answer, toOpenTask(answer, { batch: opened, purpose: "text" }, inputs), inputs);
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
  if (batch.chunks.length === 0) return takeUnseen(batch);
  return {
    type: "append",
    ref: message.ref,
    chunks: belowLine(message, batch.chunks),
    what: { type: "batch", batch },
    priority: "text",
  };
}

/** One edit of a growing message. */
export function planEdit(answer: Answer, message: Message, inputs: Inputs, batch?: Batch): Step {
  const content = batch?.content ?? message.wanted;
  if (isEmpty(content) && toProgress(answer, inputs) === undefined) return change(leaveAsIs(batch));
  const index = messagesOf(answer).length - 1;
  return planUpdate(answer, toWriteTask({ index, purpose: "edit", content, batch }, inputs), inputs);
}

/** Opens a message with a line of ours, where there is no text to open it with. */
export function toLineTask(
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

export function planOpen(answer: Answer, task: OpenTask, inputs: Inputs): Step {
  const { settings } = inputs;
  if (task.call === "start") {
    const taskDisplayMode = answer.refused.includes("display-mode") ? undefined : settings.taskDisplayMode;
    return { type: "start", task: { ...task, sentAt: inputs.now }, taskDisplayMode, priority: "text" };
  }
  const form = {
    prefer: "markdown",
    taskDisplayMode: settings.taskDisplayMode,
    mentions: inputs.mentions,
    tables: toTables(answer),
  } as const;
  const content =
    settings.transport === "post"
      ? toMessageContent(...toWholePost(answer, task, inputs))
      : toMessageContent(task.batch.content, form);
  if (content === undefined) return takeUnseen(task.batch); // The title of a plan without a card.
  return { type: "post", task: { ...task, sentAt: inputs.now }, content, priority: "text" };
}

/** A post that is never edited has all that belongs to it: cards as lines, and in the last one what belongs below the answer. */
function toWholePost(
  answer: Answer,
  { batch, purpose }: OpenTask,
  inputs: Inputs,
): Parameters<typeof toMessageContent> {
  const { mentions } = inputs;
  const content = withClosedCards(batch.content, answer.ending === "completed" ? "completed" : "failed");
  const form = { prefer: "markdown", mentions, cards: "lines", tables: toTables(answer) } as const;
  if (batch.full) return [content, form];
  const notice = purpose === "text" ? toNotice(answer, "end", inputs) : undefined;
  return [content, { ...form, ...toDecorations(answer, inputs), notice }];
}

/** An answer that came after all is as good as a look. Those to earlier attempts don't count, nor does one whose message was found meanwhile. */
export function planLookUp(answer: Answer, task: LookUpTask, inputs: Inputs): Step {
  const { sentAt } = task.opening;
  const late = inputs.late.find((one) => one.sentAt >= sentAt && !isKnown(answer, one));
  if (late !== undefined) return change(adoptLate(task, late));
  return { type: "look-up", task, newerThan: lastMessage(answer)?.ref.ts ?? inputs.target.threadTs };
}

export function planClose(answer: Answer, task: CloseTask, inputs: Inputs): Step {
  const message = openMessage(answer);
  if (message === undefined || message.transport === "edit") return change(closeWithoutStop(task));
  const content = toStopContent(answer, message, task, inputs);
  return { type: "stop", ref: message.ref, content, task, priority: "close" };
}

export function planUpdate(answer: Answer, task: WriteTask, inputs: Inputs): Step {
  const message = messagesOf(answer)[task.index];
  if (message === undefined) return change(resumeAfterPause);
  if (task.closeFirst) return { type: "stop", ref: message.ref, content: {}, task, priority: undefined };
  const decorations = task.last === "with-decorations" ? toDecorations(answer, inputs) : {};
  const content = toMessageContent(task.content, {
    ...decorations,
    prefer: task.prefer,
    taskDisplayMode: inputs.settings.taskDisplayMode,
    mentions: inputs.mentions,
    tables: toTables(answer),
    notice: task.purpose === "edit" ? toProgress(answer, inputs) : toNotice(answer, task.notice, inputs),
  });
  if (content === undefined) return change(writeNothing(task));
  const priority = task.patience === "none" ? "text" : "close";
  return { type: "update", ref: message.ref, content, task, priority };
}

import { weigh } from "../markdown/compose.ts";
import { currentContent, isKnown, type Lane, lastMessage, type Message, openMessage } from "./answer.ts";
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

export function planDelete(lane: Lane, task: DeleteTask): Step {
  const message = lane.messages[task.index];
  if (message === undefined) return change(resumeAfterPause);
  return { type: "delete", ref: message.ref, task, priority: "close" };
}

/** Sends what waits: opens a message, adds to the open one, or closes a full one. What is refused stays in the inbox. */
export function planWrite(lane: Lane, options: BatchEnd & { batch?: Batch }, inputs: Inputs): Step {
  const batch = options.batch ?? composeNext(lane, inputs, options);
  const message = openMessage(lane);
  if (message === undefined) {
    const opened = batch.chunks.length > 0 ? batch : { ...batch, ...replayOpenCards(batch, lane.maxBytes) };
    if (opened.chunks.length === 0) return takeUnseen(batch);
    return planOpen(lane, toOpenTask(lane, { batch: opened, purpose: "text" }, inputs), inputs);
  }
  if (message.transport === "edit") {
    const isNew = batch.full || batch.chunks.length > 0 || message.shown.surely !== undefined;
    if (isNew || toProgress(lane, inputs) !== message.shown.line) {
      if (batch.full)
        return planClose(lane, toCloseTask({ ended: "full", tail: batch }, message, inputs), inputs);
      return planEdit(lane, message, inputs, batch);
    }
  }
  if (batch.full) {
    const ended = options.stopAt === undefined ? "full" : "rotated";
    return planClose(lane, toCloseTask({ ended, tail: batch }, message, inputs), inputs);
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
export function planEdit(lane: Lane, message: Message, inputs: Inputs, batch?: Batch): Step {
  const content = batch?.content ?? message.wanted;
  if (isEmpty(content) && toProgress(lane, inputs) === undefined) return change(leaveAsIs(batch));
  const index = lane.messages.length - 1;
  return planUpdate(lane, toWriteTask({ index, purpose: "edit", content, batch }, inputs), inputs);
}

/** Opens a message with a line of ours, where there is no text to open it with. */
export function toLineTask(
  lane: Lane,
  { line, purpose }: { readonly line: string; readonly purpose: "line" | "request" },
  inputs: Inputs,
): OpenTask {
  const next = currentContent(lane);
  const content = {
    ...next,
    parts: [{ type: "text", text: line }] as const,
    reserve: next.reserve + weigh(line),
  };
  const chunks = [{ type: "markdown_text", text: line }] as const;
  const batch: Batch = { chunks, content, takes: [], full: false, characters: 0 };
  return toOpenTask(lane, { batch, purpose, line }, inputs);
}

export function planOpen(lane: Lane, task: OpenTask, inputs: Inputs): Step {
  const { settings } = inputs;
  if (task.call === "start") {
    const taskDisplayMode = lane.refused.includes("display-mode") ? undefined : settings.taskDisplayMode;
    const said = task.batch.content.parts.find((part) => part.type === "text")?.text ?? "";
    return { type: "start", task: toSent(lane, task, said, inputs), taskDisplayMode, priority: "text" };
  }
  const form = {
    prefer: "markdown",
    taskDisplayMode: settings.taskDisplayMode,
    mentions: inputs.mentions,
    tables: toTables(lane),
  } as const;
  const content =
    lane.allowed === "post"
      ? toMessageContent(...toWholePost(lane, task, inputs))
      : toMessageContent(task.batch.content, form);
  if (content === undefined) return takeUnseen(task.batch); // The title of a plan without a card.
  const said = content.type === "markdown" ? content.markdown : content.text;
  return { type: "post", task: toSent(lane, task, said, inputs), content, priority: "text" };
}

/** In a post that is never edited cards are lines. */
function toSent({ allowed }: Lane, task: OpenTask, said: string, { now }: Inputs): OpenTask {
  const parts = allowed === "post" ? [] : task.batch.content.parts;
  const cards = parts.flatMap((part) => (part.type === "card" ? [part.id] : []));
  return { ...task, sentAt: now, said, cards };
}

/** A post that is never edited has all that belongs to it: cards as lines, and in the last one what belongs below the answer. */
function toWholePost(
  lane: Lane,
  { batch, purpose }: OpenTask,
  inputs: Inputs,
): Parameters<typeof toMessageContent> {
  const { mentions } = inputs;
  const form = { prefer: "markdown", mentions, cards: "lines", tables: toTables(lane) } as const;
  if (batch.full) return [batch.content, form];
  const content = withClosedCards(batch.content, lane.ending === "completed" ? "completed" : "failed");
  const notice = purpose === "text" ? toNotice(lane, "end", inputs) : undefined;
  return [content, { ...form, ...toDecorations(lane, inputs), notice }];
}

/** An answer that came after all is as good as a look. Those to earlier attempts don't count, nor does one whose message was found meanwhile. */
export function planLookUp(lane: Lane, task: LookUpTask, inputs: Inputs): Step {
  const { sentAt } = task.opening;
  const late = inputs.late.find((one) => one.sentAt >= sentAt && !isKnown(lane, one));
  if (late !== undefined) return change(adoptLate(task, late));
  return { type: "look-up", task, newerThan: lastMessage(lane)?.ref.ts ?? inputs.target.threadTs };
}

export function planClose(lane: Lane, task: CloseTask, inputs: Inputs): Step {
  const message = openMessage(lane);
  if (message === undefined || message.transport === "edit") return change(closeWithoutStop(task));
  const content = toStopContent(lane, message, task, inputs);
  return { type: "stop", ref: message.ref, content, task, priority: "close" };
}

export function planUpdate(lane: Lane, task: WriteTask, inputs: Inputs): Step {
  const message = lane.messages[task.index];
  if (message === undefined) return change(resumeAfterPause);
  if (task.closeFirst) return { type: "stop", ref: message.ref, content: {}, task, priority: undefined };
  const decorations = task.last === "with-decorations" ? toDecorations(lane, inputs) : {};
  const content = toMessageContent(task.content, {
    ...decorations,
    prefer: task.prefer,
    taskDisplayMode: inputs.settings.taskDisplayMode,
    mentions: inputs.mentions,
    tables: toTables(lane),
    notice: task.purpose === "edit" ? toProgress(lane, inputs) : toNotice(lane, task.notice, inputs),
  });
  if (content === undefined) return change(writeNothing(task));
  const priority = task.patience === "none" ? "text" : "close";
  return { type: "update", ref: message.ref, content, task, priority };
}

import { weigh } from "../markdown/compose.ts";
import type { MessageContent } from "../slack/slack-calls.ts";
import { currentContent, isKnown, type Lane, lastMessage, type Message, openMessage } from "./answer.ts";
import { change, endTask, leaveAsIs, takeUnseen } from "./changes.ts";
import type { Batch } from "./compose-batch.ts";
import { isEmpty, withClosedCards } from "./content.ts";
import {
  type BatchEnd,
  composeNext,
  type Inputs,
  toCardsAtEnd,
  toDecorations,
  toForm,
  toProgress,
} from "./inputs.ts";
import { belowLine, toStopContent } from "./last-words.ts";
import { replayOpenCards } from "./place-chunk.ts";
import { toLetters } from "./sent.ts";
import { closeEdited } from "./settle-close.ts";
import { addFound } from "./settle-open.ts";
import { settleRewrite } from "./settle-write.ts";
import type { Step } from "./steps.ts";
import { planBareStops } from "./strays.ts";
import {
  type CloseTask,
  type LookUpTask,
  type OpenTask,
  toCloseTask,
  toOpenTask,
  toRepairTask,
  toWriteTask,
  type WriteTask,
} from "./task.ts";
import { toMessageContent } from "./whole-form.ts";

/** Sends the text and cards that wait: opens a message, adds to the open one, or closes a full one. Content that Slack refuses stays in the inbox. */
export function planWrite(lane: Lane, options: Writing, inputs: Inputs): Step {
  const { batch = composeNext(lane, inputs, options), opening } = options;
  const message = openMessage(lane);
  if (message === undefined) {
    const opened = batch.chunks.length > 0 ? batch : { ...batch, ...replayOpenCards(batch, lane.maxBytes) };
    if (opened.chunks.length === 0) return takeUnseen(batch);
    const task = opening ?? toOpenTask(lane, { batch: opened, purpose: "text" }, inputs);
    return planOpen(lane, { ...task, batch: opened }, inputs);
  }
  if (batch.isFull) {
    const ended = options.stopAt === undefined ? "full" : "rotated";
    const cards = toCardsAtEnd(lane, batch, inputs);
    return planClose(lane, toCloseTask({ ended, tail: batch, cards }, message, inputs), inputs);
  }
  const isNew = batch.chunks.length > 0 || message.shown.surely !== undefined;
  if (message.transport === "edit" && (isNew || toProgress(lane, inputs) !== message.shown.line))
    return planEdit(lane, message, inputs, batch);
  if (batch.chunks.length === 0) return takeUnseen(batch);
  return {
    type: "append",
    ref: message.ref,
    chunks: belowLine(message, batch.chunks),
    what: { type: "batch", batch },
    priority: "text",
  };
}

interface Writing extends BatchEnd {
  readonly batch?: Batch | undefined;
  /** Slack did not carry out the opening. It is sent again with all content that has come since. */
  readonly opening?: OpenTask | undefined;
}

/** One edit of a growing message. */
export function planEdit(lane: Lane, message: Message, inputs: Inputs, batch?: Batch): Step {
  const content = batch?.content ?? message.wanted;
  if (isEmpty(content) && toProgress(lane, inputs) === undefined) return change(leaveAsIs(batch));
  const index = lane.messages.length - 1;
  return planRewrite(lane, toWriteTask({ index, purpose: "edit", content, batch }, inputs), inputs);
}

/** Opens a message with a line about a tool, if there is no text to open it with. */
export function toLineTask(lane: Lane, line: string, purpose: "line" | "request", inputs: Inputs): OpenTask {
  const next = currentContent(lane);
  const content = {
    ...next,
    parts: [{ type: "text", text: line }] as const,
    reserve: next.reserve + weigh(line),
  };
  const chunks = [{ type: "markdown_text", text: line }] as const;
  const batch: Batch = { chunks, content, takes: [], isFull: false, characters: 0 };
  return toOpenTask(lane, { batch, purpose }, inputs);
}

export function planOpen(lane: Lane, task: OpenTask, inputs: Inputs): Step {
  const { settings } = inputs;
  if (task.call === "start") {
    const taskDisplayMode = lane.refused.includes("display-mode") ? undefined : settings.taskDisplayMode;
    const said = task.batch.content.parts.find((part) => part.type === "text")?.text ?? "";
    return { type: "start", task: markSent(lane, task, said, inputs), taskDisplayMode, priority: "text" };
  }
  const post = withEndedCards(lane, task, inputs);
  const content =
    lane.allowed === "post"
      ? toWholePost(lane, post, inputs)
      : toMessageContent(post.batch.content, toForm(lane, inputs));
  if (content === undefined) return takeUnseen(post.batch); // Only the title of a plan, without a card.
  const said = content.type === "markdown" ? content.markdown : content.text;
  return { type: "post", task: markSent(lane, post, said, inputs), content, priority: "text" };
}

/** A post shows the last state of its cards at once. A stream shows it with its stop. */
function withEndedCards(lane: Lane, task: OpenTask, inputs: Inputs): OpenTask {
  const cards = toCardsAtEnd(lane, task.batch, inputs);
  if (cards === "rotated") return task;
  return { ...task, batch: { ...task.batch, content: withClosedCards(task.batch.content, cards) } };
}

/** A post that is never edited shows cards as lines. */
function markSent({ allowed }: Lane, task: OpenTask, said: string, { now }: Inputs): OpenTask {
  const parts = allowed === "post" ? [] : task.batch.content.parts;
  const cards = parts.flatMap((part) => (part.type === "card" ? [part.id] : []));
  return { ...task, sentAt: now, letters: toLetters(said), cards };
}

/** A post that is never edited is complete: it shows cards as lines, and the last post has the notices and blocks below the answer. */
function toWholePost(lane: Lane, { batch, purpose }: OpenTask, inputs: Inputs): MessageContent | undefined {
  const form = { ...toForm(lane, inputs), cards: "lines" } as const;
  if (batch.isFull) return toMessageContent(batch.content, form);
  const below = purpose === "text" ? "all" : "blocks";
  return toMessageContent(batch.content, { ...form, ...toDecorations(lane, below, batch.content, inputs) });
}

/** A late response to the opening replaces the look-up, unless it belongs to an earlier attempt or its message was found meanwhile. */
export function planLookUp(lane: Lane, task: LookUpTask, inputs: Inputs): Step {
  const { sentAt } = task.opening;
  const late = inputs.late.find((one) => one.sentAt >= sentAt && !isKnown(lane, one));
  if (late !== undefined) return change((draft) => addFound(draft, task, late));
  return { type: "look-up", task, newerThan: lastMessage(lane)?.ref.ts ?? inputs.target.threadTs };
}

export function planClose(lane: Lane, task: CloseTask, inputs: Inputs): Step {
  const message = openMessage(lane);
  if (message === undefined || message.transport === "edit")
    return change((draft) => closeEdited(draft, task));
  const content = toStopContent(lane, message, task, inputs);
  return { type: "stop", ref: message.ref, content, task, priority: "close" };
}

/**
 * Plans to write the next message whole, without the text that the source took back. A message that loses all its content is stopped and then
 * deleted (S114, S115). The open message is stopped and goes on by edit, which replaces the text.
 */
export function planDueRewrite(
  lane: Lane,
  when: NonNullable<Message["rewrite"]>,
  inputs: Inputs,
): Step | undefined {
  const index = lane.messages.findIndex(({ ended, rewrite }) => rewrite === when && ended !== "deleted");
  const message = lane.messages[index];
  if (message === undefined) return undefined;
  if (message.ended === undefined && message.transport === "stream") {
    const task = toCloseTask({ ended: "rotated" }, message, inputs);
    return planClose(lane, { ...task, isReplaced: true }, inputs);
  }
  const below = when === "later" ? "nothing" : undefined;
  return planRewrite(lane, toRepairTask({ index, below }, message, inputs), inputs);
}

/** Writes a message whole, or deletes it. */
export function planRewrite(lane: Lane, task: WriteTask, inputs: Inputs): Step {
  const message = lane.messages[task.index];
  if (message === undefined) return change(endTask);
  const { ref } = message;
  if (task.isClosedFirst) return { type: "stop", ref, content: {}, task, priority: undefined };
  if (task.purpose === "delete") {
    // Slack deletes no message that still streams (S114).
    const isStreaming = lane.strays.open.some(({ ts }) => ts === ref.ts);
    const stop = isStreaming ? planBareStops(lane, inputs) : undefined;
    return stop ?? { type: "delete", ref, task, priority: "close" };
  }
  const isEdit = task.purpose === "edit";
  const content = toMessageContent(task.content, {
    ...toForm(lane, inputs),
    ...(isEdit
      ? { notice: toProgress(lane, inputs) }
      : toDecorations(lane, task.below, task.content, inputs)),
    prefer: task.prefer,
  });
  // The message had only cards, and cards are left out.
  if (content === undefined && message.shown.holdsTakenBack)
    return planRewrite(lane, { ...task, purpose: "delete" }, inputs);
  if (content === undefined)
    return change((draft) => settleRewrite(draft, task, { type: "applied", ...ref }));
  const priority = task.patience === "none" ? "text" : "close";
  return { type: "update", ref, content, task, priority };
}

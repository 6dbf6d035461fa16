import * as limits from "../limits.ts";
import type { Failed, Outcome } from "../slack/outcome.ts";
import { takesCards } from "./answer.ts";
import { type Content, isEmpty, withoutBlocks, withoutCards } from "./content.ts";
import {
  type Draft,
  emit,
  endDeleted,
  endForRepair,
  leaveOut,
  type MessageDraft,
  noteGrowth,
  noteRefusal,
  requeueUnconfirmed,
  settleInbox,
  toPartsBelow,
  toWait,
} from "./draft.ts";
import { toDecorations, toProgress } from "./inputs.ts";
import { toNextAction } from "./next-actions.ts";
import { isNewer, toSuspects } from "./refused-blocks.ts";
import { tryLater } from "./results.ts";
import { addStray } from "./strays.ts";
import { firstTry, nextTry, patience, type WriteTask } from "./task.ts";
import { isTable, toTables } from "./whole-form.ts";

/** `written`: Slack shows the wanted content. `later`: it has to be written later. `refused`: Slack keeps the old content. `deleted`: the message is gone. */
export type Written = "written" | "later" | "refused" | "deleted";

/**
 * Settles an update, which writes a message whole: an edit, or the repair of a message that expired, is unconfirmed or holds keepalive
 * characters. To write it twice does no harm, so the library tries again after an unknown outcome.
 */
export function settleRewrite(draft: Draft, given: WriteTask, outcome: Outcome): void {
  const task = { ...given, batch: undefined };
  const bounds = patience[task.patience];
  const call = task.purpose === "delete" ? "delete" : "update";
  const message = draft.messages[task.index];
  if (message === undefined) return;
  if (outcome.type === "applied") {
    noteWritten(draft, message, task);
    endWrite(draft, task, "written");
    return;
  }
  const { attempt } = task.retry;
  switch (toNextAction("update", outcome)) {
    case "later":
      if (tryLater(draft, task, call, bounds, outcome)) break;
      // The next edit of the open message waits as long as Slack asks. After the last edit of a message there is no wait.
      if (message.ended === undefined) draft.pace.notBefore = draft.inputs.now + toWait(outcome, 0);
      endWrite(draft, task, "later");
      break;
    case "deleted":
      // Its text would be lost if it is there after all, so the library asks twice.
      if (attempt > 0) endWrite(draft, task, "deleted");
      else draft.task = nextTry(task, draft.inputs, toWait(outcome, 0));
      break;
    case "again":
      if (task.patience === "none") endWrite(draft, task, "later");
      else writeAgain(draft, task, toWait(outcome, attempt));
      break;
    case "close-first":
      // Nothing closes the message.
      if (isLastTry(task)) message.ended &&= "unknown";
      writeAgain(draft, { ...task, isClosedFirst: true }, attempt === 0 ? 0 : toWait(outcome, 0));
      break;
    default: {
      const less = task.purpose === "delete" ? undefined : toLess(draft, message, task, outcome);
      if (less === undefined) endWrite(draft, task, "refused");
      else draft.task = { ...less, retry: firstTry(draft.inputs, bounds.total) };
    }
  }
}

/** Slack shows exactly the content of the task. */
function noteWritten(draft: Draft, message: MessageDraft, { content, purpose }: WriteTask): void {
  const { end, ref, shown } = message;
  if (purpose === "edit") {
    const { offset = end } = shown.surely ?? {};
    draft.counts.appends += 1;
    emit(draft, { type: "append", ts: ref.ts, characters: end - offset });
  }
  shown.surely = undefined;
  shown.holdsTakenBack = false;
  shown.hasTakenCards ||= content.cards.length > 0;
  message.wanted = content;
  draft.repeats.tried = undefined;
}

function isLastTry({ retry }: WriteTask): boolean {
  return retry.attempt + 1 >= limits.repairAttempts;
}

function writeAgain(draft: Draft, task: WriteTask, pauseMs: number): void {
  if (isLastTry(task)) endWrite(draft, task, "later");
  else draft.task = nextTry(task, draft.inputs, pauseMs);
}

function endWrite(draft: Draft, task: WriteTask, written: Written): void {
  const message = draft.messages[task.index];
  draft.task = undefined;
  if (message === undefined) return;
  if (task.purpose === "edit") endEdit(draft, message, written);
  else if (task.purpose === "repair") endRepair(draft, message, task, written);
  else endDelete(draft, message, written);
}

/** Settles one edit of a growing message. Content that can't be written now is written with the next edit. */
function endEdit(draft: Draft, message: MessageDraft, written: Written): void {
  const { shown } = message;
  message.wroteAt = draft.inputs.now;
  switch (written) {
    case "written":
      message.rewrite = undefined;
      noteGrowth(draft, message);
      message.isRepaired ||= shown.isDifferent || shown.keepalives > 0;
      shown.isDifferent = false;
      shown.keepalives = 0;
      shown.line = toProgress(draft, draft.inputs);
      message.hasShownWork ||= shown.line !== undefined;
      settleInbox(draft);
      break;
    case "later":
      draft.pace.notBefore = Math.max(draft.pace.notBefore, message.wroteAt + limits.holdBackMs);
      break;
    case "deleted":
      endDeleted(draft, message);
      break;
    case "refused":
      noteRefusal(draft, message, draft.lastFailed?.outcome.code ?? "refused");
      endForRepair(draft, message, { ended: "unknown", cards: "rotated" });
  }
}

function endRepair(draft: Draft, message: MessageDraft, task: WriteTask, written: Written): void {
  const { shown } = message;
  const isStreamed = message.opened === "stream";
  if (isStreamed) emit(draft, { type: "repair", ts: message.ref.ts, succeeded: written === "written" });
  const { rewrite } = message;
  // A message without content is deleted.
  if (rewrite === "later" || !isEmpty(message.wanted)) message.rewrite = undefined;
  const isBelow = task.below !== undefined && task.below !== "nothing";
  shown.hasBelow ||= isBelow && !isTriedOnce(draft, message, written);
  switch (written) {
    case "written":
      if (isStreamed) draft.counts.repairs += 1;
      message.isRepaired = isStreamed;
      shown.isDifferent = false;
      shown.keepalives = 0;
      settleInbox(draft);
      break;
    case "deleted":
      endDeleted(draft, message);
      settleInbox(draft);
      break;
    case "later":
    case "refused": {
      const holdsLess = requeueUnconfirmed(draft, message);
      // An edited message whose last edit Slack refuses is left as it was.
      if (!isStreamed && shown.isDifferent) message.ended = "unknown";
      const isFinal = rewrite === "later" && task.below !== undefined;
      if (isFinal || draft.stage === "failing") return;
      const isPutOff = written === "later" && task.below === undefined;
      if (isPutOff || isWorthWriting(message, holdsLess)) message.rewrite ??= "later";
    }
  }
}

function isWorthWriting({ opened, wanted }: MessageDraft, holdsLess: boolean): boolean {
  // The confirmed content is written as soon as Slack allows it. The wanted content may have been too large.
  if (holdsLess && !isEmpty(wanted)) return true;
  // Only the last edit of an edited message closes its cards.
  return opened === "edit" && wanted.cards.length > 0;
}

/** If an edited message shows other content, the notices and blocks below it are tried once more at the answer's end. */
function isTriedOnce({ stage }: Draft, { ended, opened, shown }: MessageDraft, written: Written): boolean {
  const isOther = ended !== "stopped" || (opened === "edit" && shown.isDifferent);
  return isOther && written !== "written" && stage !== "below";
}

/** Slack keeps a message that should be deleted. It shows the text that was taken back, unless other text replaces it. */
function endDelete(draft: Draft, message: MessageDraft, written: Written): void {
  message.rewrite = undefined;
  if (written === "written" || written === "deleted") {
    message.shown.surely = undefined; // None of its content is wanted.
    endDeleted(draft, message);
    return;
  }
  // Slack deletes no message that still streams (S114). So Slack refused the stop for another reason than the message's end.
  if (message.opened === "stream") addStray(draft, message.ref);
}

/** Returns the edit without a part that Slack refused. Undefined if no part is left to leave out. */
function toLess(draft: Draft, message: MessageDraft, task: WriteTask, cause: Failed): WriteTask | undefined {
  const { below, content, prefer } = task;
  const decorations = toDecorations(draft, below, content, draft.inputs);
  const isText = decorations.stopBlocks === undefined && content.parts.every(({ type }) => type === "text");
  const isMarkdown = prefer === "markdown" && isText;
  const leave = (): WriteTask | undefined => {
    const less = isMarkdown ? undefined : toLessContent(draft, message, content, cause);
    return less && { ...task, content: less };
  };
  // Slack refuses new cards more often than the caller's blocks below the answer.
  const isUntried = message.opened === "edit" && !message.shown.hasTakenCards;
  const less = isUntried ? leave() : undefined;
  if (less !== undefined) return less;
  const isBelow = toNextAction("update", cause) === "without-decoration";
  if (isBelow && leaveOut(draft, { parts: toPartsBelow(decorations) }, cause)) return task;
  if (!isMarkdown) return leave();
  // Slack accepts only one of the two forms for some messages (S122).
  if (toTables(draft) === "text" || !isTable(content.parts)) return { ...task, prefer: "blocks" };
  return aboutBlocks.test(cause.code) && leaveOut(draft, { parts: ["table"] }, cause) ? task : undefined;
}

/** Other refusals of an edit concern the message, not the content of the edit (S54, S67, S68). */
const aboutBlocks = /block|arguments/;
const aboutSize = /too_long/;

/** The message without the refused blocks, or without its cards; then its text alone. */
function toLessContent(
  draft: Draft,
  message: MessageDraft,
  content: Content,
  cause: Failed,
): Content | undefined {
  const { code } = cause;
  const isAboutBlocks = aboutBlocks.test(code);
  const between = content.parts.filter((part) => part.type === "blocks");
  const isPointed = cause.type === "refused" && cause.refusedBlock !== undefined;
  const blocks = toSuspects(between, cause).filter((block) => isPointed || isNewer(block));
  // Edits wrote all of the message, so nothing is lost if cards are left out from now on.
  const parts = message.opened === "edit" && content.cards.length > 0 ? (["cards"] as const) : [];
  if (isAboutBlocks && leaveOut(draft, { blocks, parts }, cause)) {
    const rest = takesCards(draft) ? content : withoutCards(content);
    message.wanted = withoutBlocks(rest, draft.refusedBlocks);
    return message.wanted;
  }
  // An errored message is better without its cards. Unconfirmed content goes into the next message, with the cards.
  const isErrored = message.ended === "expired" && message.shown.surely === undefined;
  const isWorse = message.opened === "stream" && (isErrored || !takesCards(draft));
  const texts = content.parts.filter((part) => part.type === "text");
  const isLess = texts.length < content.parts.length;
  if (!isWorse || !isLess || !(isAboutBlocks || aboutSize.test(code))) return undefined;
  emit(draft, { type: "decoration-dropped", decoration: "cards", code });
  return content.cards.length > 0 ? withoutCards(content) : { ...content, parts: texts };
}

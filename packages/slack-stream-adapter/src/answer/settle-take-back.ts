import type { Outcome } from "../slack/outcome.ts";
import { composeBatch } from "./compose-batch.ts";
import { isEmpty } from "./content.ts";
import {
  type Draft,
  endMessage,
  type MessageDraft,
  markUnconfirmed,
  noteUserStop,
  startNext,
} from "./draft.ts";
import { type Inputs, toBatchOptions } from "./inputs.ts";
import { toNextAction } from "./next-actions.ts";
import { toRetry } from "./results.ts";
import { addStray } from "./strays.ts";
import { type DeleteTask, patience } from "./task.ts";

/**
 * The source has taken back the step that it is in. The messages that were written since are wanted as they were before it; what was not
 * sent yet is forgotten, and costs no call.
 */
export function takeBack(draft: Draft, inputs: Inputs): void {
  const { inbox } = inputs;
  const to = inbox.takenBack?.to ?? 0;
  const { step } = draft;
  draft.task = undefined;
  draft.pace.isStuck = false;
  const taken = step === undefined ? [] : inbox.keptSince(step.mark).taken;
  const isShown = step !== undefined && (draft.offset > to || taken.length < draft.mark - step.mark);
  draft.effects.push({ type: "forget-taken-back", mark: isShown ? step.mark : draft.mark });
  if (!isShown) return;
  const { content } = composeBatch(step.content, taken, toBatchOptions(draft, inputs, { ended: true }));
  draft.mark = step.mark + taken.length;
  draft.offset = Math.min(draft.offset, to);
  startNext(draft, content, inputs);
  for (const [index, message] of draft.messages.entries()) {
    if (index < step.index || message.ended === "deleted") continue;
    const isWhole = index > step.index;
    message.wanted = isWhole ? draft.next : content;
    message.end = draft.offset;
    if (isWhole) message.start = draft.offset;
    message.isTakenBack = true;
    message.shown.isDifferent = true;
    goBackTo(message, isWhole ? undefined : step);
    // The next edit takes it out.
    if (message.ended !== undefined || message.transport === "stream" || isEmpty(message.wanted)) continue;
    message.isTakenBack = false;
    markUnconfirmed(draft, message);
  }
}

/** Only what was certain before the step is still certain. */
function goBackTo({ shown }: MessageDraft, step: Draft["step"]): void {
  if (shown.surely === undefined || (step !== undefined && shown.surely.mark < step.mark)) return;
  shown.surely = step && { mark: step.mark, offset: step.offset, content: step.content };
}

/** Settles a message that lost all its content. If Slack keeps it, it shows the text that was taken back, unless other text replaces it. */
export function settleDelete(draft: Draft, task: DeleteTask, outcome: Outcome, inputs: Inputs): void {
  const message = draft.messages[task.index];
  if (message === undefined) return;
  const cause = outcome.type === "applied" ? undefined : outcome;
  const action = toNextAction("update", outcome);
  draft.task = undefined;
  if (action === "user-stop") {
    noteUserStop(draft);
    return;
  }
  if (cause !== undefined && (action === "later" || action === "again")) {
    const { retry } = task;
    const again = toRetry(draft, { kind: "delete", retry, cause, patience: patience.text }, inputs);
    if (again !== undefined) {
      draft.task = { ...task, retry: again };
      return;
    }
  }
  message.isTakenBack = false;
  if (action === "done" || action === "deleted") {
    message.shown.surely = undefined; // Nothing of it is wanted.
    if (message.ended === undefined) endMessage(draft, message, { ended: "deleted", cause }, inputs);
    message.ended = "deleted";
    message.shown.isDifferent = false;
    return;
  }
  message.isUncertain = true;
  // Slack deletes no message that still streams (S114). Then the stop was refused for another reason than that the message had ended.
  if (message.opened === "stream") addStray(draft, message.ref);
}

import { composeBatch } from "./compose-batch.ts";
import { isEmpty, withClosedCards } from "./content.ts";
import { type Draft, loseTakenBack, type MessageDraft, markUnconfirmed, startNext } from "./draft.ts";
import { toBatchOptions } from "./inputs.ts";

/**
 * The source has taken back the step that it is in. The messages that were written since are wanted as they were before it; what was not
 * sent yet is forgotten, and costs no call.
 */
export function takeBack(draft: Draft): void {
  const { inbox } = draft.inputs;
  const to = inbox.takenBack?.to ?? 0;
  const { step } = draft;
  draft.task = undefined;
  const taken = step === undefined ? [] : inbox.keptSince(step.mark).taken;
  const isShown = step !== undefined && (draft.offset > to || taken.length < draft.mark - step.mark);
  draft.effects.push({ type: "forget-taken-back", mark: isShown ? step.mark : draft.mark });
  if (!isShown) return;
  const { content: open } = composeBatch(
    step.content,
    taken,
    toBatchOptions(draft, draft.inputs, { ended: true }),
  );
  // Running cards of a message that has ended go on in a later one.
  const hasEnded = draft.messages[step.index]?.ended !== undefined;
  const content = hasEnded ? withClosedCards(open, "rotated") : open;
  draft.mark = step.mark + taken.length;
  draft.offset = Math.min(draft.offset, to);
  startNext(draft, content);
  for (const [index, message] of draft.messages.entries()) {
    if (index < step.index || message.ended === "deleted") continue;
    const isWhole = index > step.index;
    message.wanted = isWhole ? draft.next : content;
    message.end = draft.offset;
    if (isWhole) message.start = draft.offset;
    loseTakenBack(message);
    goBackTo(message, isWhole ? undefined : step);
    // The next edit takes it out.
    if (message.ended !== undefined || message.transport === "stream" || isEmpty(message.wanted)) continue;
    message.rewrite = undefined;
    markUnconfirmed(draft, message);
  }
}

/** Only what was certain before the step is still certain. */
function goBackTo({ shown }: MessageDraft, step: Draft["step"]): void {
  if (shown.surely === undefined || (step !== undefined && shown.surely.mark < step.mark)) return;
  shown.surely = step && { mark: step.mark, offset: step.offset, content: step.content };
}

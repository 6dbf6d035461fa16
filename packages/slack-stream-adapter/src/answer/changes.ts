import * as limits from "../limits.ts";
import { openMessage, type Stage } from "./answer.ts";
import { type Batch, toTakes } from "./compose-batch.ts";
import type { Content } from "./content.ts";
import { commit, type Draft, repair, takeFromInbox } from "./draft.ts";
import type { RotationStage } from "./pace.ts";
import type { Change, Step } from "./steps.ts";
import type { Below } from "./task.ts";

/** A step that needs no call to Slack. */
export function change(what: Change): Step {
  return { type: "change", change: what };
}

export function enterStage(stage: Stage): Step {
  return change((draft) => {
    draft.stage = stage;
  });
}

/** Takes a batch that shows nothing now. This message, or the next one, begins with its changes. */
export function takeUnseen(batch: Batch): Step {
  const changed: Change = (draft) => {
    draft.task = undefined;
    takeQuietly(draft, batch);
  };
  return { type: "change", change: changed, isUnseen: true };
}

/** There is nothing to write. The last line stays until other content replaces it. */
export function leaveAsIs(batch: Batch | undefined): Change {
  return (draft) => {
    if (batch !== undefined) takeQuietly(draft, batch);
    const message = openMessage(draft);
    if (message !== undefined) message.shown.surely = undefined;
  };
}

/** If no text could be taken, it waits for more text. */
function takeQuietly(draft: Draft, batch: Batch): void {
  const message = openMessage(draft);
  const { mark } = draft;
  if (message === undefined) {
    takeFromInbox(draft, batch);
    draft.next = batch.content;
  } else commit(draft, message, batch, "unconfirmed");
  if (draft.mark === mark && batch.left === undefined) waitForMore(draft);
}

export const takeAll: Change = (draft) => takeFromInbox(draft, { takes: toTakes(draft.inputs.inbox.items) });

export function pressRotation(stage: RotationStage): Change {
  return (draft) => {
    const message = openMessage(draft);
    if (message !== undefined) message.rotation = stage;
    draft.effects.push({ type: "release" });
    draft.task = { type: "rotate" };
  };
}

export const endTask: Change = (draft) => {
  if (draft.task?.type === "pause" && draft.stage === "running") waitForMore(draft);
  draft.task = undefined;
};

function waitForMore(draft: Draft): void {
  draft.pace.notBefore = draft.inputs.now + limits.holdBackMs;
}

/** Writes an ended message whole with other content. The last message also gets the notices and blocks below the answer. */
export function rewrite(index: number, content: Content, below?: Below): Step {
  return change((draft) => {
    const message = draft.messages[index];
    if (message === undefined) return;
    message.wanted = content;
    message.shown.isDifferent = true;
    repair(draft, message, below);
  });
}

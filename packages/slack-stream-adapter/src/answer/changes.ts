import { limits } from "../limits.ts";
import type { MessageRef } from "../slack/slack-calls.ts";
import { openMessage, type Stage } from "./answer.ts";
import type { Batch } from "./compose-batch.ts";
import type { Content } from "./content.ts";
import { commit, type Draft, take } from "./draft.ts";
import type { Inputs } from "./inputs.ts";
import { closeEdited } from "./settle-close.ts";
import { adopt, isOnlyAttempt } from "./settle-open.ts";
import { endWrite } from "./settle-write.ts";
import type { Change, Step } from "./steps.ts";
import { type CloseTask, type LookUpTask, type RotateTask, toRepairTask, type WriteTask } from "./task.ts";

/** A step that needs no call to Slack. */
export function change(what: Change): Step {
  return { type: "change", change: what };
}

export function enterStage(stage: Stage): Step {
  return change((draft) => {
    draft.stage = stage;
  });
}

/** Takes a batch that shows nothing, or nothing yet. This message, or the next one, begins with its changes. */
export function takeUnseen(batch: Batch): Step {
  const changed: Change = (draft, inputs) => {
    const message = openMessage(draft);
    const { mark } = draft;
    draft.task = undefined;
    if (message === undefined) {
      take(draft, batch);
      draft.next = batch.content;
    } else commit(draft, message, { batch, isConfirmed: false }, inputs);
    draft.pace.stuck = draft.mark === mark && batch.left === undefined;
    if (draft.pace.stuck) waitForMore(draft, inputs);
  };
  return { type: "change", change: changed, isUnseen: true };
}

export const takeAll: Change = (draft, { inbox }) =>
  take(draft, { takes: inbox.items.map((item) => (item.type === "text" ? item.text.length : "item")) });

/** There is nothing to write: the last line stays until there is something to take its place. */
export function leaveAsIs(batch: Batch | undefined): Change {
  return (draft, inputs) => {
    const message = openMessage(draft);
    const { mark } = draft;
    if (message === undefined) return;
    if (batch !== undefined) commit(draft, message, { batch, isConfirmed: false }, inputs);
    message.shown.surely = undefined;
    draft.pace.stuck = batch !== undefined && draft.mark === mark && batch.left === undefined;
    if (draft.pace.stuck) waitForMore(draft, inputs);
  };
}

/** The message had only cards, and they are left out: nothing is sent. */
export function writeNothing(task: WriteTask): Change {
  return (draft, inputs) => {
    const message = draft.messages[task.index];
    if (message !== undefined) message.shown.surely = undefined;
    endWrite(draft, task, "written", inputs);
  };
}

/** A message that is edited needs no stop. */
export function closeWithoutStop(task: CloseTask): Change {
  return (draft, inputs) => closeEdited(draft, task, inputs);
}

export function adoptLate({ opening }: LookUpTask, ref: MessageRef): Change {
  return (draft, inputs) => adopt(draft, opening, { ref, isConfirmed: isOnlyAttempt(draft) }, inputs);
}

export function repair(task: WriteTask, stage: Stage): Step {
  return change((draft) => {
    draft.stage = stage;
    draft.task = task;
  });
}

export function pressRotation(stage: RotateTask["stage"]): Change {
  return (draft) => {
    const message = openMessage(draft);
    if (message !== undefined) message.rotation = stage;
    draft.effects.push({ type: "release" });
    draft.task = { type: "rotate", stage };
  };
}

/** The text goes on until there is a place to end the message at. */
export const dropTask: Change = (draft) => {
  draft.task = undefined;
};

export const resumeAfterPause: Change = (draft, inputs) => {
  if (draft.task?.type === "pause" && draft.stage === "running") waitForMore(draft, inputs);
  draft.task = undefined;
};

export const skipKeepalive: Change = (draft, { now }) => {
  const message = openMessage(draft);
  if (message !== undefined) message.keepaliveTriedAt = now;
};

/** Text that can't be shown yet waits for more. */
function waitForMore(draft: Draft, { now }: Inputs): void {
  draft.pace.stuck = true;
  draft.pace.notBefore = now + limits.holdBackMs;
}

/** A message that has ended is written whole with other content, and the last one with what belongs below the answer. */
export function rewrite(
  index: number,
  content: Content,
  below: Partial<Pick<WriteTask, "last" | "notice">> = {},
): Step {
  return change((draft, inputs) => {
    const message = draft.messages[index];
    if (message === undefined) return;
    message.wanted = content;
    message.shown.differs = true;
    draft.task = toRepairTask({ index, ...below }, message, inputs);
  });
}

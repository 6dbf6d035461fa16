import { plainLetters } from "../markdown/compose.ts";
import type { SlackBlock } from "../types/index.ts";
import { type Answer, isKnown, lastMessage, messagesOf, openMessage } from "./answer.ts";
import { change, enterStage, repair, takeAll } from "./changes.ts";
import { type Content, isEmpty, withClosedCards } from "./content.ts";
import { belongsBelow, composeNext, type Inputs, statusAtEnd, toEndNotice } from "./inputs.ts";
import type { LateMessage } from "./make-calls.ts";
import { planClose, planOpen, planWrite, toLineTask } from "./plan-calls.ts";
import { conclude, stopByUser } from "./settle-end.ts";
import type { Step } from "./steps.ts";
import { toCloseTask, toRepairTask } from "./task.ts";
import { toMessageContent, toTables } from "./whole-form.ts";

export function planFinish(answer: Answer, inputs: Inputs): Step {
  switch (answer.stage) {
    case "text":
      return planText(answer, inputs) ?? enterStage("request");
    case "request": {
      const request = toLoneNotice(answer, inputs);
      if (request === undefined || answer.requested) return enterStage("text-below-request");
      return planOpen(answer, toLineTask(answer, { line: request, purpose: "request" }, inputs), inputs);
    }
    case "text-below-request":
      return planText(answer, inputs) ?? enterStage("below");
    case "below":
      return planBelow(answer, inputs);
    case "repairs":
      return planLaterRepairs(answer, inputs) ?? enterStage("strays");
    case "strays":
      return planStrays(answer, inputs) ?? planLookForStrays(answer, inputs) ?? enterStage("session-status");
    case "session-status":
      return planStatus(answer, inputs) ?? enterStage("done");
    default:
      return change(conclude);
  }
}

/** Text that a message can't take after all, or may not hold, goes on in another one. */
function planText(answer: Answer, inputs: Inputs): Step | undefined {
  const { inbox } = inputs;
  const message = openMessage(answer);
  if (message === undefined && !inbox.pending) return undefined;
  // Beside a newer answer no message of this one is opened any more.
  if (message === undefined && answer.ending === "aborted" && inputs.stopped === "newer-answer")
    return change(takeAll);
  const batch = composeNext(answer, inputs, { ended: true });
  if (message === undefined && batch.chunks.length === 0 && !batch.full)
    return showsSomething(answer, inputs) ? undefined : change(takeAll);
  if (message === undefined || batch.full) return planWrite(answer, { ended: true, batch }, inputs);
  // A message that has but a line of ours in it is not left with what is no longer true.
  const notice = isEmpty(batch.content) ? "end-or-tool" : "end";
  const cards = answer.ending === "completed" ? "completed" : "failed";
  return planClose(
    answer,
    toCloseTask({ ended: "stopped", tail: batch, last: true, cards, notice }, message, inputs),
    inputs,
  );
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
  if (inbox.pending) return undefined;
  // A post is not edited, so that what it has no room for is one by itself.
  if (isPosted(inputs) && messages.at(-1)?.ended === "full") return toEndNotice(answer, inputs, "something");
  if (messages.some(({ ended }) => ended !== "deleted")) return undefined;
  if (messages.length === 0) return toEndNotice(answer, inputs, "nothing");
  const isAwaited = answer.ending === "completed" && agent.waiting.count > 0;
  return isAwaited ? toEndNotice(answer, inputs, "something") : undefined;
}

function isPosted({ settings }: Inputs): boolean {
  return settings.transport === "post";
}

/** The content that a repair writes below the end of the answer. */
const below = { last: "with-decorations", notice: "end" } as const;

/** The last message was closed before the end was known: what belongs below the answer is added to it. */
function planBelow(answer: Answer, inputs: Inputs): Step {
  const index = messagesOf(answer).length - 1;
  const message = lastMessage(answer);
  const isComplete =
    message === undefined ||
    isEmpty(message.wanted) ||
    message.ended === "deleted" ||
    (message.ended === "stopped" && message.endedBefore !== true) ||
    message.shown.below ||
    isPosted(inputs);
  if (isComplete || !belongsBelow(answer, below, inputs)) return enterStage("repairs");
  return repair(toRepairTask({ index, ...below }, message, inputs), "repairs");
}

function planLaterRepairs(answer: Answer, inputs: Inputs): Step | undefined {
  const index = messagesOf(answer).findIndex(({ repairLater }) => repairLater);
  const message = messagesOf(answer)[index];
  if (message === undefined) return undefined;
  const task = toRepairTask({ index, last: "bare" }, message, inputs);
  return repair(task, answer.stage);
}

/** Openings that were answered after they had been made again: their text is there twice, but they must not turn red. */
function planStrays(answer: Answer, { late, stoppedMessages }: Inputs): Step | undefined {
  const isStray = (one: LateMessage) =>
    one.call === "start" && !isKnown(answer, one) && stoppedMessages?.has(one.ts) !== true;
  const stray = answer.bareStops[0] ?? late.slice(answer.straysClosed).find(isStray);
  if (stray === undefined) return undefined;
  const ref = { channel: stray.channel, ts: stray.ts };
  return { type: "stop", ref, content: {}, task: undefined, priority: undefined };
}

/** Where a start was made again because nobody could find what the first had made, it may be there now. */
function planLookForStrays({ strays }: Answer, { deadline, target, toSlackTime }: Inputs): Step | undefined {
  const [first] = strays;
  if (first === undefined || deadline !== Number.POSITIVE_INFINITY) return undefined;
  const since = toSlackTime(first.sentAt);
  const newerThan = since === undefined ? target.threadTs : Math.floor(since / 1_000 - 1).toFixed(6);
  return { type: "look-up", task: undefined, newerThan };
}

/**
 * A message that was closed in silence left its session busy (S141), one that was posted says nothing of it, and so does the
 * sign that the agent works: nobody else will say what becomes of the session.
 */
function planStatus(answer: Answer, inputs: Inputs): Step | undefined {
  const status = statusAtEnd(inputs);
  const last = lastMessage(answer);
  const isSaid =
    last?.ended === "stopped" && last.transport === "stream" && !answer.refused.includes("session-status");
  const isBusy = inputs.agent.status.isSessionBusy;
  const isMeant = last?.opened === "stream" || status !== undefined || isBusy;
  if (last === undefined || !isMeant || (isSaid && !isBusy)) return undefined;
  return { type: "session-status", status: status ?? "active" };
}

/** We can't go on: what is open, or may be, is closed if Slack lets us, once and bare; what is errored is tried once more. */
export function planFailing(answer: Answer, inputs: Inputs): Step {
  const [ref] = answer.bareStops;
  if (ref !== undefined) return { type: "stop", ref, content: {}, task: undefined, priority: undefined };
  return planLaterRepairs(answer, inputs) ?? change(conclude);
}

/**
 * P4: stop wins over all else, however late. Nothing is written any more. The session's status is put back, because Slack
 * leaves that to the app (S140). Slack's event names the messages that it has stopped (S137): one that was opened since, or
 * that was being opened, is not among them, and nobody but we would stop it.
 */
export function planAfterUserStop(answer: Answer, inputs: Inputs): Step {
  switch (answer.stage) {
    case "stopped":
      if (answer.pace.firstCallAt === undefined) return enterStage("stopped-start");
      return { type: "session-status", status: inputs.settings.sessionStatus ?? "active" };
    case "stopped-start":
      return (
        planUnheard(answer, inputs) ??
        (inputs.stoppedMessages && planStrays(answer, inputs)) ??
        planStopNotice(answer, inputs) ??
        change(conclude)
      );
    default:
      return change(stopByUser);
  }
}

/** A start that was under way when the user pressed stop may have made a message that the event does not name. */
function planUnheard(
  { bareStops }: Answer,
  { now, settings, stoppedMessages, underWay }: Inputs,
): Step | undefined {
  if (stoppedMessages === undefined || underWay === undefined) return undefined;
  if (underWay.step.type !== "start" && bareStops.length === 0) return undefined;
  const until = underWay.sentAt + settings.callTimeoutMs;
  return now >= until ? undefined : { type: "wait", until, isIdle: false };
}

/**
 * The one thing that may be written after a user's stop, if it was asked for: the stopped message with what it surely shows,
 * a line below it, and what was still open closed.
 */
function planStopNotice(answer: Answer, inputs: Inputs): Step | undefined {
  const { agent, deadline, mentions, settings, underWay } = inputs;
  const message = lastMessage(answer);
  if (!settings.stopNotice || message?.ended !== "user-stop" || underWay !== undefined) return undefined;
  if (deadline !== Number.POSITIVE_INFINITY) return undefined;
  const shown = message.shown.surely?.content ?? message.wanted;
  const content = toMessageContent(toStopped(shown, agent.waiting.blocks), {
    prefer: "markdown",
    taskDisplayMode: settings.taskDisplayMode,
    mentions,
    tables: toTables(answer),
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

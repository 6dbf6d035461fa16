import { toSettledTitle } from "../agent/approvals.ts";
import { plainLetters } from "../markdown/compose.ts";
import type { SlackBlock } from "../types/index.ts";
import { type Lane, lastMessage, laterCards, openMessage, takesCards, writesUntil } from "./answer.ts";
import { type Card, findCard, hasTextsOf, isOpen } from "./cards.ts";
import { change, enterStage, rewrite, takeAll } from "./changes.ts";
import { type Content, holdsMore, isEmpty, withClosedCards, withoutSome } from "./content.ts";
import {
  belongsBelow,
  composeNext,
  type Inputs,
  statusAtEnd,
  toCardsAtEnd,
  toEndNotice,
  toForm,
} from "./inputs.ts";
import type { UnderWay } from "./make-calls.ts";
import { planClose, planDueRewrite, planOpen, planRewrite, planWrite, toLineTask } from "./plan-calls.ts";
import { conclude, stopByUser } from "./settle-end.ts";
import { type Step, waitUntil } from "./steps.ts";
import { planBareStops, planStrays } from "./strays.ts";
import { toCloseTask, toRepairTask } from "./task.ts";
import { toMessageContent } from "./whole-form.ts";

/** The stages after the source's end, in order. */
const stages = ["text", "below", "repairs", "strays", "session-status"] as const;

/** Returns the next step of the first stage that has something left to do. A step of its own enters each stage. */
export function planFinish(lane: Lane, inputs: Inputs): Step {
  let isPast = true;
  for (const stage of stages) {
    isPast &&= stage !== lane.stage;
    if (isPast) continue;
    const step = planStage(stage, lane, inputs);
    if (step !== undefined) return stage === lane.stage ? step : enterStage(stage);
  }
  return change(conclude);
}

function planStage(stage: (typeof stages)[number], lane: Lane, inputs: Inputs): Step | undefined {
  switch (stage) {
    case "text":
      return planText(lane, inputs) ?? planRequest(lane, inputs);
    case "below":
      return planLeftCards(lane) ?? planBelow(lane, inputs);
    case "repairs":
      return planMoved(lane, undefined) ?? planDueRewrite(lane, "later", inputs);
    case "strays":
      return planStrays(lane, inputs);
    case "session-status":
      return planStatus(lane, inputs);
  }
}

/** The main lane waits for the other lane to end, but not longer than it may write. */
function waitsForOthers(lane: Lane, inputs: Inputs): boolean {
  if (lane.kind !== "main" || inputs.now >= writesUntil(lane, inputs)) return false;
  return inputs.beside.some(({ stage }) => stage !== "over");
}

/** Text for which a message has no room goes into another message. */
function planText(lane: Lane, inputs: Inputs): Step | undefined {
  const { inbox } = inputs;
  const message = openMessage(lane);
  if (message === undefined && !inbox.pending) return undefined;
  // A newer answer has taken over, so this one opens no message any more.
  if (message === undefined && lane.ending === "aborted" && inputs.stopped === "newer-answer")
    return change(takeAll);
  const batch = composeNext(lane, inputs, { ended: true });
  // The title of a plan alone opens no further message.
  const isNothing = lane.messages.length > 0 ? isEmpty(batch.content) : batch.chunks.length === 0;
  if (message === undefined && isNothing && !batch.isFull)
    return showsSomething(lane, inputs) ? undefined : change(takeAll);
  if (message === undefined || batch.isFull) return planWrite(lane, { ended: true, batch }, inputs);
  const closing = { ended: "stopped", tail: batch, below: "all" } as const;
  const cards = toCardsAtEnd(lane, batch, inputs);
  return planClose(lane, toCloseTask({ ...closing, cards }, message, inputs), inputs);
}

/**
 * Leaves out marks without text, such as the end of a fence that was closed with its message. Leaves out cards that Slack refuses too.
 */
function showsSomething(lane: Lane, { inbox }: Inputs): boolean {
  return inbox.items.some((item) =>
    item.type === "text"
      ? plainLetters(item.text) !== ""
      : item.type === "chunk" && item.chunk.type !== "plan_update" && takesCards(lane),
  );
}

function planRequest(lane: Lane, inputs: Inputs): Step | undefined {
  if (waitsForOthers(lane, inputs)) return waitUntil(Number.POSITIVE_INFINITY);
  const line = lane.isRequestPosted ? undefined : toLoneNotice(lane, inputs);
  if (line === undefined) return undefined;
  return planOpen(lane, toLineTask(lane, line, "request", inputs), inputs);
}

/** Posts a notice if there is no message to put it below. If somebody deleted the answer, only a request that waits for a person is posted. */
function toLoneNotice(lane: Lane, inputs: Inputs): string | undefined {
  const { agent, inbox } = inputs;
  const messages = lane.messages;
  if (inbox.pending) return undefined;
  // The post is not edited, so a notice that has no room in it is a post of its own.
  if (lane.allowed === "post" && messages.at(-1)?.ended === "full")
    return toEndNotice(lane, inputs, "something");
  if (messages.some(({ ended }) => ended !== "deleted")) return undefined;
  const isShownBeside = inputs.beside.some((one) => one.messages.length > 0);
  if (messages.length === 0) return toEndNotice(lane, inputs, isShownBeside ? "something" : "nothing");
  const isAwaited = lane.ending === "completed" && agent.waiting.length > 0;
  return isAwaited ? toEndNotice(lane, inputs, "something") : undefined;
}

/**
 * A running card must not look done. As soon as a later message shows the card with all its texts, it is removed from the earlier message. If
 * an earlier edit of that message hangs, the text does not wait for it.
 */
export function planMoved(lane: Lane, underWay: UnderWay | undefined): Step | undefined {
  // A line in an earlier post does not show the state of the card.
  if (lane.allowed === "post") return undefined;
  const busy = underWay !== undefined && "ref" in underWay.step ? underWay.step.ref.ts : undefined;
  for (const [index, { ended, ref, wanted }] of lane.messages.entries()) {
    const isMoved = (card: Card) =>
      card.goesOn === true && laterCards(lane, index, card.id).some((later) => hasTextsOf(later, card));
    const isFree = ended !== "deleted" && ref.ts !== busy;
    if (isFree && wanted.cards.some(isMoved) && holdsMore(wanted))
      return rewrite(index, withoutSome(wanted, isMoved));
  }
  return undefined;
}

/** A card that should have moved to a later message, but did not, ends where it is with its last state. */
function planLeftCards(lane: Lane): Step | undefined {
  if (lane.allowed === "post") return undefined;
  const { messages } = lane;
  const { allCards } = lane.next;
  const isFailing = lane.stage === "failing";
  for (const [index, { ended, wanted }] of messages.entries()) {
    const isShownLater = ({ id }: Card) => laterCards(lane, index, id).length > 0;
    const isLeft = (card: Card) =>
      isFailing ? isOpen(card) && !card.isAsked : card.goesOn && !card.isAsked && !isShownLater(card);
    const isClosedWell = ended === "full" || ended === "rotated";
    if (ended === "deleted" || (isFailing && !isClosedWell) || !wanted.cards.some(isLeft)) continue;
    const cards = wanted.cards.map((card): Card => {
      const { status, title } = findCard(allCards, card.id) ?? card;
      return isLeft(card) ? { ...card, goesOn: undefined, status, title } : card;
    });
    const isCompleted = lane.ending === "completed" && !isFailing;
    const content = withClosedCards({ ...wanted, cards }, isCompleted ? "completed" : "failed");
    const isLast = index === messages.length - 1 && !isFailing;
    return rewrite(index, content, isLast ? "all" : "nothing");
  }
  return undefined;
}

/** The last message was closed before the source ended. The notices and blocks below the answer are added to it. */
function planBelow(lane: Lane, inputs: Inputs): Step | undefined {
  const index = lane.messages.length - 1;
  const message = lastMessage(lane);
  const isComplete =
    message === undefined ||
    isEmpty(message.wanted) ||
    message.ended === "deleted" ||
    message.shown.hasBelow ||
    lane.allowed === "post";
  if (isComplete || !belongsBelow(lane, "all", message.wanted, inputs)) return undefined;
  return planRewrite(lane, toRepairTask({ index, below: "all" }, message, inputs), inputs);
}

/**
 * Sets the session's last status. Nothing else sets it if the last message was closed without one (S141), if it was posted, or if only the
 * status line showed that the agent works.
 */
function planStatus(lane: Lane, inputs: Inputs): Step | undefined {
  if (lane.kind === "cards") return undefined;
  const status = statusAtEnd(inputs);
  // A stream sets it with its stop.
  const speaker = [...inputs.beside, lane].find((one) => lastMessage(one)?.opened === "stream") ?? lane;
  const last = lastMessage(speaker);
  const isSaid =
    last?.ended === "stopped" && last.transport === "stream" && !speaker.refused.includes("session-status");
  const isBusy = inputs.agent.status?.isSessionBusy;
  const isMeant = last?.opened === "stream" || status !== undefined || isBusy;
  if (last === undefined || !isMeant || (isSaid && !isBusy)) return undefined;
  return { type: "session-status", status: status ?? "active" };
}

/** The answer has failed. Messages that are open, or may be, are stopped without content. Errored messages are written once more. */
export function planFailing(lane: Lane, inputs: Inputs): Step {
  return (
    planBareStops(lane, inputs) ??
    planLeftCards(lane) ??
    planDueRewrite(lane, "later", inputs) ??
    planStrays(lane, inputs) ??
    change(conclude)
  );
}

/**
 * P4: a user's stop wins over everything else, even if it comes late. The library writes nothing more. It resets the session's status, because
 * Slack leaves this to the app (S140). Slack's event names the messages that Slack has stopped (S137). It does not name a message that was
 * opened later or was being opened, so the library stops that one.
 */
export function planAfterUserStop(lane: Lane, inputs: Inputs): Step {
  switch (lane.stage) {
    case "stopped":
      if (lane.kind === "cards" || !hasCalled([lane, ...inputs.beside])) return enterStage("stopped-start");
      return { type: "session-status", status: inputs.settings.sessionStatus ?? "active" };
    case "stopped-start":
      return (
        planUnheard(lane, inputs) ??
        (inputs.stoppedMessages && planBareStops(lane, inputs)) ??
        planStopNotice(lane, inputs) ??
        change(conclude)
      );
    default:
      return change(stopByUser);
  }
}

function hasCalled(lanes: readonly Lane[]): boolean {
  return lanes.some(({ pace }) => pace.firstCallAt !== undefined);
}

/** A start that was under way when the user pressed stop may have made a message that the event does not name. */
function planUnheard(lane: Lane, inputs: Inputs): Step | undefined {
  const { now, settings, stoppedMessages, underWay } = inputs;
  if (stoppedMessages === undefined || underWay === undefined) return undefined;
  if (underWay.step.type !== "start" && planBareStops(lane, inputs) === undefined) return undefined;
  const until = underWay.sentAt + settings.callTimeoutMs;
  return now >= until ? undefined : waitUntil(until);
}

/**
 * The only call that may write after a user's stop, and only with `stopNotice`. It writes the stopped message with its confirmed content and a
 * line below it, and closes open marks and cards.
 */
function planStopNotice(lane: Lane, inputs: Inputs): Step | undefined {
  const { agent, deadline, settings, underWay } = inputs;
  const message = lastMessage(lane);
  if (lane.kind === "cards" || !settings.stopNotice || message?.ended !== "user-stop") return undefined;
  if (underWay !== undefined || deadline !== Number.POSITIVE_INFINITY) return undefined;
  const shown = message.shown.surely?.content ?? message.wanted;
  // Nothing is known for certain, so an edit could take away what the message shows.
  if (isEmpty(shown)) return undefined;
  const asking = agent.waiting.flatMap(({ blocks }) => blocks);
  const form = { ...toForm(lane, inputs), notice: settings.stopNotice };
  const content = toMessageContent(toStopped(shown, asking), form);
  return content && { type: "update", ref: message.ref, content, task: undefined, priority: undefined };
}

/** Open cards end as errors, the plan says why, and no approval is asked for any more. */
function toStopped(content: Content, asking: readonly SlackBlock[]): Content {
  const closed = withClosedCards(content, "failed");
  const parts = closed.parts.filter(
    (part) => part.type !== "blocks" || !part.blocks.every((block) => asking.includes(block)),
  );
  const cards = closed.cards.map((card) => ({
    ...card,
    title: toSettledTitle(card.title, "Withdrawn") ?? card.title,
  }));
  return { ...closed, cards, parts, planTitle: closed.planTitle === undefined ? undefined : "Stopped" };
}

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

/** The next step of the stage in which something is left to do: a stage is entered first. */
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

/** The main lane ends last, but not later than it may write. */
function waitsForOthers(lane: Lane, inputs: Inputs): boolean {
  if (lane.kind !== "main" || inputs.now >= writesUntil(lane, inputs)) return false;
  return inputs.beside.some(({ stage }) => stage !== "over");
}

/** Text that a message can't take after all, or may not hold, goes on in another one. */
function planText(lane: Lane, inputs: Inputs): Step | undefined {
  const { inbox } = inputs;
  const message = openMessage(lane);
  if (message === undefined && !inbox.pending) return undefined;
  // Beside a newer answer no message of this one is opened any more.
  if (message === undefined && lane.ending === "aborted" && inputs.stopped === "newer-answer")
    return change(takeAll);
  const batch = composeNext(lane, inputs, { ended: true });
  // The title of a plan alone opens no message beside those that were shown.
  const isNothing = lane.messages.length > 0 ? isEmpty(batch.content) : batch.chunks.length === 0;
  if (message === undefined && isNothing && !batch.isFull)
    return showsSomething(lane, inputs) ? undefined : change(takeAll);
  if (message === undefined || batch.isFull) return planWrite(lane, { ended: true, batch }, inputs);
  const closing = { ended: "stopped", tail: batch, below: "all" } as const;
  const cards = toCardsAtEnd(lane, batch, inputs);
  return planClose(lane, toCloseTask({ ...closing, cards }, message, inputs), inputs);
}

/**
 * Marks that have nothing left to mark, such as the end of a fence that was closed with its message, are not shown; nor are
 * cards that Slack does not take.
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
  return planOpen(lane, toLineTask(lane, { line, purpose: "request" }, inputs), inputs);
}

/** A notice without a message to stand below. After somebody deleted the answer, only a request that waits for somebody is posted. */
function toLoneNotice(lane: Lane, inputs: Inputs): string | undefined {
  const { agent, inbox } = inputs;
  const messages = lane.messages;
  if (inbox.pending) return undefined;
  // A post is not edited, so that what it has no room for is one by itself.
  if (lane.allowed === "post" && messages.at(-1)?.ended === "full")
    return toEndNotice(lane, inputs, "something");
  if (messages.some(({ ended }) => ended !== "deleted")) return undefined;
  const isShownBeside = inputs.beside.some((one) => one.messages.length > 0);
  if (messages.length === 0) return toEndNotice(lane, inputs, isShownBeside ? "something" : "nothing");
  const isAwaited = lane.ending === "completed" && agent.waiting.count > 0;
  return isAwaited ? toEndNotice(lane, inputs, "something") : undefined;
}

/**
 * A running card must not look done: when a later message shows a card with all its texts, it leaves the message that ended before. If an
 * earlier edit of that message hangs, the text does not wait for it.
 */
export function planMoved(lane: Lane, underWay: UnderWay | undefined): Step | undefined {
  // Its line in an earlier post says nothing of a card that goes on.
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

/** A card that was to go on in a later message, and never did, ends where it is, as the source left it. */
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

/** The last message was closed before the end was known: what belongs below the answer is added to it. */
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
 * A message that was closed in silence left its session busy (S141), one that was posted says nothing of it, and so does the
 * sign that the agent works: nobody else will say what becomes of the session.
 */
function planStatus(lane: Lane, inputs: Inputs): Step | undefined {
  if (lane.kind === "cards") return undefined;
  const status = statusAtEnd(inputs);
  // A stream says it at its stop.
  const speaker = [...inputs.beside, lane].find((one) => lastMessage(one)?.opened === "stream") ?? lane;
  const last = lastMessage(speaker);
  const isSaid =
    last?.ended === "stopped" && last.transport === "stream" && !speaker.refused.includes("session-status");
  const isBusy = inputs.agent.status?.isSessionBusy;
  const isMeant = last?.opened === "stream" || status !== undefined || isBusy;
  if (last === undefined || !isMeant || (isSaid && !isBusy)) return undefined;
  return { type: "session-status", status: status ?? "active" };
}

/** We can't go on: what is open, or may be, is closed if Slack lets us, once and bare; what is errored is tried once more. */
export function planFailing(lane: Lane, inputs: Inputs): Step {
  return (
    planBareStops(lane, inputs) ??
    planLeftCards(lane) ??
    planDueRewrite(lane, "later", inputs) ??
    change(conclude)
  );
}

/**
 * P4: stop wins over all else, however late. Nothing is written any more. The session's status is put back, because Slack
 * leaves that to the app (S140). Slack's event names the messages that it has stopped (S137): one that was opened since, or
 * that was being opened, is not among them, and nobody but we would stop it.
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
function planUnheard(
  { strays }: Lane,
  { now, settings, stoppedMessages, underWay }: Inputs,
): Step | undefined {
  if (stoppedMessages === undefined || underWay === undefined) return undefined;
  if (underWay.step.type !== "start" && strays.open.length === 0) return undefined;
  const until = underWay.sentAt + settings.callTimeoutMs;
  return now >= until ? undefined : waitUntil(until);
}

/**
 * The one thing that may be written after a user's stop, if it was asked for: the stopped message with what it surely shows,
 * a line below it, and what was still open closed.
 */
function planStopNotice(lane: Lane, inputs: Inputs): Step | undefined {
  const { agent, deadline, settings, underWay } = inputs;
  const message = lastMessage(lane);
  if (
    lane.kind === "cards" ||
    !settings.stopNotice ||
    message?.ended !== "user-stop" ||
    underWay !== undefined
  )
    return undefined;
  if (deadline !== Number.POSITIVE_INFINITY) return undefined;
  const shown = message.shown.surely?.content ?? message.wanted;
  const content = toMessageContent(toStopped(shown, agent.waiting.blocks), {
    ...toForm(lane, inputs),
    notice: settings.stopNotice,
  });
  return content && { type: "update", ref: message.ref, content, task: undefined, priority: undefined };
}

/** Cards that are open end as errors, the plan says why, and nobody is asked for an approval any more. */
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

import type { WithholdingSink } from "../agent/reply-gate.ts";
import type { Settings } from "../options/settings.ts";
import { isDirect } from "../slack/recipients.ts";
import type { StreamTarget } from "../types/index.ts";
import { type Answer, createLane, type Lane, laneOf } from "./answer.ts";
import { recallFallback } from "./fall-back.ts";
import type { Inputs } from "./inputs.ts";
import { plan } from "./plan.ts";
import type { Result } from "./results.ts";
import { settle } from "./settle.ts";
import type { Step } from "./steps.ts";

/** The answer before its first call: one lane, or two in a shared channel. */
export function createAnswer(settings: Settings, target: StreamTarget): Answer {
  const { clock, transport } = settings;
  const remembered = recallFallback(target, clock.shared);
  const toMain = (allowed: Lane["allowed"]) => {
    const fallbackReason = allowed === "auto" ? remembered : undefined;
    return createLane(settings, { kind: "main", allowed, fallbackReason });
  };
  if (transport !== "shared") return { lanes: [toMain(transport)], turn: 0 };
  // A card would announce a reply, but the reply may still mean silence.
  if ((settings.silentReplies ?? []).length > 0) return { lanes: [toMain("edit")], turn: 0 };
  if (!isStreamedToOne(target) || remembered !== undefined) return { lanes: [toMain("auto")], turn: 0 };
  const cards = createLane(settings, { kind: "cards", allowed: "stream", fallbackReason: undefined });
  return { lanes: [toMain("edit"), cards], turn: 0 };
}

/** In a direct message the only reader sees the native stream grow. Without a recipient there is no native stream. */
function isStreamedToOne({ channel, recipientTeamId, recipientUserId, threadTs }: StreamTarget): boolean {
  return !isDirect(channel) && [threadTs, recipientUserId, recipientTeamId].every(Boolean);
}

/** Returns the next step of one of the lanes. */
export interface Turn {
  readonly lane: number;
  readonly step: Step;
}

/** Returns the next step of an answer: the step of the first lane in turn that has one, or a wait until a lane has one. */
export function planTurn(answer: Answer, toInputs: (lane: number) => Inputs): Turn {
  const { lanes, turn } = answer;
  const waits: Extract<Step, { type: "wait" }>[] = [];
  for (let count = 0; count < lanes.length; count += 1) {
    const lane = (turn + count) % lanes.length;
    const step = plan(laneOf(answer, lane), toInputs(lane));
    if (step.type === "wait") waits.push(step);
    else if (step.type !== "done") return { lane, step };
  }
  if (waits.length === 0) return { lane: 0, step: { type: "done" } };
  return {
    lane: 0,
    step: {
      type: "wait",
      until: Math.min(...waits.map(({ until }) => until)),
      isIdle: waits.every(({ isIdle }) => isIdle),
      isTold: waits.some(({ isTold }) => isTold),
      wakesOnText: waits.some(({ wakesOnText }) => wakesOnText),
    },
  };
}

/** Returns the answer after a step of one of its lanes. */
export function settleTurn(
  answer: Answer,
  { lane, step }: { readonly lane: number; readonly step: Exclude<Step, { type: "wait" | "done" }> },
  came: { readonly result: Result; readonly sentAt: number },
  inputs: Inputs,
): Answer {
  const lanes: [Lane, ...Lane[]] = [...answer.lanes];
  lanes[lane] = settle(laneOf(answer, lane), step, came, inputs);
  const turn = step.type === "change" ? answer.turn : (lane + 1) % lanes.length;
  return { ...answer, lanes, turn };
}

/** Text and blocks go to the main lane. Cards and the title of their plan go to the other lane. */
export function shareOut(main: WithholdingSink, cards: WithholdingSink | undefined): WithholdingSink {
  if (cards === undefined) return main;
  const tellBoth = (tell: (one: WithholdingSink) => void) => {
    tell(main);
    tell(cards);
  };
  return {
    text: (text) => main.text(text),
    withhold: (text) => main.withhold(text),
    textOver: () => main.textOver?.(),
    chunk: (chunk) => (chunk.type === "blocks" ? main : cards).chunk(chunk),
    takeBack: () => tellBoth((one) => one.takeBack()),
    endStep: () => tellBoth((one) => one.endStep?.()),
    heard: () => tellBoth((one) => one.heard?.()),
    failed: (error) => tellBoth((one) => one.failed(error)),
    aborted: (reason) => tellBoth((one) => one.aborted(reason)),
    done: () => tellBoth((one) => one.done()),
    get closed() {
      return main.closed;
    },
  };
}

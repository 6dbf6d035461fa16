import type { Settings } from "../options/settings.ts";
import { createSlackCalls } from "../slack/create-slack-calls.ts";
import type { LateOutcome } from "../slack/perform-call.ts";
import { createSideCalls } from "../slack/side-calls.ts";
import type { StreamTarget } from "../types/index.ts";
import type { Delivery, LateMessage } from "./session.ts";

/** The calls to a target, and where those of them arrive that are answered too late. */
export function createDelivery(target: StreamTarget, settings: Settings): Delivery {
  const late: LateMessage[] = [];
  const calls = createSlackCalls(target, {
    ...settings,
    onLate: toLateListener(late),
  });
  return { target, settings, calls, side: createSideCalls(target, settings), late };
}

/** A start that was answered after its deadline has made a message. */
export function toLateListener(late: LateMessage[]): (answered: LateOutcome) => void {
  return ({ kind, outcome, sentAt }) => {
    if (kind === "start" && outcome.type === "applied") late.push({ ...outcome, sentAt });
  };
}

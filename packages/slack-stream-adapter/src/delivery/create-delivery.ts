import type { Settings } from "../options.ts";
import { createSlackCalls } from "../slack/create-slack-calls.ts";
import { createSideCalls } from "../slack/side-calls.ts";
import type { StreamTarget } from "../types.ts";
import type { Delivery, LateMessage } from "./session.ts";

/** The calls to a target, and where those of them arrive that are answered too late. */
export function createDelivery(target: StreamTarget, settings: Settings): Delivery {
  const late: LateMessage[] = [];
  const calls = createSlackCalls(target, {
    ...settings,
    onLate: ({ kind, outcome, sentAt }) => {
      if (kind === "start" && outcome.type === "applied") late.push({ ...outcome, sentAt });
    },
  });
  return { target, settings, calls, side: createSideCalls(target, settings), late };
}

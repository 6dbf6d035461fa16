import type { Settings } from "../options.ts";
import { createSlackCalls } from "../slack/create-slack-calls.ts";
import { createSideCalls } from "../slack/side-calls.ts";
import type { MessageRef } from "../slack/slack-calls.ts";
import type { StreamTarget } from "../types.ts";
import type { Delivery } from "./session.ts";

/** The calls to a target, and where those of them arrive that are answered too late. */
export function createDelivery(target: StreamTarget, settings: Settings): Delivery {
  const late: MessageRef[] = [];
  const calls = createSlackCalls(target, {
    ...settings,
    onLate: ({ kind, outcome }) => {
      if (kind === "start" && outcome.type === "applied")
        late.push({ channel: outcome.channel, ts: outcome.ts });
    },
  });
  return { target, settings, calls, side: createSideCalls(target, settings), late };
}

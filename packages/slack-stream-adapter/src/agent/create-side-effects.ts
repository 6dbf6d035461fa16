import type { Settings } from "../options/settings.ts";
import type { SideCalls } from "../slack/side-calls.ts";
import type { StreamTarget } from "../types/index.ts";
import { beginReactions, noReactions, type Reactions } from "./reactions.ts";
import { createStatusLine, noStatusLine, type StatusLine } from "./status-line.ts";

/** What is shown beside the messages of an answer. */
export interface SideEffects {
  readonly status: StatusLine;
  readonly reactions: Reactions;
}

/** Without calls of their own, as where somebody else sees to them, there are none. */
export function createSideEffects(
  calls: SideCalls | undefined,
  target: StreamTarget,
  settings: Settings,
): SideEffects {
  if (calls === undefined) return { status: noStatusLine, reactions: noReactions };
  const { clock, reactions } = settings;
  const { threadTs } = target;
  const status = toStatus(settings);
  return {
    status:
      status === undefined || threadTs === undefined
        ? noStatusLine
        : createStatusLine({ calls, clock, status }),
    reactions: reactions === undefined ? noReactions : beginReactions(reactions, { calls, clock, threadTs }),
  };
}

function toStatus({ reasoning, status }: Settings) {
  if (status === false) return undefined;
  if (status === undefined) return reasoning === "status" ? { text: "is thinking…" } : undefined;
  return typeof status === "string" ? { text: status } : status;
}

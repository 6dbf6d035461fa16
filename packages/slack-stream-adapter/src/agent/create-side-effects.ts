import type { OwnedClock } from "../clock.ts";
import type { Settings } from "../options/settings.ts";
import { capabilitiesFor } from "../slack/capability-memory.ts";
import type { SideCalls, ThreadStatus } from "../slack/side-calls.ts";
import { toAccountKey } from "../slack/workspace-key.ts";
import type { StreamTarget } from "../types/index.ts";
import { beginReactions, noReactions, type Reactions } from "./reactions.ts";
import {
  createStatusLine,
  noStatusLine,
  type StatusForm,
  type StatusLine,
  type StatusRefusals,
} from "./status-line.ts";

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
        : createStatusLine({
            calls,
            clock,
            status,
            toSessionAtEnd: () => settings.sessionStatus ?? "active",
            refusals: createRefusals(target, clock),
          }),
    reactions: reactions === undefined ? noReactions : beginReactions(reactions, { calls, clock, threadTs }),
  };
}

/** Where Slack does not let the app show that it works in this form, it does so in no thread of the workspace. */
function createRefusals(target: StreamTarget, clock: OwnedClock): StatusRefusals {
  const memory = capabilitiesFor(clock.shared);
  const toPlace = (form: StatusForm) => `${toAccountKey(target)} status in ${form}`;
  return {
    isRemembered: (form) => memory.recall(toPlace(form), clock.now()) !== undefined,
    remember: (form, code) => memory.remember(toPlace(form), { code, nowMs: clock.now() }),
  };
}

function toStatus({ status }: Settings): ThreadStatus | undefined {
  if (status === false) return undefined;
  return typeof status === "string" ? { text: status } : (status ?? { text: "is thinking…" });
}

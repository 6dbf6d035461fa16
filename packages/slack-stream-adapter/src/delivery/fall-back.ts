import type { Clock } from "../clock.ts";
import { capabilitiesFor } from "../slack/capability-memory.ts";
import type { Applied, Outcome } from "../slack/outcome.ts";
import { toPlaceKey } from "../slack/workspace-key.ts";
import type { StreamTarget } from "../types/index.ts";
import { toStreamError } from "./failures.ts";
import type { Session } from "./session.ts";

/** Native streaming can't serve this target: from now on it is post and edit, unless that was ruled out. */
export function fallBack(session: Session, refused: Exclude<Outcome, Applied>): void {
  const { observer, settings, target } = session;
  if (settings.transport === "stream") throw toStreamError("chat.startStream", refused);
  session.transport = "edit";
  session.fallbackReason ??= refused.code;
  observer.emit({ type: "fallback", reason: refused.code });
  const nowMs = settings.clock.now();
  const lasting = refused.type === "refused" && refused.permanence === "lasting";
  if (lasting)
    capabilitiesFor(settings.clock.shared).remember(placeOf(target), { code: refused.code, nowMs });
  warnOnce(session, refused.code);
}

/** The code with which native streaming was refused here within the last hour. */
export function recallFallback(target: StreamTarget, clock: Clock): string | undefined {
  return capabilitiesFor(clock).recall(placeOf(target), clock.now());
}

function placeOf(target: StreamTarget): string {
  return toPlaceKey(target, target.channel);
}

const warned = new Set<string>();
const mostWarnings = 100;

const missing: Readonly<Record<string, string>> = {
  missing_recipient_user_id: "give the target a recipientUserId and a recipientTeamId",
  missing_recipient_team_id: "give the target a recipientTeamId",
  invalid_thread_ts: "give the target the threadTs of the message that is answered",
};

/** Tells the developer once what is missing; the answer itself arrives. */
function warnOnce({ settings, target }: Session, code: string): void {
  const key = `${code} ${placeOf(target)}`;
  if (warned.has(key) || warned.size >= mostWarnings) return;
  warned.add(key);
  const advice = missing[code] ?? "native streaming is not available here";
  const text = `slack-stream-adapter: Slack refused to stream (${code}), so this answer is posted and edited: ${advice}.`;
  settings.warn(text);
}

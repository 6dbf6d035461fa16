import type { Clock } from "../clock.ts";
import type { Settings } from "../options/settings.ts";
import { capabilitiesFor } from "../slack/capability-memory.ts";
import { hints } from "../slack/outcome-table.ts";
import { toAccountKey } from "../slack/workspace-key.ts";
import type { StreamTarget } from "../types/index.ts";
import type { Effect } from "./answer.ts";
import type { Delivery } from "./run.ts";

/** Native streaming is not available for this target. Other streams use this knowledge for an hour, and the developer gets one warning. */
export function noteFallback({ target, settings }: Delivery, { code, lasting }: FallBack): void {
  const { clock } = settings;
  if (lasting) capabilitiesFor(clock.shared).remember(placeOf(target), { code, nowMs: clock.now() });
  warnOnce(target, settings, code);
}

type FallBack = Extract<Effect, { type: "fall-back" }>;

/** The code with which native streaming was refused here within the last hour. */
export function recallFallback(target: StreamTarget, clock: Clock): string | undefined {
  return capabilitiesFor(clock).recall(placeOf(target), clock.now());
}

/** A channel of an account, because native streaming may be available in one channel and not in another (S50). */
function placeOf(target: StreamTarget): string {
  return `${toAccountKey(target)}/${target.channel}`;
}

const warned = new Set<string>();
const mostWarnings = 100;

/** Warns the developer once about the missing part. The answer itself arrives. */
function warnOnce(target: StreamTarget, settings: Settings, code: string): void {
  const key = `${code} ${placeOf(target)}`;
  if (warned.has(key) || warned.size >= mostWarnings) return;
  warned.add(key);
  const advice = hints[code] ?? "native streaming is not available here";
  const text = `slack-stream-adapter: Slack refused to stream (${code}), so this answer is posted and edited: ${advice}.`;
  settings.warn(text);
}

import type { Call } from "slack-stream-emulator";
import type { Schedule } from "../schedule/schedule.ts";

/** Whether there were so many faults that the library may give up with an error. `sourceEndsAt` is when the source ends, ms of the clock. */
export function isHopeless(schedule: Schedule, calls: readonly Call[], sourceEndsAt: number): boolean {
  if (calls.some(isRefusedForGood)) return true;
  const { transport } = schedule.options;
  const refused = calls.some(
    ({ fault, answer }) =>
      isOneOf(noStreaming, fault) || (answer?.ok === false && isOneOf(noStreaming, answer.error)),
  );
  if (transport === "stream" && refused) return true;
  // A minute of rate limits without another way to open a message.
  const opening = {
    stream: "chat.startStream",
    edit: "chat.postMessage",
    post: "chat.postMessage",
    shared: "chat.postMessage",
    auto: "chat.postMessage",
  }[transport ?? "auto"];
  const limited = calls.filter(({ method, fault }) => method === opening && fault === "rate-limit");
  if (limited.length >= 3) return true;
  return isOutOfTime(calls, sourceEndsAt) || opensLost(calls) >= 4;
}

/**
 * The library ends 120 s after the source, and 600 s later at most because of rate limits (P7). It may give up if it had no moment to use: a
 * call was under way, or the library paused as long as it has to. A call that hangs takes a minute: until then Slack may carry it out, so no
 * other call is sent (P5). Any longer pause is the library's fault.
 */
export function isOutOfTime(calls: readonly Call[], sourceEndsAt: number): boolean {
  let takenMs = 0;
  let until = sourceEndsAt;
  for (const [index, call] of calls.entries()) {
    const { at, durationMs = callLifeMs } = call;
    const next = calls[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    const over = at + Math.min(durationMs, callLifeMs);
    const end = Math.max(over, Math.min(next, over + longestPause(call)));
    takenMs += Math.max(0, end - Math.max(at, until));
    until = Math.max(until, end);
  }
  const isLimited = calls.some(({ answer }) => answer?.error === "ratelimited");
  return takenMs >= deliveryMs || (isLimited && until - sourceEndsAt > rateLimitsMs + deliveryMs);
}

/** How long the library may pause after a call, ms. Waits because of rate limits have their own limit. */
function longestPause({ answer, fault, method }: Call): number {
  if (fault === "rate-limit") return 0;
  if (fault !== undefined) return 15_000;
  // A message that was lost may not be readable yet, so the library looks twice.
  if (method === "conversations.replies" || method === "conversations.history") return 5_000;
  return answer?.ok === false ? 1_000 : 0;
}

const callLifeMs = 60_000;
const deliveryMs = 120_000;
const rateLimitsMs = 600_000;

/** After such a refusal the library only closes what is open. */
export function isRefusedForGood({ fault }: Call): boolean {
  return fault !== undefined && refusedForGood.has(fault);
}

const refusedForGood = new Set([
  "channel_not_found",
  "invalid_auth",
  "not_in_channel",
  "is_archived",
  "restricted_action_thread_locked",
  "token_revoked",
]);

const noStreaming = new Set([
  "unknown_method",
  "feature_not_enabled",
  "channel_type_not_supported",
  "missing_recipient_user_id",
  "code_of_tomorrow",
]);

function isOneOf(codes: ReadonlySet<string>, code: unknown): boolean {
  return typeof code === "string" && codes.has(code);
}

/** Counts the calls that open a message and met a fault. */
function opensLost(calls: readonly Call[]): number {
  return calls.filter(
    ({ method, fault }) =>
      fault !== undefined && (method === "chat.startStream" || method === "chat.postMessage"),
  ).length;
}

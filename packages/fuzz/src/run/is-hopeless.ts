import type { Call } from "slack-stream-emulator";
import type { Schedule } from "../schedule/schedule.ts";

/** Whether there were so many faults that the library may give up with an error. */
export function isHopeless(schedule: Schedule, calls: readonly Call[]): boolean {
  if (calls.some(({ fault }) => fault !== undefined && refusedForGood.has(fault))) return true;
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
  // The library ends in a bounded time (P7), and so many messages take longer.
  const calledMs = calls.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0);
  if (calledMs > deliveryMs) return true;
  return opensLost(calls) >= 4;
}

const deliveryMs = 100_000;

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

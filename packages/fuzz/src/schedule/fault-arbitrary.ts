import fc from "fast-check";
import type { Fault } from "slack-stream-emulator";
import type { ScheduledFault } from "./schedule.ts";

/** Generates the faults of one run's calls. `scope` says which faults are allowed. */
export function arbitraryFaults(scope: FaultScope): fc.Arbitrary<readonly ScheduledFault[]> {
  return fc.array(arbitraryFault(scope), { maxLength: 6 });
}

/** `lost`: lost or late responses. `codes`: also refusals that the library can handle. `hopeless`: also refusals for good. */
export type FaultScope = "lost" | "codes" | "hopeless";

const streamMethods = ["chat.startStream", "chat.appendStream", "chat.stopStream"] as const;
const otherMethods = ["chat.update", "chat.postMessage", "conversations.replies"] as const;
/** Without `codes` no call is refused for ever, because other programs play these schedules too. */
const withCodes = { methods: [...otherMethods, "chat.delete"], times: [2, 3, 10_000] } as const;

function arbitraryFault(scope: FaultScope): fc.Arbitrary<ScheduledFault> {
  const { methods, times } = scope === "lost" ? { methods: otherMethods, times: [2, 3] } : withCodes;
  return fc
    .oneof(
      { weight: 4, arbitrary: fc.constantFrom(...streamMethods) },
      { weight: 2, arbitrary: fc.constantFrom(...methods) },
    )
    .chain((method) =>
      fc.record({
        method: fc.constant(method),
        fault: arbitraryKind(method, scope),
        skip: fc.oneof({ weight: 3, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.nat(12) }),
        times: fc.oneof(
          { weight: 5, arbitrary: fc.constant(1) },
          { weight: 1, arbitrary: fc.constantFrom(...times) },
        ),
      }),
    )
    .map(endInTime);
}

/** Slack lifts a rate limit, and without stops and edits nobody could close or repair a message. */
function endInTime(fault: ScheduledFault): ScheduledFault {
  const isLimit = typeof fault.fault === "object" && fault.fault.type === "rate-limit";
  const isNeeded = fault.method === "chat.stopStream" || fault.method === "chat.update";
  return (isLimit || isNeeded) && fault.times > 3 ? { ...fault, times: 3 } : fault;
}

/** A code that the library does not know. Slack may have carried out the call. */
const unheardOf = [
  "code_of_tomorrow",
  { type: "error", error: "code_of_tomorrow", applied: true },
] as const satisfies readonly Fault[];

function arbitraryKind(method: string, scope: FaultScope): fc.Arbitrary<Fault> {
  const lostAnswer = method === "chat.update" ? lostAtOnce : lost;
  if (scope === "lost") return lostAnswer;
  const codes: readonly Fault[] | undefined =
    scope === "hopeless" ? [...(codesByMethod[method] ?? []), ...forGood] : codesByMethod[method];
  if (codes === undefined) return lostAnswer;
  return fc.oneof({ weight: 3, arbitrary: lostAnswer }, { weight: 1, arbitrary: fc.constantFrom(...codes) });
}

const applied = fc.constantFrom(undefined, true, false, "later" as const);
const afterMs = fc.constantFrom(500, 2_500, 10_000);

const lost: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    type: fc.constantFrom("reset-before" as const, "reset-after" as const, "reset-in-body" as const),
  }),
  fc.record({
    type: fc.constantFrom("stall-before-headers" as const, "stall-in-body" as const),
    applied,
    afterMs,
  }),
  fc.record({ type: fc.constant("http" as const), status: fc.constantFrom(500, 502, 503), applied, afterMs }),
  fc.record({ type: fc.constant("html" as const), applied, afterMs }),
  fc.record({
    type: fc.constantFrom("internal_error" as const, "fatal_error" as const),
    applied: fc.boolean(),
  }),
  fc.record({ type: fc.constant("slow" as const), ms: fc.constantFrom(300, 4_000, 14_000, 20_000) }),
  fc.record({
    type: fc.constant("rate-limit" as const),
    retryAfter: fc.constantFrom(1, 3, 20, 0, "soon", false as const),
    shape: fc.constantFrom("http" as const, "body" as const),
    error: fc.constantFrom("ratelimited" as const, "rate_limited" as const),
  }),
);

/**
 * Lost edits are applied at once or never, because no client could prevent that a late edit overwrites the next one.
 */
const lostAtOnce = lost.map((fault) =>
  typeof fault === "object" && "applied" in fault && fault.applied === "later"
    ? { ...fault, applied: true }
    : fault,
);

/**
 * Refusals that the library can handle. Refusals about a message's state (too long, over) come only from the emulator, because they
 * have to be true. But one of Slack's servers may not know a message yet.
 */
const codesByMethod: Readonly<Record<string, readonly Fault[]>> = {
  "chat.startStream": [
    "unknown_method",
    "feature_not_enabled",
    "channel_type_not_supported",
    "messaging_processing_failed",
    "missing_recipient_user_id",
    // If it were carried out, no client could tell it from a start whose arguments are wrong, or from an append whose cards are.
    "code_of_tomorrow",
  ],
  "chat.appendStream": [
    "streaming_mode_mismatch",
    "invalid_chunks",
    "messaging_processing_failed",
    "message_not_found",
    "code_of_tomorrow",
  ],
  "chat.stopStream": [
    "invalid_blocks",
    "metadata_too_large",
    "invalid_arguments",
    "message_not_found",
    ...unheardOf,
  ],
  "chat.update": [
    "update_failed",
    "block_mismatch",
    "msg_too_long",
    "edit_window_closed",
    "invalid_blocks",
    "cant_update_message",
    "message_not_found",
    ...unheardOf,
  ],
  "chat.delete": ["message_not_found", "cant_delete_message"],
  "chat.postMessage": ["rate_limited"],
  "conversations.replies": ["missing_scope"],
};

const forGood = [
  "channel_not_found",
  "invalid_auth",
  "not_in_channel",
  "is_archived",
  "restricted_action_thread_locked",
  "token_revoked",
];

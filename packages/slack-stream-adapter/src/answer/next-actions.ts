import type { CallKind } from "../slack/call-description.ts";
import type { Outcome, RefusalReason } from "../slack/outcome.ts";

/** The calls that make, write and finish messages. */
export type MessageCall = Exclude<CallKind, "find" | "status">;

/** The action that follows an outcome. */
export type NextAction =
  /** It is done. */
  | "done"
  /** Nobody knows: go on, and write the message whole at its end. */
  | "unconfirmed"
  /** Nobody knows whether a message exists: look. */
  | "look-up"
  /** The same call again, at once or later: doing it twice does no harm. */
  | "again"
  | "later"
  /** The message is finished; what was refused goes on elsewhere. */
  | "over"
  | "deleted"
  | "full"
  /** The same call without what was refused. */
  | "without-cards"
  | "without-decoration"
  /** This can't be done by native streaming: post and edit. */
  | "fall-back"
  /** Close the message first. */
  | "close-first"
  /** The message stays as it is. */
  | "give-up"
  | "user-stop"
  | "fail";

type OutcomeClass = "applied" | "unknown" | RefusalReason;

/**
 * The action for each outcome of each call. The table is complete, so that nothing is decided by accident.
 * The facts behind the outcomes are in `slack/outcome-table.ts`.
 */
export const nextActions: Readonly<Record<MessageCall, Readonly<Record<OutcomeClass, NextAction>>>> = {
  start: {
    applied: "done",
    unknown: "look-up",
    "rate-limited": "later",
    unreachable: "later",
    "message-over": "fail",
    "message-deleted": "fail",
    "message-full": "full",
    "decoration-refused": "without-decoration",
    "card-refused": "without-cards",
    "native-unavailable": "fall-back",
    "stopped-by-user": "user-stop",
    "still-streaming": "fail",
    "edit-refused": "fail",
    "refused-for-good": "fail",
  },
  append: {
    applied: "done",
    unknown: "unconfirmed",
    "rate-limited": "later",
    unreachable: "later",
    "message-over": "over",
    "message-deleted": "deleted",
    "message-full": "full",
    "decoration-refused": "without-cards",
    "card-refused": "without-cards",
    "native-unavailable": "fall-back",
    "stopped-by-user": "user-stop",
    "still-streaming": "unconfirmed",
    "edit-refused": "over",
    "refused-for-good": "fail",
  },
  stop: {
    applied: "done",
    unknown: "again",
    "rate-limited": "later",
    unreachable: "later",
    "message-over": "over",
    "message-deleted": "deleted",
    "message-full": "full",
    "decoration-refused": "without-decoration",
    "card-refused": "without-cards",
    "native-unavailable": "over",
    "stopped-by-user": "user-stop",
    "still-streaming": "again",
    "edit-refused": "over",
    "refused-for-good": "fail",
  },
  update: {
    applied: "done",
    unknown: "again",
    "rate-limited": "later",
    unreachable: "later",
    "message-over": "give-up",
    "message-deleted": "deleted",
    "message-full": "give-up",
    "decoration-refused": "without-decoration",
    "card-refused": "without-cards",
    "native-unavailable": "give-up",
    "stopped-by-user": "user-stop",
    "still-streaming": "close-first",
    "edit-refused": "give-up",
    "refused-for-good": "give-up",
  },
  post: {
    applied: "done",
    unknown: "look-up",
    "rate-limited": "later",
    unreachable: "later",
    "message-over": "fail",
    "message-deleted": "fail",
    "message-full": "full",
    "decoration-refused": "without-decoration",
    "card-refused": "without-cards",
    "native-unavailable": "fail",
    "stopped-by-user": "user-stop",
    "still-streaming": "fail",
    "edit-refused": "fail",
    "refused-for-good": "fail",
  },
};

export function toNextAction(call: MessageCall, outcome: Outcome): NextAction {
  return nextActions[call][outcome.type === "refused" ? outcome.reason : outcome.type];
}

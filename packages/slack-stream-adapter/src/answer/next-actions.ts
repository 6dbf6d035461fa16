import type { CallKind } from "../slack/call-description.ts";
import type { Outcome, RefusalReason } from "../slack/outcome.ts";

/** The calls that make, write and finish messages. */
export type MessageCall = Exclude<CallKind, "find" | "status">;

/** The action that follows an outcome. */
export type NextAction =
  /** The call was applied. */
  | "done"
  /** The outcome is unknown: go on, and write the message whole at its end. */
  | "unconfirmed"
  /** It is unknown whether a message exists: read the thread. */
  | "look-up"
  /** Make the same call again, at once or later. To make it twice does no harm. */
  | "again"
  | "later"
  /** The message has ended. The refused content goes into another message. */
  | "over"
  | "deleted"
  | "full"
  /** Make the same call without the refused part. */
  | "without-cards"
  | "without-decoration"
  /** Native streaming is not available: post and edit. */
  | "fall-back"
  /** Close the message first. */
  | "close-first"
  /** The message stays as it is. */
  | "give-up"
  | "user-stop"
  | "fail";

type OutcomeClass = "applied" | "unknown" | RefusalReason;

type ByCall = Readonly<Record<MessageCall, NextAction>>;

function always(action: NextAction): ByCall {
  return { start: action, append: action, stop: action, update: action, post: action };
}

/**
 * The action for each outcome of each call. The table is complete, so no case is left to a default.
 * The facts behind the outcomes are in `slack/outcome-table.ts`.
 */
export const nextActions: Readonly<Record<OutcomeClass, ByCall>> = {
  applied: always("done"),
  unknown: { start: "look-up", append: "unconfirmed", stop: "again", update: "again", post: "look-up" },
  "rate-limited": always("later"),
  unreachable: always("later"),
  "message-over": { start: "fail", append: "over", stop: "over", update: "give-up", post: "fail" },
  "message-deleted": { ...always("deleted"), start: "fail", post: "fail" },
  "message-full": { ...always("full"), update: "give-up" },
  "decoration-refused": { ...always("without-decoration"), append: "without-cards" },
  "card-refused": always("without-cards"),
  "native-unavailable": { ...always("fall-back"), stop: "over", update: "give-up", post: "fail" },
  "stopped-by-user": always("user-stop"),
  "still-streaming": { ...always("fail"), append: "unconfirmed", stop: "again", update: "close-first" },
  "edit-refused": { start: "fail", append: "over", stop: "over", update: "give-up", post: "fail" },
  "refused-for-good": { ...always("fail"), update: "give-up" },
};

export function toNextAction(call: MessageCall | "delete", outcome: Outcome): NextAction {
  const actions = nextActions[outcome.type === "refused" ? outcome.reason : outcome.type];
  return actions[call === "delete" ? "update" : call];
}

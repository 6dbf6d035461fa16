/**
 * For apps of Bolt 3, 4 and 5: the target of an answer, the stop button, approvals, and events that Slack delivers twice.
 *
 * @packageDocumentation
 */

export { approvalButtons } from "../agent/approvals.ts";
export type { BoltArgs } from "../options/slack-target.ts";
export {
  type BoltLogger,
  type BoltMiddlewareArgs,
  type DropRedeliveredOptions,
  dropRedelivered,
  type EventStore,
} from "./drop-redelivered.ts";
export { type BoltApp, handleStopButton } from "./handle-stop-button.ts";
export { postQuestion } from "./post-question.ts";
export {
  type ApprovalDecision,
  approvalAction,
  type SettleApprovalOptions,
  settleApproval,
} from "./settle-approval.ts";
export { type BoltTarget, type MissingField, slackTarget } from "./slack-target.ts";

/**
 * Streams an AI answer into Slack. All durations are in milliseconds.
 *
 * @packageDocumentation
 */

export type { Clock } from "./clock.ts";
export { type CloseAllOptions, closeAllStreams } from "./close-all-streams.ts";
export {
  createSlackStream,
  type OpenedSegment,
  type SlackStream,
  type StopExtra,
} from "./create-slack-stream.ts";
export { handleAgentSessionStopped, type StopOptions } from "./durable/handle-stop.ts";
export {
  type SettledAnswer,
  type SettleOptions,
  settleStreams,
  type UnsettledAnswer,
} from "./durable/settle-streams.ts";
export { SlackStreamError, type SlackStreamErrorCode } from "./errors.ts";
export type { BoltArgs } from "./options/slack-target.ts";
export { type RepairOptions, type RepairResult, repairStream } from "./repair-stream.ts";
export { type SharedBudgetOptions, type SharedLimiter, sharedBudget } from "./slack/shared-budget.ts";
export { streamToSlack } from "./stream-to-slack.ts";
export type * from "./types/index.ts";

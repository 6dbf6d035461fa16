/**
 * `@chat-adapter/slack` with the streaming of this library. It also has all exports of `@chat-adapter/slack`, which this page does
 * not list.
 *
 * @packageDocumentation
 */

// Exports that are named here have priority over those of the star, for values and for types.
export * from "@chat-adapter/slack";
export type { SlackStreamErrorCode } from "../errors.ts";
export { SlackStreamError } from "../errors.ts";
export type {
  RateBudget,
  RateBudgetCall,
  StreamCounts,
  StreamEvent,
  StreamReceipt,
  StreamSegment,
  StreamTimes,
} from "../types/index.ts";
export { createSlackAdapter } from "./create-slack-adapter.ts";
export { getStreamReceipt } from "./receipts.ts";
export { SlackAdapter } from "./slack-adapter.ts";
export type { SlackAdapterConfig, SlackStreamingOptions } from "./streaming-options.ts";
export { type CardOptions, withCards } from "./with-cards.ts";

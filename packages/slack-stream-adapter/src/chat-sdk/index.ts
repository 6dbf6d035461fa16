/**
 * `@chat-adapter/slack` with our streaming in it. Everything that is exported there is exported here as well, and not listed below.
 *
 * @packageDocumentation
 */

// What is named here goes before what the star brings, in values and in types alike.
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

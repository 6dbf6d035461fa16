export type { Clock } from "./clock.ts";
export { handleAgentSessionStopped } from "./delivery/live-streams.ts";
export { SlackStreamError, type SlackStreamErrorCode } from "./errors.ts";
export { streamToSlack } from "./stream-to-slack.ts";
export type * from "./types.ts";

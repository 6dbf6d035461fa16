import type { Clock } from "./clock.ts";
import type { SlackStreamError } from "./errors.ts";

export type * from "./agent-types.ts";
export type * from "./event-types.ts";
export type * from "./option-types.ts";
export type * from "./receipt-types.ts";
export type * from "./slack-types.ts";
export type * from "./source-types.ts";
export type { Clock, SlackStreamError };

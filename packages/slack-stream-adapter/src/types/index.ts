import type { Clock } from "../clock.ts";
import type { SlackStreamError } from "../errors.ts";

export type * from "./agent.ts";
export type * from "./checkpoint.ts";
export type * from "./events.ts";
export type * from "./options.ts";
export type * from "./receipt.ts";
export type * from "./slack.ts";
export type * from "./source.ts";
export type * from "./telemetry.ts";
export type { Clock, SlackStreamError };

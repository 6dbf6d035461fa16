import type { Settings } from "../options/settings.ts";

/** The settings that say how what an agent does is shown. */
export type AgentSettings = Pick<
  Settings,
  | "tasks"
  | "maxTasks"
  | "plan"
  | "taskDisplayMode"
  | "approvalBlocks"
  | "reasoning"
  | "sources"
  | "finishNotice"
  | "failureNotice"
  | "silentReplies"
  | "status"
  | "lonelyNotices"
  | "clock"
  | "warn"
>;

import type { Settings } from "../options/settings.ts";

/** The settings that say how what an agent does is shown. */
export type AgentSettings = Pick<
  Settings,
  "tasks" | "approvalBlocks" | "reasoning" | "sources" | "finishNotice" | "silentReplies" | "warn"
>;

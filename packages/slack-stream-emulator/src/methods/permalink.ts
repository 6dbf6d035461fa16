import type { StoredMessage } from "../workspace/message.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** The address at which people open a message. */
export function toPermalink(
  { workspace }: { readonly workspace: Workspace },
  { channel, ts, threadTs, teamId }: Pick<StoredMessage, "channel" | "ts" | "threadTs" | "teamId">,
): string {
  const domain = workspace.directory.teams.get(teamId)?.domain ?? "emulator";
  const thread = threadTs === undefined ? "" : `?thread_ts=${threadTs}&cid=${channel}`;
  return `https://${domain}.slack.test/archives/${channel}/p${ts.replace(".", "")}${thread}`;
}

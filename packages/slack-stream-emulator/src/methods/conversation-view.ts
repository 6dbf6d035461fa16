import { type Channel, isDirectMessage } from "../workspace/seed.ts";
import type { MethodContext } from "./method.ts";

export type ConversationType = "public_channel" | "private_channel" | "mpim" | "im";

export function toType(channel: Channel): ConversationType {
  if (isDirectMessage(channel.id)) return "im";
  if (channel.name.startsWith("mpdm-")) return "mpim";
  return channel.isPrivate ? "private_channel" : "public_channel";
}

/** Whether the caller may know of a channel at all. */
export function isVisible({ caller, app }: MethodContext, channel: Channel): boolean {
  if (channel.teamId !== app.teamId) return false;
  return toType(channel) === "public_channel" || channel.members.has(caller.userId);
}

/** A conversation as the reading methods show it. */
export function toConversation(
  context: Pick<MethodContext, "caller" | "workspace">,
  channel: Channel,
): Record<string, unknown> {
  const { caller, workspace } = context;
  const type = toType(channel);
  const shared = {
    id: channel.id,
    created: channel.created,
    creator: channel.creator,
    is_archived: channel.isArchived,
    is_im: type === "im",
    is_org_shared: false,
    context_team_id: channel.teamId,
    updated: channel.created * 1_000,
  };
  if (type === "im") {
    const other = [...channel.members].find((id) => id !== caller.userId);
    return { ...shared, user: other, is_user_deleted: false, is_open: true, priority: 0 };
  }
  const note = (value: string) => ({
    value,
    creator: value === "" ? "" : channel.creator,
    last_set: value === "" ? 0 : channel.created,
  });
  const mark = workspace.records.marks.get(`${caller.userId} ${channel.id}`);
  return {
    ...shared,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: type === "public_channel",
    is_group: type === "private_channel",
    is_mpim: type === "mpim",
    is_private: type !== "public_channel",
    is_general: channel.name === "general",
    is_member: channel.members.has(caller.userId),
    is_shared: false,
    is_ext_shared: false,
    is_pending_ext_shared: false,
    pending_shared: [],
    parent_conversation: null,
    unlinked: 0,
    shared_team_ids: [channel.teamId],
    topic: note(channel.topic),
    purpose: note(channel.purpose),
    previous_names: [],
    ...(mark === undefined ? {} : { last_read: mark }),
  };
}

import type { Channel } from "../workspace/seed.ts";
import { toType } from "./conversation-view.ts";
import type { MethodContext } from "./method.ts";

/** The conversation of exactly these people with the caller; made if there is none. */
export function openDirectMessage(
  context: MethodContext,
  users: readonly string[],
): { channel: Channel; isNew: boolean } {
  const existing = findDirectMessage(context, users);
  if (existing !== undefined) return { channel: existing, isNew: false };
  const { workspace, caller } = context;
  const members = new Set([caller.userId, ...users]);
  const isGroup = members.size > 2;
  const names = [...members].map((id) => workspace.directory.users.get(id)?.name ?? id);
  const channel = addChannel(context, {
    id: workspace.records.nextId(isGroup ? "C" : "D"),
    name: isGroup ? `mpdm-${names.join("--")}-1` : names.join(", "),
    isPrivate: true,
    members,
  });
  return { channel, isNew: true };
}

export function findDirectMessage(
  { workspace, caller }: MethodContext,
  users: readonly string[],
): Channel | undefined {
  const members = new Set([caller.userId, ...users]);
  return [...workspace.directory.channels.values()].find(
    (channel) => isDirect(channel) && isSame(channel.members, members),
  );
}

export function isDirect(channel: Channel): boolean {
  return toType(channel) === "im" || toType(channel) === "mpim";
}

export function addChannel(
  { workspace, app, caller, now }: MethodContext,
  fields: Pick<Channel, "id" | "name" | "isPrivate" | "members">,
): Channel {
  const channel: Channel = {
    ...fields,
    teamId: app.teamId,
    isArchived: false,
    isCodeChannel: false,
    topic: "",
    purpose: "",
    creator: caller.userId,
    created: Math.floor(now / 1_000),
  };
  workspace.directory.channels.set(channel.id, channel);
  return channel;
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((id) => other.has(id));
}

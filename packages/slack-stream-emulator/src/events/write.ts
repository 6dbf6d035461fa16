import { toTextContent } from "../content/rewrite.ts";
import type { UserMessage } from "../emulator.ts";
import { markDeleted } from "../workspace/lifecycle.ts";
import type { StoredMessage } from "../workspace/message.ts";
import type { Channel } from "../workspace/seed.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Sent } from "./connect-bot.ts";
import type { Attempt } from "./deliver.ts";
import type { EventKind } from "./kinds.ts";
import type { Emoji } from "./people.ts";
import type { Wire } from "./wire.ts";

/** The acts of people in the workspace. Slack sends them to the apps that subscribe. */

const MESSAGE_KINDS: readonly EventKind[] = [
  "message.channels",
  "message.groups",
  "message.im",
  "message.mpim",
];

export function mention(wire: Wire, message: UserMessage): Sent {
  const text = `<@${wire.installation.botUserId}> ${message.text}`;
  return write(wire, { ...message, text }, ["app_mention"]);
}

export function directMessage(wire: Wire, message: UserMessage): Sent {
  return write(wire, { channel: "D0000000001", ...message }, ["message.im"]);
}

export function message(wire: Wire, written: UserMessage): Sent {
  return write(wire, written, MESSAGE_KINDS);
}

export function edit(wire: Wire, { ts, text }: { ts: string; text: string }): Promise<Attempt> {
  const { workspace, internals } = wire;
  const edited = needMessage(workspace, { what: "edit.ts", ts });
  return causeOne(wire, MESSAGE_KINDS, () => {
    Object.assign(edited, toTextContent(text, { size: internals.settings.size, syntax: "mrkdwn" }));
    edited.edits += 1;
    edited.showsEdited = true;
    workspace.edited(edited);
  });
}

export function remove(wire: Wire, { ts }: { ts: string }): Promise<Attempt> {
  const removed = needMessage(wire.workspace, { what: "remove.ts", ts });
  return causeOne(wire, MESSAGE_KINDS, () => markDeleted(wire.workspace, removed));
}

export function react(wire: Wire, { ts, name, user }: Emoji): Promise<Attempt> {
  const { workspace } = wire;
  const { channel } = needMessage(workspace, { what: "react.ts", ts });
  const reaction = { channel, ts, name, userId: toPerson(workspace, user) };
  return causeOne(wire, ["reaction_added"], () => {
    if (workspace.reactions.add(reaction)) workspace.react(reaction, "added");
  });
}

export function unreact(wire: Wire, { ts, name, user }: Emoji): Promise<Attempt> {
  const { workspace } = wire;
  const { channel } = needMessage(workspace, { what: "unreact.ts", ts });
  const reaction = { channel, ts, name, userId: toPerson(workspace, user) };
  return causeOne(wire, ["reaction_removed"], () => {
    if (workspace.reactions.remove(reaction)) workspace.react(reaction, "removed");
  });
}

export function join(
  wire: Wire,
  { channel, user = wire.app.botUserId }: { channel: string; user?: string | undefined },
): Promise<Attempt> {
  const { workspace } = wire;
  const place = needChannel(workspace, { what: "join.channel", id: channel });
  return causeOne(wire, ["member_joined_channel"], () => workspace.join(place, { user, inviter: undefined }));
}

/** Presses stop. Only an app that subscribes to stop events gets one. */
export function pressStop(
  wire: Wire,
  place: { channel: string; threadTs: string },
): Promise<Attempt> | undefined {
  return wire.cause(["agent_session_stopped"], () => void wire.slack.stopByUser(place));
}

function write(wire: Wire, text: UserMessage, kinds: readonly EventKind[]): Sent {
  const posted: { message?: Readonly<StoredMessage> } = {};
  const delivered = causeOne(wire, kinds, () => {
    posted.message = wire.slack.postUserMessage(text);
  });
  if (posted.message === undefined) throw new Error("postUserMessage gave no message");
  return { message: posted.message, delivered };
}

function causeOne(wire: Wire, kinds: readonly EventKind[], act: () => void): Promise<Attempt> {
  const delivery = wire.cause(kinds, act);
  if (delivery === undefined)
    throw new RangeError(`nothing happened that Slack would tell as ${kinds.join(", ")}`);
  return delivery;
}

export function toPerson({ directory }: Workspace, user: string | undefined): string {
  return user ?? directory.firstPerson;
}

export function needMessage(
  workspace: Workspace,
  { what, ts }: { what: string; ts: string | undefined },
): StoredMessage {
  const found = ts === undefined ? undefined : workspace.findByTs(ts);
  if (found === undefined) throw new RangeError(`${what} must be a message's ts, got ${ts}`);
  return found;
}

export function needChannel({ directory }: Workspace, { what, id }: { what: string; id: string }): Channel {
  const channel = directory.channels.get(id);
  if (channel === undefined) throw new RangeError(`${what} must be a channel of this emulator, got ${id}`);
  return channel;
}

import { isRecord } from "../content/chunks.ts";
import { toEphemeralContent } from "../methods/other-posts.ts";
import { post } from "../methods/post-message.ts";
import { toViewPayload } from "../methods/views.ts";
import { toEventTs, toMessageFields } from "../workspace/activities.ts";
import type { StoredView } from "../workspace/records.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Attempt } from "./deliver.ts";
import {
  type Click,
  issueResponseUrl,
  issueTrigger,
  toChannel,
  toInteraction,
  toMessageClick,
  toTeam,
  toUser,
  toViewClick,
} from "./payloads.ts";
import type { Shortcut, SlashCommand, Suggestion } from "./people.ts";
import type { Wire } from "./wire.ts";
import { needChannel, needMessage, toPerson } from "./write.ts";

/** The acts of people with an app's messages, views and commands. Only this app gets them. */

export function click(wire: Wire, clicked: Click): Promise<Attempt> {
  const { workspace } = wire;
  const user = toPerson(workspace, clicked.user);
  const view = findView(workspace, { what: "click.viewId", id: clicked.viewId });
  const payload =
    view === undefined
      ? toMessageClick(
          wire,
          { ...clicked, user },
          needMessage(workspace, { what: "click.ts", ts: clicked.ts }),
        )
      : toViewClick(wire, { ...clicked, user }, view);
  return wire.deliver({ type: "block_actions", kind: "interactive", payload });
}

export function typeInMenu(wire: Wire, suggestion: Suggestion): Promise<Attempt> {
  const { workspace } = wire;
  const { value, actionId, blockId = "block", ts, viewId } = suggestion;
  const view = findView(workspace, { what: "suggest.viewId", id: viewId });
  const payload = {
    type: "block_suggestion",
    ...toInteraction(wire, toPerson(workspace, suggestion.user)),
    ...(view === undefined ? toMessagePlace(wire, ts) : toViewPlace(wire, view)),
    action_id: actionId,
    block_id: blockId,
    value,
  };
  return wire.deliver({ type: "block_suggestion", kind: "interactive", payload });
}

function toMessagePlace(wire: Wire, ts: string | undefined) {
  const message = needMessage(wire.workspace, { what: "suggest.ts", ts });
  return {
    container: { type: "message", message_ts: ts },
    channel: toChannel(wire, message.channel),
    message: toMessageFields(message),
  };
}

function toViewPlace({ workspace }: Wire, view: StoredView) {
  return { container: { type: "view", view_id: view.id }, view: toViewPayload(workspace, view) };
}

function findView(
  { records }: Workspace,
  { what, id }: { what: string; id: string | undefined },
): StoredView | undefined {
  if (id === undefined) return undefined;
  const view = records.views.get(id);
  if (view === undefined) throw new RangeError(`${what} must be a view's id, got ${id}`);
  return view;
}

export async function command(wire: Wire, typed: SlashCommand): Promise<Attempt> {
  const { workspace, app } = wire;
  const { command: name, text = "", channel = workspace.directory.firstChannel, threadTs } = typed;
  if (!/^\/\S+$/.test(name)) throw new RangeError(`command must begin with a slash, got ${name}`);
  const user = toPerson(workspace, typed.user);
  const place = toChannel(wire, needChannel(workspace, { what: "command.channel", id: channel }).id);
  const payload = {
    token: "emulator-verification-token",
    team_id: app.teamId,
    team_domain: toTeam(wire).domain,
    channel_id: channel,
    channel_name: place.name,
    user_id: user,
    user_name: toUser(wire, user).name,
    command: name,
    text,
    api_app_id: app.appId,
    is_enterprise_install: "false",
    response_url: issueResponseUrl(wire, { user, channel, threadTs }, "commands"),
    trigger_id: issueTrigger(wire, { user }),
  };
  const attempt = await wire.deliver({ type: name, kind: "slash_commands", payload });
  if (attempt.failure === undefined) show(wire, attempt.answer, { channel, user });
  return attempt;
}

/** Shows a bot's immediate response to a command: to the person, or to all. */
function show(wire: Wire, answer: unknown, { channel, user }: { channel: string; user: string }): void {
  const said = typeof answer === "string" ? { text: answer } : answer;
  if (!isRecord(said) || !(typeof said.text === "string" || Array.isArray(said.blocks))) return;
  const { workspace, app, internals, origin } = wire;
  const context = {
    args: { ...said, channel },
    app,
    caller: { kind: "bot", userId: user, token: app.token },
    scopes: app.scopes ?? [],
    origin,
    workspace,
    settings: internals.settings,
    now: workspace.now(),
  } as const;
  if (said.response_type === "in_channel") {
    post(context);
    return;
  }
  workspace.records.ephemerals.push({
    channel,
    ts: workspace.nextTs(),
    threadTs: undefined,
    user,
    botId: app.botId,
    ...toEphemeralContent(context),
  });
}

export function shortcut(wire: Wire, used: Shortcut): Promise<Attempt> {
  const { workspace } = wire;
  const { callbackId, ts } = used;
  const user = toPerson(workspace, used.user);
  const shared = {
    ...toInteraction(wire, user),
    callback_id: callbackId,
    trigger_id: issueTrigger(wire, { user }),
    action_ts: toEventTs(workspace.now()),
  };
  if (ts === undefined) {
    const payload = { type: "shortcut", ...shared };
    return wire.deliver({ type: "shortcut", kind: "interactive", payload });
  }
  const message = needMessage(workspace, { what: "shortcut.ts", ts });
  const { channel, threadTs } = message;
  const payload = {
    type: "message_action",
    ...shared,
    channel: toChannel(wire, channel),
    message_ts: ts,
    message: toMessageFields(message),
    response_url: issueResponseUrl(wire, { user, channel, threadTs, messageTs: ts }),
  };
  return wire.deliver({ type: "message_action", kind: "interactive", payload });
}

import { suggest } from "../check-names.ts";
import type { MethodContext } from "../methods/method.ts";
import { toViewPayload } from "../methods/views.ts";
import { toMessageFields } from "../workspace/activities.ts";
import type { StoredMessage } from "../workspace/message.ts";
import type { StoredView } from "../workspace/records.ts";
import type { App } from "../workspace/seed.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** A click of a person on an element. */
export interface Click {
  /** The message with the element. Give this or `viewId`. */
  readonly ts?: string | undefined;
  /** The view with the element. Give this or `ts`. */
  readonly viewId?: string | undefined;
  /** `action_id` of the element. If there is no such element, a `RangeError` names the known ones. */
  readonly actionId: string;
  /** `block_id` of the block with the element. @default that of the element with this `actionId` */
  readonly blockId?: string | undefined;
  /** Kind of the element. @default that of the element with this `actionId` */
  readonly elementType?: string | undefined;
  /** `value` of the element. @default that of the element with this `actionId` */
  readonly value?: string | undefined;
  /** Fields that other kinds of elements send, such as `selected_option`. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
  /** @default the first person */
  readonly user?: string | undefined;
}

/** The data for the payloads of interactions. */
export interface PayloadSource {
  readonly workspace: Workspace;
  readonly app: App;
  /** The address of this Slack. */
  readonly origin: string;
}

interface Placed {
  readonly user: string;
  readonly channel: string;
  readonly threadTs?: string | undefined;
  readonly messageTs?: string | undefined;
}

/** Creates an ID that can open one view within three seconds. */
export function issueTrigger(
  { workspace }: Pick<MethodContext, "workspace">,
  { user, viewId }: { user: string; viewId?: string | undefined },
): string {
  const { records, directory } = workspace;
  const now = workspace.now();
  const team = directory.mainApp.teamId.replace(/\D/g, "") || "1";
  const id = `${Math.floor(now)}.${team}.${records.nextId("").toLowerCase()}`;
  records.triggers.set(id, { at: now, userId: user, viewId, isSpent: false });
  return id;
}

/** Creates an address at which the app may answer, five times in half an hour. */
export function issueResponseUrl(
  { workspace, app, origin }: PayloadSource,
  { user, channel, threadTs, messageTs }: Placed,
  way: "actions" | "commands" = "actions",
): string {
  const id = workspace.records.nextId("R");
  workspace.records.responseAddresses.set(id, {
    at: workspace.now(),
    channel,
    userId: user,
    botId: app.botId,
    threadTs,
    messageTs,
    uses: 0,
  });
  return `${origin}/${way}/${app.teamId}/${id}`;
}

export function toUser({ workspace, app }: PayloadSource, id: string) {
  const name = workspace.directory.users.get(id)?.name ?? id;
  return { id, username: name, name, team_id: app.teamId };
}

export function toTeam({ workspace, app }: PayloadSource) {
  return { id: app.teamId, domain: workspace.directory.teams.get(app.teamId)?.domain ?? "emulator" };
}

/** The fields of every interaction. */
export function toInteraction(source: PayloadSource, user: string) {
  return {
    token: "emulator-verification-token",
    user: toUser(source, user),
    api_app_id: source.app.appId,
    team: toTeam(source),
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** The payload of a click on an element of a message. */
export function toMessageClick(
  source: PayloadSource,
  click: Click & { user: string },
  message: StoredMessage,
) {
  const { channel, threadTs, ts } = message;
  const { user } = click;
  const fields = toMessageFields(message);
  return {
    type: "block_actions",
    ...toInteraction(source, user),
    channel: toChannel(source, channel),
    container: {
      type: "message",
      message_ts: ts,
      channel_id: channel,
      is_ephemeral: false,
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    },
    message: fields,
    state: { values: {} },
    trigger_id: issueTrigger(source, { user }),
    response_url: issueResponseUrl(source, { user, channel, threadTs, messageTs: ts }),
    actions: [toAction(click, { held: fields.blocks, ts })],
  };
}

/** The payload of a click on an element of a view. */
export function toViewClick(source: PayloadSource, click: Click & { user: string }, view: StoredView) {
  const { user } = click;
  return {
    type: "block_actions",
    ...toInteraction(source, user),
    container: { type: "view", view_id: view.id },
    view: toViewPayload(source.workspace, view),
    state: { values: view.values },
    trigger_id: issueTrigger(source, { user, viewId: view.id }),
    actions: [toAction(click, { held: view.content.blocks, ts: String(source.workspace.now() / 1_000) })],
  };
}

export function toChannel({ workspace }: Pick<PayloadSource, "workspace">, id: string) {
  const channel = workspace.directory.channels.get(id);
  return { id, name: id.startsWith("D") ? "directmessage" : (channel?.name ?? id) };
}

interface ClickableElement {
  readonly actionId: string;
  readonly blockId: string;
  readonly type: unknown;
  readonly value: unknown;
}

/** The elements of a message or a view that can be clicked. */
function listElements(held: unknown, within = "block"): readonly ClickableElement[] {
  if (typeof held !== "object" || held === null) return [];
  const { action_id: actionId, block_id: own, type, value } = held as Record<string, unknown>;
  const blockId = typeof own === "string" ? own : within;
  const inside = Object.values(held).flatMap((part) => listElements(part, blockId));
  return typeof actionId === "string" ? [{ actionId, blockId, type, value }, ...inside] : inside;
}

/** Slack sends with a click the fields that the message or view has for the element. */
function toAction(click: Click, { held, ts }: { held: unknown; ts: string }) {
  const { actionId, blockId } = click;
  // Elements in two blocks may share an action id.
  const elements = listElements(held).filter((one) => blockId === undefined || one.blockId === blockId);
  const element = elements.find((one) => one.actionId === actionId);
  if (element === undefined) {
    const known = elements.map((one) => one.actionId);
    const place = blockId === undefined ? "" : ` in block ${blockId}`;
    const hint = known.length === 0 ? "there is no element to click" : suggest(actionId, known);
    throw new RangeError(`click: unknown actionId ${actionId}${place}; ${hint}`);
  }
  return {
    type: click.elementType ?? element.type,
    action_id: actionId,
    block_id: element.blockId,
    value: click.value ?? element.value,
    action_ts: ts,
    ...click.fields,
  };
}

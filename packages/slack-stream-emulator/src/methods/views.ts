import { isRecord } from "../content/chunks.ts";
import { type Answer, accept, refuse, refuseArgument } from "../protocol/answer.ts";
import { toParsed, toText } from "../protocol/arguments.ts";
import type { StoredView, Trigger } from "../workspace/records.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { refuseBlocks } from "./attachments.ts";
import type { Method, MethodContext, MethodTable } from "./method.ts";

/** S206 */
const TRIGGER_LIFE_MS = 3_000;
const MAX_VIEWS = 3;
const MAX_VIEW_BYTES = 250_000;
const MAX_VIEW_BLOCKS = 100;
const MAX_TITLE = 24;

const open: Method = (context) => openFor(context, () => undefined);

/** Opens a view above the view of the trigger. */
const push: Method = (context) =>
  openFor(context, ({ viewId }) => {
    const below = context.workspace.records.views.get(viewId ?? "");
    if (below === undefined || !below.isOpen || below.type !== "modal") return refuse("not_found");
    return toStack(context.workspace, below).length < MAX_VIEWS ? below : refuse("push_limit_reached");
  });

/** Opens a view for the person of the trigger, and uses up the trigger. */
function openFor(
  context: MethodContext,
  findBelow: (trigger: Trigger) => StoredView | Answer | undefined,
): Answer {
  const trigger = takeTrigger(context);
  if ("ok" in trigger) return trigger;
  const below = findBelow(trigger);
  if (below !== undefined && "ok" in below) return below;
  const read = readView(context, ["modal"]);
  if ("ok" in read) return read;
  trigger.isSpent = true;
  const { workspace, app } = context;
  const view = addView(workspace, { appId: app.appId, userId: trigger.userId, content: read.content, below });
  return accept({ view: toViewPayload(workspace, view) });
}

const update: Method = (context) => {
  const { args, workspace, app } = context;
  const id = toText(args, "view_id");
  const externalId = toText(args, "external_id");
  if (id === undefined && externalId === undefined)
    return refuseArgument("invalid_arguments", {
      pointer: "",
      rule: "one of view_id and external_id is required",
    });
  const view = [...workspace.records.views.values()].find(
    (one) => one.isOpen && (id === undefined ? one.content.external_id === externalId : one.id === id),
  );
  if (view === undefined || view.appId !== app.appId) return refuse("not_found");
  const read = readView(context, [view.type], view);
  if ("ok" in read) return read;
  const { content } = read;
  if (isStale(context, view)) return refuse("hash_conflict");
  replaceView(workspace, view, content);
  return accept({ view: toViewPayload(workspace, view) });
};

/** The home tab of one person. */
const publish: Method = (context) => {
  const { args, workspace, app } = context;
  const user = toText(args, "user_id");
  if (user === undefined || !workspace.directory.users.has(user)) {
    return refuseArgument("invalid_arguments", { pointer: "user_id", rule: "must be a user of the team" });
  }
  const home = findHome(workspace, { appId: app.appId, userId: user });
  const read = readView(context, ["home"], home);
  if ("ok" in read) return read;
  const { content } = read;
  if (home === undefined) {
    const view = addView(workspace, { appId: app.appId, userId: user, content, below: undefined });
    return accept({ view: toViewPayload(workspace, view) });
  }
  if (isStale(context, home)) return refuse("hash_conflict");
  replaceView(workspace, home, content);
  return accept({ view: toViewPayload(workspace, home) });
};

function takeTrigger({ args, workspace, now }: MethodContext): Trigger | Answer {
  const id = toText(args, "trigger_id") ?? toText(args, "interactivity_pointer");
  if (id === undefined)
    return refuseArgument("invalid_arguments", {
      pointer: "trigger_id",
      rule: "missing required field: trigger_id",
    });
  const trigger = workspace.records.triggers.get(id);
  if (trigger === undefined) return refuse("invalid_trigger_id");
  if (trigger.isSpent) return refuse("exchanged_trigger_id");
  return now - trigger.at > TRIGGER_LIFE_MS ? refuse("expired_trigger_id") : trigger;
}

type ViewContent = Readonly<Record<string, unknown>>;

function readView(
  { args, workspace }: MethodContext,
  types: readonly string[],
  replaced?: StoredView,
): { content: ViewContent } | Answer {
  const view = toParsed(args, "view");
  if (!isRecord(view)) return refuseView("", "missing required field: view");
  if (JSON.stringify(view).length > MAX_VIEW_BYTES) return refuse("view_too_large");
  const problem = checkView(view, types);
  if (problem !== undefined) return problem;
  const isTaken =
    typeof view.external_id === "string" &&
    view.external_id !== "" &&
    [...workspace.records.views.values()].some(
      (one) => one.isOpen && one !== replaced && one.content.external_id === view.external_id,
    );
  return isTaken ? refuse("duplicate_external_id") : { content: view };
}

/** Returns the refusal of a view, from a call or from the response to a submission. */
export function checkView(
  view: Readonly<Record<string, unknown>>,
  types: readonly string[],
): Answer | undefined {
  const { type, title, blocks, submit } = view;
  if (typeof type !== "string" || !types.includes(type))
    return refuseView("/type", `must be one of: ${types.join(", ")}`);
  if (type === "modal") {
    if (!isPlainText(title)) return refuseView("/title", "missing required field: title");
    if ([...String(title.text)].length > MAX_TITLE)
      return refuseView("/title/text", `must be less than ${MAX_TITLE + 1} characters`);
  }
  if (!Array.isArray(blocks)) return refuseView("/blocks", "missing required field: blocks");
  const input = blocks.findIndex((block) => isRecord(block) && block.type === "input");
  if (type === "modal" && submit === undefined && input >= 0)
    return refuseView(`/blocks/${input}/input`, "must define `submit` to use an `input` block in modals");
  const place = { code: "invalid_arguments", pointer: "view/blocks", max: MAX_VIEW_BLOCKS };
  return refuseBlocks(blocks, place);
}

function refuseView(pointer: string, rule: string): Answer {
  return refuseArgument("invalid_arguments", { pointer: `view${pointer}`, rule });
}

function isPlainText(value: unknown): value is { text: string } {
  return (
    isRecord(value) && value.type === "plain_text" && typeof value.text === "string" && value.text !== ""
  );
}

function isStale({ args }: MethodContext, view: StoredView): boolean {
  const hash = toText(args, "hash");
  return hash !== undefined && hash !== view.hash;
}

interface NewView {
  readonly appId: string;
  readonly userId: string;
  readonly content: ViewContent;
  readonly below: StoredView | undefined;
}

export function addView(workspace: Workspace, { appId, userId, content, below }: NewView): StoredView {
  const id = workspace.records.nextId("V");
  const view: StoredView = {
    id,
    appId,
    userId,
    type: content.type === "home" ? "home" : "modal",
    content: withIds(content),
    hash: toHash(workspace),
    rootId: below?.rootId ?? id,
    previousId: below?.id,
    isOpen: true,
    values: {},
    responseUrls: [],
  };
  workspace.records.views.set(id, view);
  return view;
}

export function replaceView(workspace: Workspace, view: StoredView, content: ViewContent): void {
  view.content = withIds(content);
  view.hash = toHash(workspace);
}

/** The views of a modal, from the first view to the view on top. */
export function toStack({ records }: Workspace, view: StoredView): StoredView[] {
  return [...records.views.values()].filter((one) => one.isOpen && one.rootId === view.rootId);
}

export function findHome(
  { records }: Workspace,
  { appId, userId }: { appId: string; userId: string },
): StoredView | undefined {
  return [...records.views.values()].find(
    (one) => one.type === "home" && one.appId === appId && one.userId === userId,
  );
}

function toHash(workspace: Workspace): string {
  return `${Math.floor(workspace.now() / 1_000)}.${workspace.records.nextId("").toLowerCase()}`;
}

/** Adds IDs to blocks and elements without one, as Slack does. */
function withIds(content: ViewContent): ViewContent {
  const blocks = (content.blocks as Record<string, unknown>[]).map((block, index) => ({
    block_id: `b${index + 1}`,
    ...block,
  }));
  return { ...content, blocks };
}

/** A view in the form of responses and interactions. */
export function toViewPayload(workspace: Workspace, view: StoredView): Record<string, unknown> {
  const app = [...workspace.directory.apps.values()].find(({ appId }) => appId === view.appId);
  return {
    id: view.id,
    team_id: app?.teamId,
    private_metadata: "",
    callback_id: "",
    title: null,
    close: null,
    submit: null,
    clear_on_close: false,
    notify_on_close: false,
    external_id: "",
    ...view.content,
    type: view.type,
    state: { values: view.values },
    hash: view.hash,
    previous_view_id: view.previousId ?? null,
    root_view_id: view.rootId,
    app_id: view.appId,
    app_installed_team_id: app?.teamId,
    bot_id: app?.botId,
  };
}

export const VIEWS: MethodTable = {
  "views.open": {
    run: open,
    errors: [
      "duplicate_external_id",
      "exchanged_trigger_id",
      "expired_trigger_id",
      "invalid_arguments",
      "invalid_trigger_id",
      "view_too_large",
    ],
  },
  "views.publish": {
    run: publish,
    errors: ["duplicate_external_id", "hash_conflict", "invalid_arguments", "view_too_large"],
    notes: "The home tab is always enabled.",
  },
  "views.push": {
    run: push,
    errors: [
      "duplicate_external_id",
      "exchanged_trigger_id",
      "expired_trigger_id",
      "invalid_arguments",
      "invalid_trigger_id",
      "not_found",
      "push_limit_reached",
      "view_too_large",
    ],
  },
  "views.update": {
    run: update,
    errors: ["duplicate_external_id", "hash_conflict", "invalid_arguments", "not_found", "view_too_large"],
  },
};

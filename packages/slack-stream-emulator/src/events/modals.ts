import { isRecord } from "../content/chunks.ts";
import { addView, checkView, replaceView, toStack, toViewPayload } from "../methods/views.ts";
import type { StoredView } from "../workspace/records.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Attempt } from "./deliver.ts";
import { issueTrigger, toInteraction } from "./payloads.ts";
import type { Wire } from "./wire.ts";

/** A modal that somebody submits. */
export interface Submission {
  /** @default the view on top */
  readonly viewId?: string | undefined;
  /** The input, by block ID and action ID: the value of the element, such as `{ type, value }`, or a string for a text field. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;
  /** @default the person who opened it */
  readonly user?: string | undefined;
}

/** The result of a submission. */
export interface Submitted extends Attempt {
  /** What the person then sees: no modal, another view, or errors at its fields. */
  readonly result: "closed" | "updated" | "pushed" | "errors" | "failed";
  /** The errors, by block ID. */
  readonly errors: Readonly<Record<string, string>>;
}

/** The acts of people with modals. */
export interface Modals {
  /** Somebody submits a modal: `view_submission`. The `response_action` of the bot's answer is carried out. */
  submitView(submission?: Submission): Promise<Submitted>;
  /** Somebody closes a modal: `view_closed`, if its views ask for it by `notify_on_close`. */
  closeView(options?: {
    viewId?: string | undefined;
    isCleared?: boolean | undefined;
  }): Promise<Attempt | undefined>;
}

export async function submitView(
  wire: Wire,
  { viewId, values = {}, user }: Submission = {},
): Promise<Submitted> {
  const { workspace } = wire;
  const view = getModal(workspace, { what: "submitView", viewId });
  const who = user ?? view.userId;
  view.values = toValues(values);
  const payload = {
    type: "view_submission",
    ...toInteraction(wire, who),
    trigger_id: issueTrigger(wire, { user: who, viewId: view.id }),
    view: toViewPayload(workspace, view),
    response_urls: [],
  };
  const attempt = await wire.deliver({ type: "view_submission", kind: "interactive", payload });
  const outcome = attempt.failure === undefined ? carryOut(workspace, view, attempt.answer) : FAILED;
  return { ...attempt, ...outcome };
}

export async function closeView(
  wire: Wire,
  { viewId, isCleared = false }: { viewId?: string | undefined; isCleared?: boolean | undefined } = {},
): Promise<Attempt | undefined> {
  const { workspace } = wire;
  const view = getModal(workspace, { what: "closeView", viewId });
  if (isCleared) closeStack(workspace, view);
  else view.isOpen = false;
  if (view.content.notify_on_close !== true) return undefined;
  const payload = {
    type: "view_closed",
    ...toInteraction(wire, view.userId),
    view: toViewPayload(workspace, view),
    is_cleared: isCleared,
  };
  return await wire.deliver({ type: "view_closed", kind: "interactive", payload });
}

function getModal(
  workspace: Workspace,
  { what, viewId }: { what: string; viewId: string | undefined },
): StoredView {
  const view = findModal(workspace, viewId);
  if (view !== undefined) return view;
  throw new RangeError(
    viewId === undefined
      ? `${what}: no modal is open`
      : `${what}: viewId must be an open modal, got ${viewId}`,
  );
}

/** Finds the modal on top, or the open modal with that ID. */
export function findModal({ records }: Workspace, viewId: string | undefined): StoredView | undefined {
  const open = [...records.views.values()].filter((view) => view.isOpen && view.type === "modal");
  return viewId === undefined ? open.at(-1) : open.find(({ id }) => id === viewId);
}

function closeStack(workspace: Workspace, view: StoredView): void {
  for (const one of toStack(workspace, view)) one.isOpen = false;
}

function carryOut(
  workspace: Workspace,
  view: StoredView,
  answer: unknown,
): Pick<Submitted, "result" | "errors"> {
  const action = isRecord(answer) ? answer.response_action : undefined;
  if (action === "errors" && isRecord(answer) && isRecord(answer.errors))
    return {
      result: "errors",
      errors: Object.fromEntries(Object.entries(answer.errors).map(([block, text]) => [block, String(text)])),
    };
  if ((action === "update" || action === "push") && isRecord(answer)) {
    const { view: content } = answer;
    if (!isRecord(content) || checkView(content, ["modal"]) !== undefined) return FAILED;
    if (action === "update") {
      replaceView(workspace, view, content);
      return { result: "updated", errors: {} };
    }
    addView(workspace, { appId: view.appId, userId: view.userId, content, below: view });
    return { result: "pushed", errors: {} };
  }
  if (action === "clear") closeStack(workspace, view);
  // Without a `response_action` only the view on top is closed.
  else view.isOpen = false;
  return { result: "closed", errors: {} };
}

const FAILED = { result: "failed", errors: {} } as const;

function toValues(values: Readonly<Record<string, Readonly<Record<string, unknown>>>>) {
  return Object.fromEntries(
    Object.entries(values).map(([block, elements]) => [
      block,
      Object.fromEntries(
        Object.entries(elements).map(([action, value]) => [
          action,
          typeof value === "string" ? { type: "plain_text_input", value } : value,
        ]),
      ),
    ]),
  );
}

import { setTimeout as wait } from "node:timers/promises";
import * as v from "valibot";
import type { SlackEmulator } from "../emulator.ts";
import { ACTION_SHAPES } from "../events/action-shapes.ts";
import type { Attempt } from "../events/deliver.ts";
import {
  changeAssistantContext,
  openHome,
  runFunction,
  startAssistantThread,
  verifyUrl,
} from "../events/happen.ts";
import { click, command, shortcut, typeInMenu } from "../events/interact.ts";
import { closeView, findModal, submitView } from "../events/modals.ts";
import { joinWires, type Wire } from "../events/wire.ts";
import {
  directMessage,
  edit,
  join,
  mention,
  message,
  pressStop,
  react,
  remove,
  unreact,
} from "../events/write.ts";
import { toInternals } from "../internals.ts";
import { ControlRefusal, type Operation, operation } from "./operation.ts";
import { DELIVERY, describe } from "./schemas.ts";
import { toAttempt } from "./views.ts";

interface Done {
  readonly channel?: string | undefined;
  readonly ts?: string | undefined;
}

const { index: _, kind: __, app: ___, payload: ____, at, ...ATTEMPT } = DELIVERY.entries;

export const ACTION_RESULT = v.strictObject({
  channel: v.nullable(v.string()),
  ts: describe(v.nullable(v.string()), "Of the message that was written."),
  threadTs: describe(v.nullable(v.string()), "Of the thread that was begun."),
  id: describe(v.nullable(v.string()), "Of the function's execution."),
  delivery: describe(
    v.nullable(v.strictObject({ ...ATTEMPT, at })),
    "The last try to hand the event to the bot. Null if nothing was sent, or the bot has not answered within 5 s: GET /deliveries tells later.",
  ),
  result: describe(
    v.nullable(v.picklist(["closed", "updated", "pushed", "errors", "failed"])),
    "What the person sees when a modal was submitted.",
  ),
  errors: describe(v.nullable(v.record(v.string(), v.string())), "By block id, of a submitted modal."),
  isVerified: describe(v.nullable(v.boolean()), "Whether the challenge came back, of verifyUrl."),
});

interface ActionDefinition<Shape extends v.GenericSchema> {
  readonly id: string;
  readonly summary: string;
  readonly body: Shape;
  readonly run: (wire: Wire, options: v.InferOutput<Shape>) => unknown;
  /** Returns the ID of the app that owns the message or view. */
  readonly findOwner?: (slack: SlackEmulator, options: v.InferOutput<Shape>) => string | undefined;
  /** What happens if no bot is connected. If it is missing, a bot is needed. */
  readonly alone?: (slack: SlackEmulator, options: v.InferOutput<Shape>) => Done;
}

function person<Shape extends v.GenericSchema>({
  run: act,
  findOwner,
  alone,
  ...definition
}: ActionDefinition<Shape>): Operation {
  return operation({
    ...definition,
    method: "POST",
    path: `/people/${definition.id}`,
    tag: "people",
    answer: ACTION_RESULT,
    async run(slack, { body }) {
      const wire = findWire(slack, findOwner?.(slack, body));
      if (wire !== undefined) return await toResult(act(wire, body));
      if (alone === undefined) throw new ControlRefusal(409, NO_BOT);
      const { channel, ts } = alone(slack, body);
      return { ...NOTHING, channel: channel ?? null, ts: ts ?? null };
    },
  });
}

/** The connection to all bots of one app: the owner, or else the app of the bot that connected last. */
function findWire(slack: SlackEmulator, owner: string | undefined): Wire | undefined {
  const wires = [...toInternals(slack).bots];
  const owning = wires.filter(({ app }) => app.appId === owner);
  const appId = owning.length > 0 ? owner : wires.at(-1)?.app.appId;
  const chosen = wires.filter(({ app }) => app.appId === appId);
  const last = chosen.pop();
  return last && joinWires(chosen, last);
}

interface Element {
  readonly ts?: string | undefined;
  readonly viewId?: string | undefined;
}

function findElementOwner(slack: SlackEmulator, { ts, viewId }: Element): string | undefined {
  const { workspace } = toInternals(slack);
  if (viewId !== undefined) return workspace.records.views.get(viewId)?.appId;
  return ts === undefined ? undefined : workspace.findByTs(ts)?.appId;
}

function findModalOwner(slack: SlackEmulator, { viewId }: Element): string | undefined {
  return findModal(toInternals(slack).workspace, viewId)?.appId;
}

/** The acts of people: the methods of `connectBot()`, by their names. */
export const PEOPLE: readonly Operation[] = [
  person({
    id: "mention",
    summary: "Somebody mentions the bot in a channel: app_mention.",
    body: ACTION_SHAPES.mention,
    run: mention,
    alone: (slack, body) => {
      const { botUserId } = slack.directory.mainApp;
      return slack.postUserMessage({ ...body, text: `<@${botUserId}> ${body.text}` });
    },
  }),
  person({
    id: "directMessage",
    summary: "Somebody writes to the bot directly: message (message.im).",
    body: ACTION_SHAPES.directMessage,
    run: directMessage,
    alone: (slack, body) => slack.postUserMessage({ channel: "D0000000001", ...body }),
  }),
  person({
    id: "message",
    summary: "Somebody writes in a channel: message (message.channels, .groups, .im or .mpim).",
    body: ACTION_SHAPES.message,
    run: message,
    alone: (slack, body) => slack.postUserMessage(body),
  }),
  person({
    id: "edit",
    summary: "Somebody changes a message: message with the subtype message_changed.",
    body: ACTION_SHAPES.edit,
    run: edit,
  }),
  person({
    id: "remove",
    summary: "Somebody deletes a message: message with the subtype message_deleted.",
    body: ACTION_SHAPES.remove,
    run: remove,
  }),
  person({
    id: "react",
    summary: "Somebody adds an emoji: reaction_added.",
    body: ACTION_SHAPES.react,
    run: react,
  }),
  person({
    id: "unreact",
    summary: "Somebody takes an emoji away: reaction_removed.",
    body: ACTION_SHAPES.unreact,
    run: unreact,
  }),
  person({
    id: "join",
    summary: "Somebody joins a channel, the bot if user is left out: member_joined_channel.",
    body: ACTION_SHAPES.join,
    run: join,
  }),
  person({
    id: "pressStop",
    summary: "Somebody presses stop in a thread: its streams end, agent_session_stopped.",
    body: ACTION_SHAPES.pressStop,
    run: pressStop,
    alone: (slack, body) => {
      slack.stopByUser(body);
      return {};
    },
  }),
  person({
    id: "click",
    summary: "Somebody clicks a button or uses another element: block_actions.",
    body: ACTION_SHAPES.click,
    findOwner: findElementOwner,
    run: (wire, body) => {
      const delivered = click(wire, body);
      tellOfClick(wire.slack, body);
      return delivered;
    },
    alone: (slack, body) => {
      if (body.ts === undefined) throw new ControlRefusal(409, NO_BOT);
      tellOfClick(slack, body);
      return {};
    },
  }),
  person({
    id: "suggest",
    summary: "Somebody types in a menu whose options the app gives: block_suggestion.",
    body: ACTION_SHAPES.suggest,
    findOwner: findElementOwner,
    run: typeInMenu,
  }),
  person({
    id: "command",
    summary: "Somebody uses a slash command; what the bot answers at once is posted.",
    body: ACTION_SHAPES.command,
    run: command,
  }),
  person({
    id: "shortcut",
    summary: "Somebody uses a shortcut: shortcut, or with ts message_action.",
    body: ACTION_SHAPES.shortcut,
    run: shortcut,
  }),
  person({
    id: "openHome",
    summary: "Somebody opens the app's home tab: app_home_opened.",
    body: ACTION_SHAPES.openHome,
    run: openHome,
  }),
  person({
    id: "startAssistantThread",
    summary: "Somebody opens the assistant: a new thread, assistant_thread_started.",
    body: ACTION_SHAPES.startAssistantThread,
    run: startAssistantThread,
  }),
  person({
    id: "changeAssistantContext",
    summary: "Somebody looks at another channel beside the assistant: assistant_thread_context_changed.",
    body: ACTION_SHAPES.changeAssistantContext,
    run: changeAssistantContext,
  }),
  person({
    id: "runFunction",
    summary: "A workflow runs a function of the app: function_executed.",
    body: ACTION_SHAPES.runFunction,
    run: runFunction,
  }),
  person({
    id: "submitView",
    summary: "Somebody submits a modal: view_submission; the answer's response_action is carried out.",
    body: ACTION_SHAPES.submitView,
    findOwner: findModalOwner,
    run: submitView,
  }),
  person({
    id: "closeView",
    summary: "Somebody closes a modal: view_closed, if its view asks for it.",
    body: ACTION_SHAPES.closeView,
    findOwner: findModalOwner,
    run: closeView,
  }),
  person({
    id: "verifyUrl",
    summary: "Slack asks whether the address is the app's: url_verification. Over HTTP only.",
    body: ACTION_SHAPES.verifyUrl,
    run: verifyUrl,
  }),
  person({
    id: "send",
    summary: "Any other event; the body is the event.",
    body: ACTION_SHAPES.send,
    run: (wire, event) => wire.send(event),
  }),
];

/** Also calls the listeners of `onClick`, which get clicks on elements in messages. */
function tellOfClick(
  slack: SlackEmulator,
  { ts, ...clicked }: v.InferOutput<typeof ACTION_SHAPES.click>,
): void {
  if (ts === undefined) return;
  const { actionId, blockId, elementType, value, user } = clicked;
  slack.click({ ts, actionId, blockId, elementType, value, user });
}

const NO_BOT =
  "no bot is connected: let yours connect by Socket Mode, start the emulator with --events-url, or POST /control/v1/bots";

const NOTHING = {
  channel: null,
  ts: null,
  threadTs: null,
  id: null,
  delivery: null,
  result: null,
  errors: null,
  isVerified: null,
};

/**
 * In real time, because a manual clock does not move by itself, and the caller must not wait forever for a bot that
 * hangs.
 */
const LONGEST_WAIT_MS = 5_000;

interface Acted extends Done {
  readonly message?: Done;
  readonly threadTs?: string | undefined;
  readonly id?: string | undefined;
  readonly delivered?: Promise<Attempt>;
}

async function toResult(done: unknown): Promise<v.InferInput<typeof ACTION_RESULT>> {
  const { message, channel, threadTs, id, delivered }: Acted =
    done instanceof Promise ? { delivered: done } : ((done ?? {}) as Acted);
  const attempt: (Attempt & Partial<Outcome>) | undefined =
    delivered && (await Promise.race([delivered, wait(LONGEST_WAIT_MS, undefined, { ref: false })]));
  return {
    ...NOTHING,
    channel: message?.channel ?? channel ?? null,
    ts: message?.ts ?? null,
    threadTs: threadTs ?? null,
    id: id ?? null,
    delivery: attempt === undefined ? null : toAttempt(attempt),
    result: attempt?.result ?? null,
    errors: attempt?.errors === undefined ? null : { ...attempt.errors },
    isVerified: attempt?.isVerified ?? null,
  };
}

/** The results of some actions besides their delivery. */
interface Outcome {
  readonly result: "closed" | "updated" | "pushed" | "errors" | "failed";
  readonly errors: Readonly<Record<string, string>>;
  readonly isVerified: boolean;
}

import { setTimeout as wait } from "node:timers/promises";
import * as v from "valibot";
import type { SlackEmulator } from "../emulator.ts";
import type { BotConnection } from "../events/connect-bot.ts";
import type { Attempt } from "../events/deliver.ts";
import { toInternals } from "../internals.ts";
import { ControlRefusal, type Operation, operation } from "./operation.ts";
import { ANY_TEXT, CHANNEL, DELIVERY, describe, FLAG, RECORD, TEXT, THREAD_TS, TS, USER } from "./schemas.ts";
import { toAttempt } from "./views.ts";

type Action = Exclude<keyof BotConnection, "attempts" | "disconnect">;

interface ActionDefinition {
  readonly summary: string;
  readonly body: v.GenericSchema;
  /** What is done while no bot listens; without it a bot is needed. */
  readonly alone?: ((slack: SlackEmulator, body: never) => Done) | undefined;
}

interface Done {
  readonly channel?: string | undefined;
  readonly ts?: string | undefined;
}

const user = v.optional(USER);
const channel = v.optional(describe(CHANNEL, "Id of a channel. Left out, the first channel."));
const WRITTEN = v.strictObject({
  text: TEXT,
  channel,
  user,
  threadTs: v.optional(THREAD_TS),
});
type Written = v.InferOutput<typeof WRITTEN>;
const EMOJI = v.strictObject({ ts: TS, name: describe(TEXT, "Without colons."), user });
const CONTEXT = v.strictObject({ channelId: v.optional(TEXT), teamId: v.optional(TEXT) });
const ELEMENT = {
  ts: v.optional(describe(TEXT, "The message that holds the element.")),
  viewId: v.optional(describe(TEXT, "The view that holds it, if no message does.")),
  actionId: TEXT,
  blockId: v.optional(TEXT),
  user,
};
const CLICK = v.strictObject({
  ...ELEMENT,
  elementType: v.optional(
    describe(TEXT, "Kind of the element. Left out, that of the element in the message."),
  ),
  value: v.optional(ANY_TEXT),
  fields: v.optional(describe(RECORD, "What other kinds of elements send, such as selected_option.")),
});
const STOP = v.strictObject({ channel: CHANNEL, threadTs: THREAD_TS });

const ACTIONS: Readonly<Record<Action, ActionDefinition>> = {
  mention: {
    summary: "Somebody mentions the bot in a channel: app_mention.",
    body: WRITTEN,
    alone: (slack, body: Written) => {
      const { botUserId } = slack.directory.mainApp;
      return slack.postUserMessage({ ...body, text: `<@${botUserId}> ${body.text}` });
    },
  },
  directMessage: {
    summary: "Somebody writes to the bot directly: message (message.im).",
    body: v.strictObject({ ...WRITTEN.entries, channel: v.optional(CHANNEL) }),
    alone: (slack, body: Written) => slack.postUserMessage({ channel: "D0000000001", ...body }),
  },
  message: {
    summary: "Somebody writes in a channel: message (message.channels, .groups, .im or .mpim).",
    body: WRITTEN,
    alone: (slack, body: Written) => slack.postUserMessage(body),
  },
  edit: {
    summary: "Somebody changes a message: message with the subtype message_changed.",
    body: v.strictObject({ ts: TS, text: TEXT }),
  },
  remove: {
    summary: "Somebody deletes a message: message with the subtype message_deleted.",
    body: v.strictObject({ ts: TS }),
  },
  react: { summary: "Somebody adds an emoji: reaction_added.", body: EMOJI },
  unreact: { summary: "Somebody takes an emoji away: reaction_removed.", body: EMOJI },
  join: {
    summary: "Somebody joins a channel, the bot if user is left out: member_joined_channel.",
    body: v.strictObject({ channel: CHANNEL, user }),
  },
  pressStop: {
    summary: "Somebody presses stop in a thread: its streams end, agent_session_stopped.",
    body: STOP,
    alone: (slack, body: v.InferOutput<typeof STOP>) => {
      slack.stopByUser(body);
      return {};
    },
  },
  click: {
    summary: "Somebody clicks a button or uses another element: block_actions.",
    body: CLICK,
    alone: (slack, body: v.InferOutput<typeof CLICK>) => {
      slack.click({ ...body, ts: body.ts ?? "" });
      return {};
    },
  },
  suggest: {
    summary: "Somebody types in a menu whose options the app gives: block_suggestion.",
    body: v.strictObject({ ...ELEMENT, value: describe(ANY_TEXT, "What was typed so far.") }),
  },
  command: {
    summary: "Somebody uses a slash command; what the bot answers at once is posted.",
    body: v.strictObject({
      command: describe(TEXT, "With its slash."),
      text: v.optional(ANY_TEXT),
      channel,
      threadTs: v.optional(THREAD_TS),
      user,
    }),
  },
  shortcut: {
    summary: "Somebody uses a shortcut: shortcut, or with ts message_action.",
    body: v.strictObject({ callbackId: TEXT, ts: v.optional(TS), user }),
  },
  openHome: {
    summary: "Somebody opens the app's home tab: app_home_opened.",
    body: v.strictObject({ user, tab: v.optional(v.picklist(["home", "messages"])) }),
  },
  startAssistantThread: {
    summary: "Somebody opens the assistant: a new thread, assistant_thread_started.",
    body: v.strictObject({ user, context: v.optional(CONTEXT) }),
  },
  changeAssistantContext: {
    summary: "Somebody looks at another channel beside the assistant: assistant_thread_context_changed.",
    body: v.strictObject({ threadTs: THREAD_TS, context: CONTEXT, user }),
  },
  runFunction: {
    summary: "A workflow runs a function of the app: function_executed.",
    body: v.strictObject({ callbackId: TEXT, inputs: v.optional(RECORD) }),
  },
  submitView: {
    summary: "Somebody submits a modal: view_submission; the answer's response_action is carried out.",
    body: v.strictObject({
      viewId: v.optional(describe(TEXT, "Left out, the modal on top.")),
      values: v.optional(
        describe(v.record(v.string(), RECORD), "What was filled in, by block id and action id."),
      ),
      user,
    }),
  },
  closeView: {
    summary: "Somebody closes a modal: view_closed, if its view asks for it.",
    body: v.strictObject({ viewId: v.optional(TEXT), isCleared: v.optional(FLAG) }),
  },
  verifyUrl: {
    summary: "Slack asks whether the address is the app's: url_verification. Over HTTP only.",
    body: v.strictObject({}),
  },
  send: {
    summary: "Any other event; the body is the event.",
    body: v.looseObject({ type: TEXT }),
  },
};

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

/** What people do: the methods of `connectBot()`, by their names. */
export const PEOPLE: readonly Operation[] = Object.entries(ACTIONS).map(
  ([action, { summary, body, alone }]) =>
    operation({
      id: action,
      method: "POST",
      path: `/people/${action}`,
      tag: "people",
      summary,
      body,
      answer: ACTION_RESULT,
      async run(slack, { body: options }) {
        const bot = [...toInternals(slack).bots].at(-1);
        if (bot !== undefined) {
          // Each method checks what it is given.
          const act = bot[action as Action] as (options: unknown) => unknown;
          return await toResult(act(options));
        }
        if (alone === undefined) throw new ControlRefusal(409, NO_BOT);
        const { channel: place, ts } = alone(slack, options as never);
        return { ...NOTHING, channel: place ?? null, ts: ts ?? null };
      },
    }),
);

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

/** Real time: a manual clock stands still, and a bot that hangs would keep its caller waiting. */
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

/** What some actions tell beside their delivery. */
interface Outcome {
  readonly result: "closed" | "updated" | "pushed" | "errors" | "failed";
  readonly errors: Readonly<Record<string, string>>;
  readonly isVerified: boolean;
}

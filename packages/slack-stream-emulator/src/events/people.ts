import type { Attempt } from "./deliver.ts";
import type { Modals } from "./modals.ts";
import type { Click } from "./payloads.ts";

/** A slash command that somebody types. */
export interface SlashCommand {
  /** The command, with its slash. */
  readonly command: string;
  /** The text after the command. @default "" */
  readonly text?: string | undefined;
  /** @default the first channel */
  readonly channel?: string | undefined;
  /** The thread in which it is typed. */
  readonly threadTs?: string | undefined;
  /** @default the first person */
  readonly user?: string | undefined;
}

/** A shortcut of the app that somebody uses. */
export interface Shortcut {
  /** As the app names the shortcut. */
  readonly callbackId: string;
  /** The message that it is used on. Left out for a global shortcut. */
  readonly ts?: string | undefined;
  /** @default the first person */
  readonly user?: string | undefined;
}

/** An emoji on a message. */
export interface Emoji {
  /** Id of the message. */
  readonly ts: string;
  /** Without colons. */
  readonly name: string;
  /** @default the first person */
  readonly user?: string | undefined;
}

/** Text that somebody types in a menu whose options the app provides. */
export interface Suggestion {
  /** The text so far. */
  readonly value: string;
  /** `action_id` of the menu. */
  readonly actionId: string;
  /** `block_id` of the block with the menu. @default "block" */
  readonly blockId?: string | undefined;
  /** The message with the menu. Give this or `viewId`. */
  readonly ts?: string | undefined;
  /** The view with the menu. Give this or `ts`. */
  readonly viewId?: string | undefined;
  /** @default the first person */
  readonly user?: string | undefined;
}

/** The channel that somebody views beside the assistant. */
export interface AssistantContext {
  /** ID of the channel that somebody views. */
  readonly channelId?: string | undefined;
  /** ID of the channel's workspace. @default that of the app */
  readonly teamId?: string | undefined;
}

/** The acts of people. The bot gets an event for each. */
export interface People extends Modals {
  /** Somebody changes their message: `message_changed`. */
  edit(change: { ts: string; text: string }): Promise<Attempt>;
  /** Somebody deletes a message: `message_deleted`. */
  remove(message: { ts: string }): Promise<Attempt>;
  /** Somebody adds an emoji: `reaction_added`. */
  react(emoji: Emoji): Promise<Attempt>;
  /** Somebody removes an emoji: `reaction_removed`. */
  unreact(emoji: Emoji): Promise<Attempt>;
  /** Somebody, by default the bot, joins a channel: `member_joined_channel`. */
  join(membership: { channel: string; user?: string | undefined }): Promise<Attempt>;
  /** Somebody clicks a button, or uses another element: `block_actions`, sent once. */
  click(click: Click): Promise<Attempt>;
  /** Somebody types in a menu whose options the app provides: `block_suggestion`. The options are in `answer`. */
  suggest(suggestion: Suggestion): Promise<Attempt>;
  /** Somebody uses a slash command. The bot's immediate response is posted, as in Slack. */
  command(command: SlashCommand): Promise<Attempt>;
  /** Somebody uses a global shortcut, or with `ts` a shortcut on a message. */
  shortcut(shortcut: Shortcut): Promise<Attempt>;
  /** Somebody opens the app's home tab: `app_home_opened`. */
  openHome(options?: { user?: string | undefined; tab?: "home" | "messages" | undefined }): Promise<Attempt>;
  /** Somebody opens the assistant: a new thread in the direct message, and `assistant_thread_started`. */
  startAssistantThread(options?: { user?: string | undefined; context?: AssistantContext | undefined }): {
    readonly channel: string;
    readonly threadTs: string;
    readonly delivered: Promise<Attempt>;
  };
  /** Somebody views another channel beside the assistant: `assistant_thread_context_changed`. */
  changeAssistantContext(change: {
    threadTs: string;
    context: AssistantContext;
    user?: string | undefined;
  }): Promise<Attempt>;
  /** A workflow runs a function of the app: `function_executed`. `state` returns the progress of the function. */
  runFunction(call: { callbackId: string; inputs?: Readonly<Record<string, unknown>> | undefined }): {
    readonly id: string;
    /** Returns the progress of the function. */
    readonly state: () => {
      readonly state: "running" | "completed" | "failed";
      readonly outputs: Readonly<Record<string, unknown>>;
      readonly error: string | undefined;
    };
    readonly delivered: Promise<Attempt>;
  };
}

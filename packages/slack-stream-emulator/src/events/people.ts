import type { Attempt } from "./deliver.ts";
import type { Modals } from "./modals.ts";
import type { Click } from "./payloads.ts";

/** A slash command that somebody types. */
export interface SlashCommand {
  /** With its slash. */
  readonly command: string;
  /** What follows the command. @default "" */
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
  /** The message it is used on; left out for a global shortcut. */
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

/** What somebody types in a menu whose options the app gives. */
export interface Suggestion {
  /** What was typed so far. */
  readonly value: string;
  /** Of the menu. */
  readonly actionId: string;
  /** Of the block that holds the menu. @default "block" */
  readonly blockId?: string | undefined;
  /** The message that holds the menu. Give this or `viewId`. */
  readonly ts?: string | undefined;
  /** The view that holds the menu. Give this or `ts`. */
  readonly viewId?: string | undefined;
  /** @default the first person */
  readonly user?: string | undefined;
}

/** The channel that somebody looks at beside the assistant. */
export interface AssistantContext {
  /** Id of the channel that somebody looks at. */
  readonly channelId?: string | undefined;
  /** Id of its workspace. @default that of the app */
  readonly teamId?: string | undefined;
}

/** The acts of people that the bot gets events for. */
export interface People extends Modals {
  /** Somebody changes what they wrote: `message_changed`. */
  edit(change: { ts: string; text: string }): Promise<Attempt>;
  /** Somebody deletes a message: `message_deleted`. */
  remove(message: { ts: string }): Promise<Attempt>;
  /** Somebody adds an emoji: `reaction_added`. */
  react(emoji: Emoji): Promise<Attempt>;
  /** Somebody takes an emoji away: `reaction_removed`. */
  unreact(emoji: Emoji): Promise<Attempt>;
  /** Somebody, by default the bot, joins a channel: `member_joined_channel`. */
  join(membership: { channel: string; user?: string | undefined }): Promise<Attempt>;
  /** Somebody clicks a button, or uses another element: `block_actions`, sent once. */
  click(click: Click): Promise<Attempt>;
  /** Somebody types in a menu whose options the app gives: `block_suggestion`. The options are in `answer`. */
  suggest(suggestion: Suggestion): Promise<Attempt>;
  /** Somebody uses a slash command. What the bot answers at once is posted, as Slack does. */
  command(command: SlashCommand): Promise<Attempt>;
  /** Somebody uses a global shortcut, or with `ts` one on a message. */
  shortcut(shortcut: Shortcut): Promise<Attempt>;
  /** Somebody opens the app's home tab: `app_home_opened`. */
  openHome(options?: { user?: string | undefined; tab?: "home" | "messages" | undefined }): Promise<Attempt>;
  /** Somebody opens the assistant: a new thread in the direct message, and `assistant_thread_started`. */
  startAssistantThread(options?: { user?: string | undefined; context?: AssistantContext | undefined }): {
    readonly channel: string;
    readonly threadTs: string;
    readonly delivered: Promise<Attempt>;
  };
  /** Somebody looks at another channel beside the assistant: `assistant_thread_context_changed`. */
  changeAssistantContext(change: {
    threadTs: string;
    context: AssistantContext;
    user?: string | undefined;
  }): Promise<Attempt>;
  /** A workflow runs a function of the app: `function_executed`. `state` tells how far the function is. */
  runFunction(call: { callbackId: string; inputs?: Readonly<Record<string, unknown>> | undefined }): {
    readonly id: string;
    /** How far the function is. */
    readonly state: () => {
      readonly state: "running" | "completed" | "failed";
      readonly outputs: Readonly<Record<string, unknown>>;
      readonly error: string | undefined;
    };
    readonly delivered: Promise<Attempt>;
  };
}

import { isRecord } from "../content/chunks.ts";
import { toTextContent } from "../content/rewrite.ts";
import type { MethodContext } from "../methods/method.ts";
import { toEphemeralContent } from "../methods/other-posts.ts";
import { post } from "../methods/post-message.ts";
import { findHome, toViewPayload } from "../methods/views.ts";
import { toEventTs, toMessageFields } from "../workspace/activities.ts";
import { markDeleted } from "../workspace/lifecycle.ts";
import type { StoredMessage } from "../workspace/message.ts";
import type { Channel } from "../workspace/seed.ts";
import type { Wire } from "./connect-bot.ts";
import type { Attempt } from "./deliver.ts";
import { createModals, type Modals } from "./modals.ts";
import {
  type Click,
  issueResponseUrl,
  issueTrigger,
  type PayloadSource,
  toChannel,
  toInteraction,
  toMessageClick,
  toTeam,
  toUser,
  toViewClick,
} from "./payloads.ts";

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

/** What people do, by whom the bot is called. */
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
  /** Somebody types in a menu whose options the app gives: `block_suggestion`; the attempt's `answer` has them. */
  suggest(suggestion: Suggestion): Promise<Attempt>;
  /** Somebody uses a slash command; what the bot answers at once is posted as Slack does. */
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
  /** A workflow runs a function of the app: `function_executed`. `state` tells what became of it. */
  runFunction(call: { callbackId: string; inputs?: Readonly<Record<string, unknown>> | undefined }): {
    readonly id: string;
    /** What became of the function so far. */
    readonly state: () => {
      readonly state: "running" | "completed" | "failed";
      readonly outputs: Readonly<Record<string, unknown>>;
      readonly error: string | undefined;
    };
    readonly delivered: Promise<Attempt>;
  };
}

export function createPeople(wire: Wire): People {
  const { internals, app } = wire;
  const { workspace, settings } = internals;
  const { directory, records } = workspace;
  const source: PayloadSource = {
    workspace,
    app,
    get origin() {
      return internals.origin();
    },
  };

  function somebody(user: string | undefined): string {
    return user ?? directory.firstPerson;
  }

  function findMessage(what: string, ts: string): StoredMessage {
    const message = workspace.findByTs(ts);
    if (message === undefined) throw new RangeError(`${what} must be a message's ts, got ${ts}`);
    return message;
  }

  function findChannel(what: string, id: string): Channel {
    const channel = directory.channels.get(id);
    if (channel === undefined) throw new RangeError(`${what} must be a channel of this emulator, got ${id}`);
    return channel;
  }

  function findDirect(user: string): string {
    const found = [...directory.channels.values()].find(
      ({ id, members }) => id.startsWith("D") && members.has(user) && members.has(app.botUserId),
    );
    if (found === undefined)
      throw new RangeError(`the workspace must have a direct message of ${user} and the bot`);
    return found.id;
  }

  function toContext(args: Record<string, unknown>, userId: string): MethodContext {
    const caller = { kind: "bot", userId, token: app.token } as const;
    const scopes = app.scopes ?? [];
    return { args, app, caller, scopes, origin: source.origin, workspace, settings, now: workspace.now() };
  }

  /** What a bot answers at once to a command: shown to the person, or to all. */
  function show(answer: unknown, { channel, user }: { channel: string; user: string }): void {
    const said = typeof answer === "string" ? { text: answer } : answer;
    if (!isRecord(said) || !(typeof said.text === "string" || Array.isArray(said.blocks))) return;
    const context = toContext({ ...said, channel }, user);
    if (said.response_type === "in_channel") post(context);
    else
      records.ephemerals.push({
        channel,
        ts: workspace.nextTs(),
        threadTs: undefined,
        user,
        botId: app.botId,
        ...toEphemeralContent(context),
      });
  }

  function toThread(user: string, { threadTs, context }: { threadTs: string; context: AssistantContext }) {
    return {
      user_id: user,
      context: {
        ...(context.channelId === undefined ? {} : { channel_id: context.channelId }),
        team_id: context.teamId ?? app.teamId,
        enterprise_id: null,
      },
      channel_id: findDirect(user),
      thread_ts: threadTs,
    };
  }

  return {
    ...createModals(wire, source),
    edit: ({ ts, text }) => {
      const message = findMessage("edit.ts", ts);
      return wire.cause(["message.channels", "message.groups", "message.im", "message.mpim"], () => {
        Object.assign(message, toTextContent(text, { size: settings.size, syntax: "mrkdwn" }));
        message.edits += 1;
        message.showsEdited = true;
        workspace.edited(message);
      });
    },
    remove: ({ ts }) => {
      const message = findMessage("remove.ts", ts);
      return wire.cause(["message.channels", "message.groups", "message.im", "message.mpim"], () =>
        markDeleted(workspace, message),
      );
    },
    react: ({ ts, name, user }) => {
      const { channel } = findMessage("react.ts", ts);
      const reaction = { channel, ts, name, userId: somebody(user) };
      return wire.cause(["reaction_added"], () => {
        if (workspace.reactions.add(reaction)) workspace.react(reaction, "added");
      });
    },
    unreact: ({ ts, name, user }) => {
      const { channel } = findMessage("unreact.ts", ts);
      const reaction = { channel, ts, name, userId: somebody(user) };
      return wire.cause(["reaction_removed"], () => {
        if (workspace.reactions.remove(reaction)) workspace.react(reaction, "removed");
      });
    },
    join: ({ channel, user = app.botUserId }) => {
      const place = findChannel("join.channel", channel);
      return wire.cause(["member_joined_channel"], () => workspace.join(place, { user, inviter: undefined }));
    },
    click(click) {
      const user = somebody(click.user);
      const view = click.viewId === undefined ? undefined : records.views.get(click.viewId);
      if (click.viewId !== undefined && view === undefined)
        throw new RangeError(`click.viewId must be a view's id, got ${click.viewId}`);
      const payload =
        view === undefined
          ? toMessageClick(source, { ...click, user }, findMessage("click.ts", click.ts ?? ""))
          : toViewClick(source, { ...click, user }, view);
      return wire.deliver({ type: "block_actions", kind: "interactive", payload });
    },
    suggest({ value, actionId, blockId = "block", ts, viewId, user: who }) {
      const user = somebody(who);
      const view = records.views.get(viewId ?? "");
      const message = view === undefined ? findMessage("suggest.ts", ts ?? "") : undefined;
      const place =
        view === undefined
          ? {
              channel: toChannel(source, message?.channel ?? ""),
              message: message && toMessageFields(message),
            }
          : { view: toViewPayload(workspace, view) };
      const payload = {
        type: "block_suggestion",
        ...toInteraction(source, user),
        container:
          view === undefined ? { type: "message", message_ts: ts } : { type: "view", view_id: view.id },
        ...place,
        action_id: actionId,
        block_id: blockId,
        value,
      };
      return wire.deliver({ type: "block_suggestion", kind: "interactive", payload });
    },
    async command({ command, text = "", channel = directory.firstChannel, threadTs, user: who }) {
      if (!/^\/\S+$/.test(command)) throw new RangeError(`command must begin with a slash, got ${command}`);
      const user = somebody(who);
      const { name } = toChannel(source, findChannel("command.channel", channel).id);
      const payload = {
        token: "emulator-verification-token",
        team_id: app.teamId,
        team_domain: toTeam(source).domain,
        channel_id: channel,
        channel_name: name,
        user_id: user,
        user_name: toUser(source, user).name,
        command,
        text,
        api_app_id: app.appId,
        is_enterprise_install: "false",
        response_url: issueResponseUrl(source, { user, channel, threadTs }, "commands"),
        trigger_id: issueTrigger(source, { user }),
      };
      const attempt = await wire.deliver({ type: command, kind: "slash_commands", payload });
      if (attempt.failure === undefined) show(attempt.answer, { channel, user });
      return attempt;
    },
    shortcut({ callbackId, ts, user: who }) {
      const user = somebody(who);
      const shared = {
        ...toInteraction(source, user),
        callback_id: callbackId,
        trigger_id: issueTrigger(source, { user }),
        action_ts: toEventTs(workspace.now()),
      };
      if (ts === undefined) {
        const payload = { type: "shortcut", ...shared };
        return wire.deliver({ type: "shortcut", kind: "interactive", payload });
      }
      const message = findMessage("shortcut.ts", ts);
      const { channel, threadTs } = message;
      const payload = {
        type: "message_action",
        ...shared,
        channel: toChannel(source, channel),
        message_ts: ts,
        message: toMessageFields(message),
        response_url: issueResponseUrl(source, { user, channel, threadTs, messageTs: ts }),
      };
      return wire.deliver({ type: "message_action", kind: "interactive", payload });
    },
    openHome({ user: who, tab = "home" } = {}) {
      const user = somebody(who);
      const view = findHome(workspace, { appId: app.appId, userId: user });
      return wire.send({
        type: "app_home_opened",
        user,
        channel: findDirect(user),
        tab,
        ...(view === undefined || tab === "messages" ? {} : { view: toViewPayload(workspace, view) }),
        event_ts: toEventTs(workspace.now()),
      } as { type: string });
    },
    startAssistantThread({ user: who, context = {} } = {}) {
      const user = somebody(who);
      const threadTs = workspace.nextTs();
      const event = {
        type: "assistant_thread_started",
        assistant_thread: toThread(user, { threadTs, context }),
        event_ts: toEventTs(workspace.now()),
      };
      return { channel: findDirect(user), threadTs, delivered: wire.send(event) };
    },
    changeAssistantContext({ threadTs, context, user }) {
      const event = {
        type: "assistant_thread_context_changed",
        assistant_thread: toThread(somebody(user), { threadTs, context }),
        event_ts: toEventTs(workspace.now()),
      };
      return wire.send(event);
    },
    runFunction({ callbackId, inputs = {} }) {
      const id = records.nextId("Fx");
      records.executions.set(id, { id, state: "running", outputs: {}, error: undefined });
      const event = {
        type: "function_executed",
        function: {
          id: `Fn${callbackId}`,
          callback_id: callbackId,
          title: callbackId,
          type: "app",
          app_id: app.appId,
          input_parameters: [],
          output_parameters: [],
        },
        inputs,
        function_execution_id: id,
        workflow_execution_id: `Wx${id}`,
        event_ts: toEventTs(workspace.now()),
        bot_access_token: app.token,
      };
      const state = () => {
        const {
          state: now,
          outputs,
          error,
        } = records.executions.get(id) ?? { state: "running" as const, outputs: {}, error: undefined };
        return { state: now, outputs, error };
      };
      return { id, state, delivered: wire.send(event) };
    },
  };
}

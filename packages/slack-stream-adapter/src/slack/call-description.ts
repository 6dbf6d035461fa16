import type { ApiArguments } from "./api-client.ts";
import type { Decoration } from "./outcome.ts";

/** The calls of a stream, by purpose. */
export type CallKind = "start" | "append" | "stop" | "update" | "post" | "find" | "status";

/** A part of a call that Slack may refuse although it would take the text. */
export type OptionalPart = "cards" | "blocks-content" | Decoration;

/** The facts about a call that are needed to interpret its response. */
export interface CallDescription {
  readonly kind: CallKind;
  readonly includes: ReadonlySet<OptionalPart>;
  /** The message that the call changes. A new message has only a channel and no `ts`. */
  readonly channel: string;
  readonly ts?: string | undefined;
  readonly args?: ApiArguments | undefined;
  /** `unknown`: the caller's client may have sent the call more than once. */
  readonly attempts: "one" | "unknown";
}

/** The Web API method of each kind of call. `find` has two methods: one for a thread and one for a channel. */
export const methods = {
  start: "chat.startStream",
  append: "chat.appendStream",
  stop: "chat.stopStream",
  update: "chat.update",
  delete: "chat.delete",
  post: "chat.postMessage",
  status: "agents.sessions.setStatus",
  threadStatus: "assistant.threads.setStatus",
  addReaction: "reactions.add",
  removeReaction: "reactions.remove",
  readThread: "conversations.replies",
  readChannel: "conversations.history",
  whoAmI: "auth.test",
} as const;

export type ApiMethodName = (typeof methods)[keyof typeof methods];

import type { ApiArguments } from "./api-client.ts";
import type { Decoration } from "./outcome.ts";

/** The calls that a stream makes, by what they are for. */
export type CallKind = "start" | "append" | "stop" | "update" | "post" | "find" | "status";

/** What a call carries that Slack may refuse while it would take the text. */
export type OptionalPart = "cards" | "blocks-content" | Decoration;

/** What has to be known of a call to say what its answer means. */
export interface CallDescription {
  readonly kind: CallKind;
  readonly includes: ReadonlySet<OptionalPart>;
  /** The message that is touched; for a new one its channel, and no `ts`. */
  readonly channel: string;
  readonly ts?: string | undefined;
  /** What is sent. */
  readonly args?: ApiArguments | undefined;
  /** `unknown` where the caller's own client may have sent the call more than once. */
  readonly attempts: "one" | "unknown";
}

/** The Web API method behind each kind of call; looking for messages has two, by place. */
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

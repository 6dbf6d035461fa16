import type { MessageContent, MessageRef, StopContent } from "../slack/slack-calls.ts";
import type { RateBudgetCall, SessionStatus, SlackChunk, TaskDisplayMode } from "../types/index.ts";
import type { Batch } from "./compose-batch.ts";
import type { Draft } from "./draft.ts";
import type { CloseTask, LookUpTask, OpenTask, WriteTask } from "./task.ts";

/** The next step: a call, a wait, or a change that needs no call. */
export type Step =
  | {
      readonly type: "wait";
      readonly until: number;
      /** No message is open or being opened. */
      readonly isIdle: boolean;
      /** A card in an edited message shows the running tool. */
      readonly isTold?: boolean | undefined;
      /** The next step depends on the text that comes, and on its length. */
      readonly wakesOnText?: boolean | undefined;
    }
  | { readonly type: "change"; readonly change: Change; readonly isUnseen?: boolean }
  | { readonly type: "done" }
  | Call;

/** The call's priority in the budget. Undefined for a call that must not wait. */
export type Priority = RateBudgetCall["priority"] | undefined;

export type Call =
  | MessageStep
  /** Looks for the message of one opening. At the end of the answer it looks for the messages of all lost openings. */
  | {
      readonly type: "look-up";
      readonly task: LookUpTask | undefined;
      readonly newerThan: string | undefined;
    }
  | { readonly type: "session-status"; readonly status: SessionStatus };

/** A call that makes or changes a message. */
export type MessageStep = { readonly priority: Priority } & (
  | {
      readonly type: "start";
      readonly task: OpenTask;
      readonly taskDisplayMode: TaskDisplayMode | undefined;
    }
  | { readonly type: "post"; readonly task: OpenTask; readonly content: MessageContent }
  | {
      readonly type: "append";
      readonly ref: MessageRef;
      readonly chunks: readonly SlackChunk[];
      readonly what: Appended;
    }
  | {
      readonly type: "stop";
      readonly ref: MessageRef;
      readonly content: StopContent;
      /** The task that it belongs to. Undefined if the answer does not use the message after this call. */
      readonly task: CloseTask | WriteTask | undefined;
    }
  | {
      readonly type: "update";
      readonly ref: MessageRef;
      readonly content: MessageContent;
      /** Undefined for the notice below an answer that a user stopped, which is tried once. */
      readonly task: WriteTask | undefined;
    }
  | { readonly type: "delete"; readonly ref: MessageRef; readonly task: WriteTask }
);

/** Text of the answer, a line about a tool, or a sign of life. */
export type Appended =
  | { readonly type: "batch"; readonly batch: Batch }
  | { readonly type: "line"; readonly line: string }
  | { readonly type: "keepalive"; readonly form: "card" | "character" };

/** A change without a call to Slack. */
export type Change = (draft: Draft) => void;

/** Waits although a message is open or being opened. */
export function waitUntil(until: number): Step {
  return { type: "wait", until, isIdle: false };
}

import type { SegmentEnd } from "./receipt.ts";

/**
 * An event of a stream. `type` says which event it is. No event holds text of the answer or a token. `channel` and `ts`
 * name a message. Durations are in ms.
 */
export type StreamEvent =
  /** A message was opened. Save `{ channel, ts }` to repair it after a crash. */
  | {
      readonly type: "segment-start";
      readonly channel: string;
      readonly ts: string;
      readonly transport: "stream" | "edit" | "post";
    }
  /**
   * Slack took new text, or the library could not find out whether Slack did. `characters` counts the new characters
   * (UTF-16). An edit writes the whole message, but counts only the new characters.
   */
  | { readonly type: "append"; readonly ts: string; readonly characters: number }
  /** The library sent a sign of life: an open card again, or a zero-width space. */
  | { readonly type: "keepalive"; readonly ts: string; readonly form: "card" | "character" }
  /** Nothing more is added to the message. If Slack ended it, `cause` says why. */
  | {
      readonly type: "segment-end";
      readonly ts: string;
      readonly ended: SegmentEnd;
      readonly cause?: StreamTrouble | undefined;
    }
  /** The library wrote a whole finished message again. If `succeeded` is false, it could not. */
  | { readonly type: "repair"; readonly ts: string; readonly succeeded: boolean }
  /** The library makes the same call again after a wait of `waitMs`. */
  | { readonly type: "retry"; readonly method: string; readonly code: string; readonly waitMs: number }
  /** The library could not find out whether Slack carried out a call. Therefore it writes the whole message again at its end. */
  | { readonly type: "unconfirmed"; readonly method: string; readonly code: string }
  /**
   * Slack refused a part of the answer: blocks, metadata, cards, a name or an icon. The text goes on without this part.
   * A block between texts is named by its type.
   */
  | { readonly type: "decoration-dropped"; readonly decoration: string; readonly code: string }
  /** From now on the answer is posted and edited. `reason` is mostly one of Slack's codes. */
  | { readonly type: "fallback"; readonly reason: string }
  /** The store failed, and the answer goes on without its checkpoint. `code` is the method of the store that failed. */
  | ({ readonly type: "checkpoint-off" } & StreamTrouble)
  /** The stream was stopped before its source ended. */
  | { readonly type: "stop"; readonly by: "user" | "newer-answer" | "signal" | "shutdown" };

/** Why a message ended early, or why a call failed. */
export interface StreamTrouble {
  /** A code of Slack's, the client's or the store's, such as `message_not_in_streaming_state`. */
  readonly code: string;
  /** What the client or the store threw. */
  readonly error: unknown;
}

import type { RotationStage } from "../pacing/next-move.ts";
import type { MessageRef } from "../slack/slack-calls.ts";
import type { SegmentEnd } from "../types/index.ts";
import type { Content } from "./content.ts";

/** One Slack message of an answer, from its opening to its last repair. */
export interface Message {
  readonly ref: MessageRef;
  /** How it was opened. */
  readonly opened: "stream" | "edit";
  /** How it is written now: a streamed message may go on by edit after its life. */
  transport: "stream" | "edit";
  /** When the call that opened it was sent, and when it last got something. */
  readonly startedAt: number;
  wroteAt: number;
  /** Offset in the source's text of its first character, and of the first after it. */
  readonly start: number;
  end: number;
  /** Offset up to which an edit has written it. */
  editedTo: number;
  content: Content;
  /** The first thing whose arrival is not certain: where to go back to if it can't be made certain. */
  doubt: Doubt | undefined;
  uncertain: boolean;
  repaired: boolean;
  /** What belongs below the answer is in it. */
  completed: boolean;
  /** Keepalive characters in it. */
  keepalives: number;
  /** How far its rotation has been pressed, and when a keepalive was last tried. */
  rotation: RotationStage;
  keepaliveTriedAt: number;
  /** What is done now, said below the text until the answer goes on: it must not stay. */
  progress: string | undefined;
  /** Slack has taken cards in it. */
  holdsCards: boolean;
  /** Nothing can be added any more. */
  ended: SegmentEnd | undefined;
  /** It has to be written whole once more: expired, doubtful, or with keepalive characters in it. */
  needsRepair: boolean;
}

export interface Doubt {
  /** Position in the inbox, and the offset in the text. */
  readonly mark: number;
  readonly offset: number;
  readonly content: Content;
}

export interface NewMessage {
  readonly ref: MessageRef;
  readonly transport: "stream" | "edit";
  readonly startedAt: number;
  readonly start: number;
  readonly content: Content;
}

export function createMessage({ ref, transport, startedAt, start, content }: NewMessage): Message {
  return {
    ref,
    opened: transport,
    transport,
    startedAt,
    wroteAt: startedAt,
    start,
    end: start,
    editedTo: start,
    content,
    doubt: undefined,
    uncertain: false,
    repaired: false,
    completed: false,
    keepalives: 0,
    rotation: "none",
    keepaliveTriedAt: startedAt,
    progress: undefined,
    holdsCards: content.cards.size > 0,
    ended: undefined,
    needsRepair: false,
  };
}

/** Nothing can be said any more about what was doubtful. */
export function forgetDoubt(message: Message): void {
  message.uncertain ||= message.doubt !== undefined;
  message.doubt = undefined;
}

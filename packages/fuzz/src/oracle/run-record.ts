import type { Call, SlackEmulator } from "slack-stream-emulator";

/** All that the oracle reads of a run: the script, the data of the emulated Slack, the caller's result, and what was left running. */
export interface RunRecord {
  readonly script: Script;
  readonly slack: Pick<SlackEmulator, "messages" | "calls" | "statuses">;
  /** Calls made before the caller's promise settled. */
  readonly callsWhenSettled: number;
  readonly ending: Ending;
  readonly leftovers: Leftovers;
  readonly userStop: UserStop | undefined;
}

/** The source of a run, and its settings. Durations are in ms. */
export interface Script {
  /** The whole text of the source. `given` is how much of it the source gave before an abort or an outcome. */
  readonly text: string;
  readonly given: number;
  readonly cards: readonly ScriptedCard[];
  /** How the source ended, or would have ended. */
  readonly end: "done" | "fails";
  readonly abortedAt: number | undefined;
  /** The notice that the library shows when a source fails. */
  readonly notice: string;
  readonly callTimeoutMs: number;
  readonly closeTimeoutMs: number;
  /** True if the source retracts some text. `text` is the text that remains. */
  readonly takesBack?: boolean | undefined;
  /** True if the script has faults that no client could handle, so that the library may give up. */
  readonly hopeless: boolean;
  /** Whether anything besides the source could fail. */
  readonly troubled: boolean;
  readonly rateLimits: boolean;
  /** `post`: one post at the end. `shared`: a posted body, and a separate stream for cards. */
  readonly transport?: "post" | "shared" | undefined;
}

/** One update of a card, as the source gave it. */
export interface ScriptedCard {
  readonly id: string;
  readonly title: string;
  readonly status: "pending" | "in_progress" | "complete" | "error";
  readonly details?: string | undefined;
  readonly output?: string | undefined;
  /** How many characters of the text come before it. */
  readonly at: number;
}

export type Ending =
  | { readonly type: "resolved"; readonly receipt: Receipt }
  | {
      readonly type: "rejected";
      readonly code: string;
      readonly receipt: Receipt | undefined;
      readonly error: unknown;
    }
  | { readonly type: "hung"; readonly error: unknown };

/** The part of a receipt that the oracle compares with Slack. */
export interface Receipt {
  readonly outcome: string;
  readonly text: string;
  readonly delivered: number;
  readonly fallbackReason?: string | undefined;
  readonly segments: readonly Segment[];
}

export interface Segment {
  readonly ts: string;
  readonly start: number;
  readonly end: number;
  readonly ended: string;
  readonly uncertain: boolean;
  readonly keepalivesLeft: number;
}

export interface Leftovers {
  /** Timers of the library that were still set after it settled. */
  readonly timers: number;
  /** Listeners on the caller's abort signal. */
  readonly listeners: number;
  readonly opened: number;
  readonly returned: number;
  readonly unhandled: readonly unknown[];
}

export interface UserStop {
  /** How many calls had been made when the library got the event. Undefined if it never got the event, or had ended. */
  readonly toldAfterCalls: number | undefined;
  /** The messages that events for the library named, and after how many calls. */
  readonly named: readonly { readonly ts: string; readonly toldAfterCalls: number }[];
}

/** A promise that was broken, and how. */
export interface Violation {
  readonly promise: "P1" | "P2" | "P3" | "P4" | "P5" | "receipt" | "outcome" | "transport" | "law A";
  readonly what: string;
}

const messageMethods = new Set([
  "chat.startStream",
  "chat.appendStream",
  "chat.stopStream",
  "chat.update",
  "chat.postMessage",
  "chat.delete",
]);

export function isMessageCall({ method }: Pick<Call, "method">): boolean {
  return messageMethods.has(method);
}

export function receiptOf({ ending }: RunRecord): Receipt | undefined {
  return ending.type === "hung" ? undefined : ending.receipt;
}

import type { Call, SlackEmulator } from "slack-stream-emulator";

/** What the oracle judges a run by: the script that was fed, what the emulated Slack holds, what the caller got, and what was left behind. */
export interface RunRecord {
  readonly script: Script;
  readonly slack: Pick<SlackEmulator, "messages" | "calls" | "statuses">;
  /** Calls made before the caller's promise settled. */
  readonly callsWhenSettled: number;
  readonly ending: Ending;
  readonly leftovers: Leftovers;
  readonly userStop: UserStop | undefined;
}

/** What was fed, and under which terms. Durations in ms. */
export interface Script {
  /** The whole text the source had to give, and how much of it was given before an abort or an outcome. */
  readonly text: string;
  readonly given: number;
  readonly cards: readonly ScriptedCard[];
  /** How the source ended, or would have. */
  readonly end: "done" | "fails";
  readonly abortedAt: number | undefined;
  /** Shown by the library when a source fails. */
  readonly notice: string;
  readonly callTimeoutMs: number;
  readonly closeTimeoutMs: number;
  /** Trouble that no client could get around was part of the script: giving up is then no failure. */
  /** The source takes back some of what it says: `text` is what remains in the end. */
  readonly takesBack?: boolean | undefined;
  readonly hopeless: boolean;
  /** Whether anything but the source itself could go wrong. */
  readonly troubled: boolean;
  readonly rateLimits: boolean;
  /** `post`: one post at the end. `shared`: a posted body, and cards in a stream of their own. */
  readonly transport?: "post" | "shared" | undefined;
}

/** One update of a card, as the source gave it. */
export interface ScriptedCard {
  readonly id: string;
  readonly title: string;
  readonly status: "pending" | "in_progress" | "complete" | "error";
  readonly details?: string | undefined;
  readonly output?: string | undefined;
  /** Characters of text given before it. */
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

/** The part of a receipt that the oracle holds against Slack. */
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
  /** How many calls had been made when the library was handed the event; undefined when it never was, or had ended. */
  readonly toldAfterCalls: number | undefined;
  /** The messages that an event named which the library was handed, and after how many calls. */
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

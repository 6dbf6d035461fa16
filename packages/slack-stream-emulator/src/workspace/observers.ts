import type { ButtonClick } from "../emulator.ts";
import type { Call } from "../protocol/call-log.ts";
import type { StoredMessage } from "./message.ts";
import type { Reaction } from "./reactions.ts";
import type { StatusRecord } from "./statuses.ts";
import type { AgentSessionStopped, Notification } from "./workspace.ts";

/** A change. The values are live, so read them at once, and keep copies. */
export type Change =
  | { type: "message"; message: Readonly<StoredMessage> }
  | { type: "notification"; notification: Notification }
  | { type: "status"; status: StatusRecord }
  | { type: "reaction"; reaction: Reaction }
  /** Reported when the call arrives and when it is answered. */
  | { type: "call"; call: Readonly<Call> }
  | { type: "reset" };

/** An event that an app may subscribe to. A person or any app has caused it. */
export interface Activity {
  /** The name in a manifest: `message.channels`, `reaction_added`. */
  readonly kind: string;
  /** The event as Slack sends it. */
  readonly event: Readonly<Record<string, unknown>> & { readonly type: string };
  /** Only this app gets it. Undefined: all apps get it. */
  readonly appId?: string | undefined;
}

/** Reports that something changed, without details. */
export type Notice = Subscription<void>;

interface Subscription<T> {
  readonly isHeard: boolean;
  emit(value: T): void;
  /** Adds a listener; the returned function removes it. */
  add(listener: (value: T) => void): () => void;
}

export interface Observers {
  readonly call: Subscription<Call>;
  readonly change: Subscription<Change>;
  readonly event: Subscription<AgentSessionStopped>;
  readonly click: Subscription<ButtonClick>;
  readonly activity: Subscription<Activity>;
  /** Reports changes without a `Change`: of the clock, limits, faults, bots and the requests to bots. */
  readonly notice: Notice;
}

export function createObservers(): Observers {
  return {
    call: createSubscription(),
    change: createSubscription(),
    event: createSubscription(),
    click: createSubscription(),
    activity: createSubscription(),
    notice: createSubscription(),
  };
}

function createSubscription<T>(): Subscription<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    get isHeard() {
      return listeners.size > 0;
    },
    emit(value) {
      for (const listener of listeners) listener(value);
    },
    add(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

import type { ButtonClick } from "../emulator.ts";
import type { Call } from "../protocol/call-log.ts";
import type { StoredMessage } from "./message.ts";
import type { Reaction } from "./reactions.ts";
import type { StatusRecord } from "./statuses.ts";
import type { AgentSessionStopped, Notification } from "./workspace.ts";

/** What changed. The values are live: read them at once, and keep copies. */
export type Change =
  | { type: "message"; message: Readonly<StoredMessage> }
  | { type: "notification"; notification: Notification }
  | { type: "status"; status: StatusRecord }
  | { type: "reaction"; reaction: Reaction }
  /** Told when it arrives and when it is answered. */
  | { type: "call"; call: Readonly<Call> }
  | { type: "reset" };

/** An event that an app may subscribe to. A person or any app has caused it. */
export interface Activity {
  /** As a manifest names it: `message.channels`, `reaction_added`. */
  readonly kind: string;
  /** The event as Slack sends it. */
  readonly event: Readonly<Record<string, unknown>> & { readonly type: string };
  /** Only this app is told; undefined tells all. */
  readonly appId?: string | undefined;
}

/** Tells that something changed, without saying what. */
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
  /** Of what no `Change` tells: the clock, limits, faults, bots and what they were sent. */
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

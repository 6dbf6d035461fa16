import type { SlackEmulator } from "../emulator.ts";
import { type Internals, toInternals } from "../internals.ts";
import type { EmulatorClock } from "../time/clock.ts";
import type { App } from "../workspace/seed.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type Installation, type Parcel, toEventParcel } from "./bodies.ts";
import { type Attempt, deliver, type Transport } from "./deliver.ts";
import type { EventKind } from "./kinds.ts";

/** The connection to one bot. It makes and sends the events of people's acts. */
export interface Wire {
  readonly slack: SlackEmulator;
  readonly internals: Internals;
  readonly workspace: Workspace;
  readonly app: App;
  readonly installation: Installation;
  readonly clock: EmulatorClock;
  /** The address of this Slack. */
  readonly origin: string;
  readonly isSocketMode: boolean;
  /** Every request so far. */
  readonly attempts: readonly Attempt[];
  /** Sends a parcel once, whatever the bot answers. */
  deliver(parcel: Omit<Parcel, "isRepeated">): Promise<Attempt>;
  send(event: { readonly type: string }): Promise<Attempt>;
  /** Runs `act`. If that causes an event of one of these kinds, returns the delivery of this event. */
  cause(kinds: readonly EventKind[], act: () => void): Promise<Attempt> | undefined;
  /** Stops the delivery of events that the emulator causes. */
  close(): void;
}

export interface WireSetup {
  readonly slack: SlackEmulator;
  readonly app: App;
  readonly installation: Installation;
  readonly clock: EmulatorClock;
  readonly transport: Transport;
  readonly isSocketMode: boolean;
  readonly events: readonly EventKind[];
  readonly onAttempt: ((attempt: Attempt) => void) | undefined;
}

export function openWire(setup: WireSetup): Wire {
  const { slack, installation, clock, onAttempt } = setup;
  const internals = toInternals(slack);
  const { deliveries } = internals;
  const transport = deliveries.watch(setup.transport);
  const attempts: Attempt[] = [];
  const subscribed = new Set<string>(setup.events);
  let awaited: { kinds: ReadonlySet<string>; delivery: Promise<Attempt> | undefined } | undefined;
  let numbers = 0;

  function hand(parcel: Parcel): Promise<Attempt> {
    const { kind, payload } = parcel;
    const delivered = deliver(transport, parcel, (attempt) => {
      attempts.push(attempt);
      deliveries.add({ ...attempt, kind, payload, appId: installation.appId });
      onAttempt?.(attempt);
    });
    deliveries.track(delivered);
    return delivered;
  }

  function send(event: { readonly type: string }): Promise<Attempt> {
    numbers += 1;
    const id = `Ev${String(numbers).padStart(10, "0")}`;
    return hand(toEventParcel(event, { id, installation, nowMs: clock.now() }));
  }

  function take(kind: string, event: { readonly type: string }): void {
    const isAwaited = awaited?.kinds.has(kind) === true && awaited.delivery === undefined;
    if (!isAwaited && !subscribed.has(kind)) return;
    const delivery = send(event);
    if (isAwaited && awaited !== undefined) awaited.delivery = delivery;
  }

  const leave = [
    slack.onActivity(({ kind, event, appId }) => {
      if (appId === undefined || appId === installation.appId) take(kind, event);
    }),
    slack.onEvent((event) => take("agent_session_stopped", event)),
  ];

  return {
    slack,
    internals,
    workspace: internals.workspace,
    app: setup.app,
    installation,
    clock,
    get origin() {
      return internals.origin();
    },
    isSocketMode: setup.isSocketMode,
    attempts,
    deliver: (parcel) => hand({ ...parcel, isRepeated: false }),
    send,
    cause(kinds, act) {
      awaited = { kinds: new Set(kinds), delivery: undefined };
      try {
        act();
        return awaited.delivery;
      } finally {
        awaited = undefined;
      }
    },
    close() {
      for (const one of leave) one();
    },
  };
}

/**
 * One connection for several bots of an app. Each bot gets everything that is sent, and the last bot's response counts.
 * Bots get events of the workspace by their own subscriptions.
 */
export function joinWires(others: readonly Wire[], last: Wire): Wire {
  return {
    ...last,
    deliver(parcel) {
      for (const other of others) void other.deliver(parcel);
      return last.deliver(parcel);
    },
    send(event) {
      for (const other of others) void other.send(event);
      return last.send(event);
    },
  };
}

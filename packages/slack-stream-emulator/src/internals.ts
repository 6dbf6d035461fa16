import type { DeliveryLog } from "./events/delivery-log.ts";
import type { Wire } from "./events/wire.ts";
import type { Settings } from "./options.ts";
import type { Call } from "./protocol/call-log.ts";
import type { SocketHub } from "./socket/hub.ts";
import type { Notice } from "./workspace/observers.ts";
import type { Workspace } from "./workspace/workspace.ts";

/** The internals of an emulator, for other parts of this package. */
export interface Internals {
  readonly workspace: Workspace;
  readonly settings: Settings;
  readonly sockets: SocketHub;
  /** The connected bots, the newest last. */
  readonly bots: Set<Wire>;
  /** The requests to bots. */
  readonly deliveries: DeliveryLog;
  /** Calls whose response waits for the clock. */
  readonly delayed: ReadonlySet<Call>;
  /** Reports changes without a `Change`: of the clock, limits, faults, bots and the requests to bots. */
  readonly notice: Notice;
  /** The emulator's address: that of its first server, or the address for in-process use. */
  readonly origin: () => string;
}

const known = new WeakMap<object, Internals>();

export function setInternals(slack: object, internals: Internals): void {
  known.set(slack, internals);
}

export function toInternals(slack: object): Internals {
  const internals = known.get(slack);
  if (internals === undefined) throw new TypeError("slack must be what createSlackEmulator() returned");
  return internals;
}

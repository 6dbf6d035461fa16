import type { DeliveryLog } from "./events/delivery-log.ts";
import type { Wire } from "./events/wire.ts";
import type { Settings } from "./options.ts";
import type { Call } from "./protocol/call-log.ts";
import type { SocketHub } from "./socket/hub.ts";
import type { Notice } from "./workspace/observers.ts";
import type { Workspace } from "./workspace/workspace.ts";

/** What stands behind an emulator, for the parts of this package that work with one from outside. */
export interface Internals {
  readonly workspace: Workspace;
  readonly settings: Settings;
  readonly sockets: SocketHub;
  /** Those that are connected, the newest last. */
  readonly bots: Set<Wire>;
  /** What they were sent. */
  readonly deliveries: DeliveryLog;
  /** Calls whose answer waits for the clock. */
  readonly delayed: ReadonlySet<Call>;
  /** Tells of what no `Change` tells: the clock, limits, faults, bots and what they were sent. */
  readonly notice: Notice;
  /** Where it is reached: its first server, or the address that is used in-process. */
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

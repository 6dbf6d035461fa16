import type { UserStopAnswer } from "../workspace/message.ts";
import { checkScript } from "./check-fault.ts";

/**
 * A fault of one call. `applied` says whether Slack carries out the call although the caller gets no proper
 * response. `"later"` carries it out `afterMs` after the call.
 */
export type Fault =
  | string
  | { type: "error"; error: string; applied?: boolean | undefined }
  | { type: "internal_error" | "fatal_error"; applied?: boolean | undefined }
  | { type: "reset-before" | "reset-after" | "reset-in-body" }
  | ({ type: "stall-before-headers" | "stall-in-body" } & Application)
  | ({ type: "http"; status?: number | undefined } & Application)
  | ({ type: "html" } & Application)
  | {
      type: "rate-limit";
      /** The wait in seconds. A string is sent unchanged, also an invalid one. `false` sends no header. @default 1 */
      retryAfter?: number | string | false | undefined;
      /** `body`: HTTP 200 with `ok: false`. `http`: HTTP 429. @default "http" */
      shape?: "http" | "body" | undefined;
      /** @default "ratelimited" */
      error?: "ratelimited" | "rate_limited" | undefined;
    }
  | { type: "slow"; ms: number }
  | {
      type: "user-stop";
      answer?: UserStopAnswer | undefined;
      /** How long after the refusal the event is sent, in ms. 0 sends it before the refusal. @default 0 */
      eventAfterMs?: number | undefined;
    };

/** Whether Slack carries out a call that gets no proper response. */
export interface Application {
  /** `"later"` carries it out `afterMs` after the call. */
  applied?: boolean | "later" | undefined;
  /** With `applied: "later"`: after how many ms. @default 1_000 */
  afterMs?: number | undefined;
}

/** Which calls a scripted fault affects. */
export interface FaultOptions {
  /** How many calls it affects. @default 1 */
  times?: number | undefined;
  /** How many calls of the method succeed before it. @default 0 */
  skip?: number | undefined;
}

/** A fault that waits for a call. */
export interface ScriptedFault {
  /** `"*"` is any method. */
  method: string;
  /** The fault. */
  fault: Fault;
  /** How many calls it will still affect. */
  times: number;
  /** How many calls will still succeed before it. */
  skip: number;
}

export interface Faults {
  /** `"*"` stands for every method. */
  script(method: string, fault: Fault, options?: FaultOptions): void;
  /** Returns the fault of this call, if there is one. Called once for each call. */
  take(method: string): Fault | undefined;
  readonly unused: readonly ScriptedFault[];
  clear(): void;
}

export function createFaults(): Faults {
  const scripted: ScriptedFault[] = [];
  return {
    script(method, fault, options = {}) {
      checkScript(method, { fault, options });
      const { times = 1, skip = 0 } = options;
      scripted.push({ method, fault, times, skip });
    },
    take(method) {
      let taken: Fault | undefined;
      for (const one of scripted) {
        if (one.method !== "*" && one.method !== method) continue;
        if (one.skip > 0) one.skip -= 1;
        else if (taken === undefined && one.times > 0) {
          one.times -= 1;
          taken = one.fault;
        }
      }
      if (taken !== undefined) discardSpent(scripted);
      return taken;
    },
    get unused() {
      return [...scripted];
    },
    clear() {
      scripted.length = 0;
    },
  };
}

export function toFaultName(fault: Fault): string {
  if (typeof fault === "string") return fault;
  switch (fault.type) {
    case "error":
      return fault.error;
    case "http":
      return `http-${fault.status ?? 500}`;
    case "slow":
      return `slow-${fault.ms}ms`;
    default:
      return fault.type;
  }
}

function discardSpent(scripted: ScriptedFault[]): void {
  for (let index = scripted.length - 1; index >= 0; index -= 1) {
    if (scripted[index]?.times === 0) scripted.splice(index, 1);
  }
}

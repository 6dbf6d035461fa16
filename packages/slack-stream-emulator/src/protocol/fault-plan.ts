import { type Answer, type Outcome, type Reply, refuse, toReply } from "./answer.ts";
import type { Application, Fault } from "./faults.ts";

/** The dispatcher's plan for a fault: when the rules run, and what is sent instead. */
export interface FaultPlan {
  effect: "none" | "now" | { afterMs: number };
  delayMs: number;
  /** `reply` is the reply of the rules, if they ran before the response is sent. */
  toOutcome(reply: Reply | undefined): Outcome;
}

/** Used if the rules have not run. It is cut off or never read. */
const OK: Reply = toReply({ ok: true });

/** Runs the rules and sends their response. */
export const NO_FAULT: FaultPlan = plan("now", (reply = OK) => ({ type: "answer", reply }));

export function toFaultPlan(fault: Exclude<Fault, { type: "user-stop" }>): FaultPlan {
  if (typeof fault === "string") return plan("none", () => toRefusal(refuse(fault)));
  switch (fault.type) {
    case "error":
      return plan(fault.applied === true ? "now" : "none", () => toRefusal(refuse(fault.error)));
    case "internal_error":
    case "fatal_error":
      return plan(fault.applied === true ? "now" : "none", () => toRefusal(refuse(fault.type)));
    case "reset-before":
      return plan("none", () => ({ type: "reset" }));
    case "reset-after":
      return plan("now", () => ({ type: "reset" }));
    case "reset-in-body":
      return plan("now", (reply = OK) => ({ type: "reset-in-body", reply }));
    case "stall-before-headers":
      return plan(toEffect(fault, "none"), () => ({ type: "stall" }));
    case "stall-in-body":
      return plan(toEffect(fault, "now"), (reply = OK) => ({ type: "stall-in-body", reply }));
    case "http":
      return plan(toEffect(fault, "none"), () => page(fault.status ?? 500));
    case "html":
      return plan(toEffect(fault, "none"), () => page(200));
    case "rate-limit":
      return plan("none", () => toRateLimit(fault));
    case "slow":
      return { ...NO_FAULT, delayMs: fault.ms };
    default:
      return fault satisfies never;
  }
}

const DEFAULT_LATE_MS = 1_000;

function plan(effect: FaultPlan["effect"], toOutcome: FaultPlan["toOutcome"]): FaultPlan {
  return { effect, delayMs: 0, toOutcome };
}

function toEffect(
  { applied, afterMs = DEFAULT_LATE_MS }: Application,
  byDefault: "none" | "now",
): FaultPlan["effect"] {
  if (applied === "later") return { afterMs };
  if (applied === undefined) return byDefault;
  return applied ? "now" : "none";
}

function toRefusal(answer: Answer): Outcome {
  return { type: "answer", reply: toReply(answer) };
}

function page(status: number): Outcome {
  const body = `<!DOCTYPE html><html><head><title>${status}</title></head><body>Server trouble</body></html>`;
  return { type: "answer", reply: { status, headers: { "content-type": "text/html; charset=utf-8" }, body } };
}

function toRateLimit(fault: Extract<Fault, { type: "rate-limit" }>): Outcome {
  const { retryAfter = 1, shape = "http", error = "ratelimited" } = fault;
  const headers: Record<string, string> = retryAfter === false ? {} : { "retry-after": String(retryAfter) };
  return { type: "answer", reply: toReply(refuse(error), { status: shape === "http" ? 429 : 200, headers }) };
}

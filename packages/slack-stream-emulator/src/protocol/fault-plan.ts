import { type Answer, type Outcome, refuse, toReply } from "./answer.ts";
import type { Application, Fault } from "./faults.ts";

/** A fault turned into what the dispatcher has to do: when the rules run, and what goes out instead. */
export interface FaultPlan {
  effect: "none" | "now" | { afterMs: number };
  delayMs: number;
  /** `answer` is what the rules said, when they ran before the answer goes out. */
  toOutcome(answer: Answer | undefined): Outcome;
}

export function toFaultPlan(fault: Exclude<Fault, { type: "user-stop" }>): FaultPlan {
  if (typeof fault === "string") return plan("none", () => reply(refuse(fault)));
  switch (fault.type) {
    case "error":
      return plan(fault.applied === true ? "now" : "none", () => reply(refuse(fault.error)));
    case "internal_error":
    case "fatal_error":
      return plan(fault.applied === true ? "now" : "none", () => reply(refuse(fault.type)));
    case "reset-before":
      return plan("none", () => ({ type: "reset" }));
    case "reset-after":
      return plan("now", () => ({ type: "reset" }));
    case "reset-in-body":
      return plan("now", (answer) => ({ type: "reset-in-body", reply: toReply(answer ?? OK) }));
    case "stall-before-headers":
      return plan(toEffect(fault, false), () => ({ type: "stall" }));
    case "stall-in-body":
      return plan(toEffect(fault, true), (answer) => ({
        type: "stall-in-body",
        reply: toReply(answer ?? OK),
      }));
    case "http":
      return plan(toEffect(fault, false), () => page(fault.status ?? 500));
    case "html":
      return plan(toEffect(fault, false), () => page(200));
    case "rate-limit":
      return plan("none", () => toRateLimit(fault));
    case "slow":
      return { ...plan("now", (answer) => reply(answer ?? OK)), delayMs: fault.ms };
    default:
      return fault satisfies never;
  }
}

const OK: Answer = { ok: true };
const DEFAULT_LATE_MS = 1_000;

function plan(effect: FaultPlan["effect"], toOutcome: FaultPlan["toOutcome"]): FaultPlan {
  return { effect, delayMs: 0, toOutcome };
}

function toEffect(
  { applied, afterMs = DEFAULT_LATE_MS }: Application,
  byDefault: boolean,
): FaultPlan["effect"] {
  if (applied === "later") return { afterMs };
  return (applied ?? byDefault) ? "now" : "none";
}

function reply(answer: Answer): Outcome {
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

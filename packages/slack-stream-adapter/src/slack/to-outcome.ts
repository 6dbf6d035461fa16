import {
  attributeByName,
  attributeRefusal,
  findRefusedBlock,
  lacksAuthorScope,
  toPossible,
} from "./attribute-refusal.ts";
import type { CallDescription } from "./call-description.ts";
import type { Outcome, RefusalReason, Refused } from "./outcome.ts";
import { type Classification, failures, findMeaning } from "./outcome-table.ts";
import { readProperty, readString } from "./read-property.ts";
import { type CallFailure, toFailure, toRefusal, toRetryAfterMs } from "./to-failure.ts";
import { toSafeError } from "./to-safe-error.ts";

/** Turns the value that a client threw into an outcome. Any value has one. */
export function outcomeOfError(error: unknown, call: CallDescription): Outcome {
  return toFailureOutcome(toFailure(error), error, call);
}

/** Turns a client's response into an outcome. Any response has one. */
export function outcomeOfAnswer(answer: unknown, call: CallDescription): Outcome {
  const ok = readProperty(answer, "ok");
  if (ok === false) return toFailureOutcome(toRefusal(answer), answer, call);
  const makesMessage = call.kind === "start" || call.kind === "post";
  const ts = readString(answer, "ts");
  // Test doubles of a client often answer without `ok`. A `ts` means success too.
  if (ok !== true && !ts)
    return toFailureOutcome({ type: "unreadable", code: "unreadable_answer" }, answer, call);
  if (makesMessage && !ts)
    return toFailureOutcome({ type: "unreadable", code: "answer_without_ts" }, answer, call);
  return {
    type: "applied",
    // If the message already exists, our own `ts` is right (S21).
    ts: (makesMessage ? ts : call.ts) ?? "",
    channel: readString(answer, "channel") || call.channel,
  };
}

function toFailureOutcome(failure: CallFailure, thrown: unknown, call: CallDescription): Outcome {
  const { code } = failure;
  const error = toSafeError(thrown, { code, args: call.args });
  const judgement = judge(failure, call);
  if (judgement === "unknown") return { type: "unknown", code, error };
  const refusedBlock = failure.type === "slack" ? findRefusedBlock(failure.answer, call.args) : undefined;
  const place = refusedBlock === undefined ? {} : { refusedBlock };
  return { type: "refused", ...judgement, ...toServersWait(failure, judgement), ...place, code, error };
}

type Judgement = "unknown" | Pick<Refused, "reason" | "isLasting" | "suspect">;

function judge(failure: CallFailure, call: CallDescription): Judgement {
  if (failure.type === "not-sent" && call.attempts === "unknown") return "unknown";
  const isSlacks = failure.type === "slack";
  const meaning = isSlacks ? (findMeaning(failure.code, call.kind) ?? "attribute") : failures[failure.type];
  const answer = isSlacks ? failure.answer : undefined;
  if (meaning === "unknown") return "unknown";
  const named = attributeByName(call, { code: failure.code, answer });
  if (named) return named;
  switch (meaning) {
    case "attribute":
      return attributeRefusal(call);
    case "native-unavailable":
    case "native-unavailable-lasting":
      return toUnavailable(call, meaning);
    case "refused-for-good":
      return lacksAuthorScope(call, answer)
        ? { reason: "decoration-refused", suspect: "author" }
        : { reason: "refused-for-good" };
    default:
      return toPossible(call, meaning);
  }
}

function toUnavailable(call: CallDescription, meaning: Classification): Judgement {
  const { reason } = toPossible(call, "native-unavailable");
  // If streaming is unavailable, the answer can be posted. If an ordinary call is unavailable, there is no other way.
  if (reason !== "native-unavailable") return { reason: "refused-for-good" };
  return meaning === "native-unavailable" ? { reason } : { reason, isLasting: true };
}

function toServersWait(
  failure: CallFailure,
  { reason }: { reason: RefusalReason },
): Pick<Refused, "retryAfterMs"> {
  if (reason !== "rate-limited") return {};
  const retryAfterMs =
    failure.type === "slack"
      ? toRetryAfterMs(readProperty(readProperty(failure.answer, "response_metadata"), "retryAfter"))
      : failure.retryAfterMs;
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}

import type { Clock } from "../clock.ts";
import type { ApiArguments, ApiClient, ApiMethod } from "./api-client.ts";
import type { ApiMethodName, CallDescription, CallKind, Cargo } from "./call-description.ts";
import { callWithDeadline } from "./call-with-deadline.ts";
import type { Outcome } from "./outcome.ts";
import { type CallResult, toOutcome } from "./to-outcome.ts";

/** What all calls of a stream share. */
export interface CallContext {
  readonly client: ApiClient;
  readonly callTimeoutMs: number;
  readonly clock: Clock & { readonly closed?: boolean | undefined };
  /** Sent with each call, where one client serves many workspaces. */
  readonly token?: string | undefined;
  readonly onLate?: ((late: LateOutcome) => void) | undefined;
}

/** What came of a call after its deadline, where that could still be known. */
export interface LateOutcome {
  readonly kind: CallKind;
  readonly outcome: Exclude<Outcome, { type: "unknown" }>;
  /** When it was made, ms of the clock. */
  readonly sentAt: number;
}

export interface ApiCall {
  readonly kind: CallKind;
  readonly method: ApiMethodName;
  readonly args: ApiArguments;
  readonly carries: ReadonlySet<Cargo>;
  readonly channel: string;
  readonly ts?: string | undefined;
}

/** Makes one call, once, and says what became of it. Never rejects. */
export async function performCall(context: CallContext, call: ApiCall): Promise<Outcome> {
  return (await askSlack(context, call)).outcome;
}

/** The same, for a call whose answer is wanted for more than its `ts`. */
export async function askSlack(
  context: CallContext,
  call: ApiCall,
): Promise<{ readonly outcome: Outcome; readonly answer: unknown }> {
  // A look-up that was given up must not go on with its next call when the stream has ended.
  if (context.clock.closed)
    return { outcome: { type: "unknown", code: "closed", error: undefined }, answer: undefined };
  const method = context.client.method(call.method) ?? missingMethod;
  const description: CallDescription = { ...call, attempts: method.attempts };
  const args = context.token === undefined ? call.args : { ...call.args, token: context.token };
  const sentAt = context.clock.now();
  const result = await callWithDeadline(method, args, {
    timeoutMs: context.callTimeoutMs,
    clock: context.clock,
    onLate: (late) => tellLate(context, description, { late, sentAt }),
  });
  return {
    outcome: toOutcome(result, description),
    answer: result.type === "answer" ? result.answer : undefined,
  };
}

function tellLate(
  context: CallContext,
  call: CallDescription,
  { late, sentAt }: { readonly late: CallResult; readonly sentAt: number },
): void {
  const outcome = toOutcome(late, call);
  if (outcome.type !== "unknown") context.onLate?.({ kind: call.kind, outcome, sentAt });
}

const missingMethod: ApiMethod = {
  attempts: "one",
  call: () =>
    Promise.reject(
      Object.assign(new Error("target.client has neither this method nor apiCall"), {
        code: "slack_stream_no_such_method",
      }),
    ),
};

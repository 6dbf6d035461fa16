import type { Clock } from "../clock.ts";
import { limits } from "../limits.ts";
import type { StreamTarget } from "../types/index.ts";
import type { ApiArguments, ApiClient, ApiMethod } from "./api-client.ts";
import type { ApiMethodName, CallDescription, CallKind, OptionalPart } from "./call-description.ts";
import { createClientView } from "./client-view.ts";
import type { Outcome } from "./outcome.ts";
import { type CallResult, toOutcome } from "./to-outcome.ts";
import { createTokenClient } from "./token-client.ts";

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
  readonly includes: ReadonlySet<OptionalPart>;
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

export interface DeadlineOptions {
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Is told what came of the call after all, once it was given up. */
  readonly onLate?: ((result: CallResult) => void) | undefined;
}

/**
 * Makes a call and waits for it until the deadline. Never rejects. A call that is given up is aborted where its client
 * can; what still comes of it goes to `onLate`.
 */
export function callWithDeadline(
  method: ApiMethod,
  args: ApiArguments,
  { timeoutMs, clock, onLate }: DeadlineOptions,
): Promise<CallResult> {
  const abort = new AbortController();
  const called = method.call(args, abort.signal).then(
    (answer): CallResult => ({ type: "answer", answer }),
    (error: unknown): CallResult => ({ type: "thrown", error }),
  );
  return new Promise((resolve) => {
    let isLate = false;
    const cancelTimer = clock.setTimer(timeoutMs, () => {
      isLate = true;
      resolve({ type: "deadline", timeoutMs, settled: toSettled(called, clock, timeoutMs) });
      abort.abort();
    });
    // Not awaited: the promise of this function is settled by whichever comes first.
    void called.then((result) => {
      if (isLate) return onLate?.(result);
      cancelTimer();
      resolve(result);
    });
  });
}

/**
 * That we abort a call says nothing of what Slack does with it: it is over when Slack answers after all, or when it is so old that it
 * can't be carried out any more.
 */
function toSettled(called: Promise<CallResult>, clock: Clock, ageMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.setTimer(Math.max(0, limits.callLifeMs - ageMs), resolve);
    void called.then((result) => {
      if (result.type !== "answer") return;
      cancel();
      resolve();
    });
  });
}

export interface CallContextSettings {
  readonly callTimeoutMs: number;
  readonly clock: Clock;
  /** A token for each call through `target.client`, for a client that serves many workspaces. */
  readonly token?: string | undefined;
  /** Is told what came of a call after its deadline: a start that was answered late has a message. */
  readonly onLate?: ((late: LateOutcome) => void) | undefined;
}

/** How all calls to a target are made: through its client, or by `fetch` with its token. Throws a `TypeError` if it has neither. */
export function toCallContext(target: StreamTarget, settings: CallContextSettings): CallContext {
  const { callTimeoutMs, clock, onLate } = settings;
  const token = target.client === undefined ? undefined : (settings.token ?? target.token);
  return { client: toApiClient(target), callTimeoutMs, clock, token, onLate };
}

function toApiClient({ client, token, slackApiUrl }: StreamTarget): ApiClient {
  if (client !== undefined) return createClientView(client);
  if (token === undefined) throw new TypeError("target needs a client or a token, got neither");
  return createTokenClient({ token, slackApiUrl });
}

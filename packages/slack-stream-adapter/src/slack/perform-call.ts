import type { Clock } from "../clock.ts";
import * as limits from "../limits.ts";
import type { StreamTarget } from "../types/index.ts";
import type { ApiArguments, ApiClient, ApiMethod } from "./api-client.ts";
import type { ApiMethodName, CallDescription } from "./call-description.ts";
import { createClientView } from "./client-view.ts";
import type { Outcome } from "./outcome.ts";
import { outcomeOfAnswer, outcomeOfError } from "./to-outcome.ts";
import { createTokenClient } from "./token-client.ts";

/** The clock of a stream, or the one that it shares with others. */
type SharedClock = Clock & { readonly shared?: Clock; readonly closed?: boolean | undefined };

/** What all calls of a stream share. */
export interface CallContext {
  readonly observer?: CallObserver | undefined;
  readonly client: ApiClient;
  readonly callTimeoutMs: number;
  readonly clock: SharedClock;
  /** Sent with each call, for a client that serves many workspaces. */
  readonly token?: string | undefined;
}

export interface ApiCall extends Omit<CallDescription, "attempts"> {
  readonly method: ApiMethodName;
  readonly args: ApiArguments;
}

export interface CallObserver {
  /** A call begins. The function that is returned is called with its outcome. */
  calls(call: Pick<ApiCall, "kind" | "method">): (outcome: Outcome) => void;
}

/** The outcome of a call, and the response of Slack or the client. */
export interface AnsweredCall {
  readonly outcome: Outcome;
  readonly answer: unknown;
}

/** Makes one call, once, and returns its outcome and Slack's response. Never rejects. */
export async function performCall(context: CallContext, call: ApiCall): Promise<AnsweredCall> {
  // A look-up makes several calls. It must not make the next one after the stream has ended.
  if (context.clock.closed)
    return { outcome: { type: "unknown", code: "closed", error: undefined }, answer: undefined };
  const method = context.client.method(call.method) ?? missingMethod;
  const description: CallDescription = { attempts: method.attempts, ...call };
  const args = context.token === undefined ? call.args : { ...call.args, token: context.token };
  const { callTimeoutMs: timeoutMs, clock, observer } = context;
  const tellEnd = observer?.calls(call);
  const answered = await callWithDeadline((signal) => method.call(args, signal), description, {
    timeoutMs,
    clock,
  });
  tellEnd?.(answered.outcome);
  return answered;
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
}

/** Makes a call and waits for it until the deadline. Never rejects. A call that is given up is aborted if its client can do so. */
export function callWithDeadline(
  send: (signal: AbortSignal) => Promise<unknown>,
  call: CallDescription,
  { timeoutMs, clock }: DeadlineOptions,
): Promise<AnsweredCall> {
  const abort = new AbortController();
  const called = send(abort.signal).then(
    (answer): AnsweredCall => ({ outcome: outcomeOfAnswer(answer, call), answer }),
    (error: unknown): AnsweredCall => ({ outcome: outcomeOfError(error, call), answer: undefined }),
  );
  return new Promise((resolve) => {
    const cancelTimer = clock.setTimer(timeoutMs, () => {
      const over = untilOver(called, { timeoutMs, clock });
      resolve({ outcome: { ...deadlineMissed(timeoutMs), over }, answer: undefined });
      abort.abort();
    });
    // Not awaited, because the deadline may come first.
    void called.then((result) => {
      cancelTimer();
      resolve(result);
    });
  });
}

function deadlineMissed(timeoutMs: number) {
  const error = new Error(`no answer from Slack within ${timeoutMs} ms`);
  return { type: "unknown", code: "deadline", error } as const;
}

/** Slack may still carry out a call that we aborted. The call is over when Slack answers, or when it is too old to be carried out. */
function untilOver(called: Promise<AnsweredCall>, { clock, timeoutMs }: DeadlineOptions): Promise<Outcome> {
  return new Promise((resolve) => {
    const giveUp = () => resolve(deadlineMissed(timeoutMs));
    const cancel = clock.setTimer(Math.max(0, limits.callLifeMs - timeoutMs), giveUp);
    void called.then(({ outcome }) => {
      if (outcome.type === "unknown") return;
      cancel();
      resolve(outcome);
    });
  });
}

export interface CallContextSettings {
  readonly callTimeoutMs: number;
  readonly clock: SharedClock;
}

/** Makes the context of all calls to a checked target: with its client, or with `fetch` and its token. */
export function toCallContext(
  target: StreamTarget,
  settings: CallContextSettings,
  observer?: CallObserver,
): CallContext {
  const { callTimeoutMs, clock } = settings;
  const shared = clock.shared ?? clock;
  if (target.client === undefined)
    return { client: createTokenClient(target, shared), callTimeoutMs, clock, observer };
  const { client, token } = target;
  return { client: createClientView(client, shared), callTimeoutMs, clock, token, observer };
}

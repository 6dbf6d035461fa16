import { callListener } from "../call-listener.ts";
import { SlackStreamError } from "../errors.ts";
import type { StreamEvent } from "../types/index.ts";
import { countsOf, type Effect, laneOf } from "./answer.ts";
import { type Failure, toSourceTimeout, toStreamError, toTried } from "./failures.ts";
import { noteFallback } from "./fall-back.ts";
import type { Run } from "./run.ts";

/** Returns the error of a failure. It is made once, so the source and the caller get the same error. */
export function errorOf(run: Run, failure: Failure): unknown {
  run.failed ??= { error: makeError(run, failure) };
  return run.failed.error;
}

function makeError(run: Run, failure: Failure): unknown {
  const tried = () => toTried({ ...run.answer.lanes[0], counts: countsOf(run.answer) });
  switch (failure.type) {
    case "call":
      return toStreamError(failure, tried(), findThrown(run, failure.outcome.error));
    case "thrown":
      return findThrown(run, failure.error);
    case "undelivered":
      return new SlackStreamError("undelivered", `Slack took only a part of the answer; ${tried()}`);
  }
}

/** The thrown error for the number in the value, because the value can't hold an error. */
function findThrown({ caller }: Run, key: unknown): unknown {
  return typeof key === "number" ? caller.errors[key] : undefined;
}

export function carryOut(effect: Effect, lane: number, run: Run): void {
  const { agent, answer, control, delivery, inboxes } = run;
  const { settings } = delivery;
  const { failure } = laneOf(answer, lane);
  const inbox = inboxes[lane] ?? run.inbox;
  switch (effect.type) {
    case "take":
      inbox.take(effect.takes, effect.left);
      break;
    case "rewind":
      inbox.rewind(effect.mark);
      break;
    case "forget-taken-back":
      inbox.forgetTakenBack(effect.mark);
      break;
    case "settle":
      inbox.settle(effect.count);
      break;
    case "release":
      inbox.release();
      break;
    case "event":
      delivery.observer?.happens(effect.event);
      tell(run, effect.event);
      break;
    case "fall-back":
      noteFallback(delivery, effect);
      break;
    case "stop-reading":
      run.reading?.letGo();
      break;
    case "abort-inbox":
      agent.aborted(undefined);
      break;
    case "abort-source":
      control.abortSource(failure && errorOf(run, failure));
      break;
    case "hurry":
      control.closeWithin(settings.closeTimeoutMs);
      break;
    case "stopped-by-user":
      control.stop("user");
      break;
    case "source-timeout":
      run.reading?.letGo();
      agent.failed(toSourceTimeout(settings));
  }
}

/** Drops errors that the listener throws. */
export function tell(run: Run, event: StreamEvent): void {
  const { onEvent } = run.delivery.settings;
  if (onEvent === undefined) return;
  const isCaused = event.type === "segment-end" && event.cause !== undefined;
  const cause = isCaused ? { ...event.cause, error: findThrown(run, event.cause?.error) } : undefined;
  callListener(() => onEvent(isCaused ? { ...event, cause } : event));
}

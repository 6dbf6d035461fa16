import { callListener } from "../call-listener.ts";
import { SlackStreamError } from "../errors.ts";
import type { Settings } from "../options/settings.ts";
import type { StreamEvent } from "../types/index.ts";
import { countsOf, type Effect, laneOf } from "./answer.ts";
import { type Failure, toSourceTimeout, toStreamError, toTried } from "./failures.ts";
import { noteFallback } from "./fall-back.ts";
import type { Run } from "./run.ts";

/** The errors that the value can't hold. */
export interface Errors {
  /** The thrown errors, by the number that is in the value. */
  find(key: unknown): unknown;
  of(failure: Failure): unknown;
}

export function toErrors(run: Run): Errors {
  const { caller } = run;
  const tried = () => toTried({ ...run.answer.lanes[0], counts: countsOf(run.answer) });
  let made: { readonly error: unknown } | undefined;
  const find = (key: unknown) => (typeof key === "number" ? caller.errors[key] : undefined);
  const make = (failure: Failure): unknown => {
    switch (failure.type) {
      case "call":
        return toStreamError(failure, tried(), find(failure.outcome.error));
      case "thrown":
        return find(failure.error);
      case "undelivered":
        return new SlackStreamError("undelivered", `Slack took only a part of the answer; ${tried()}`);
    }
  };
  return {
    find,
    of(failure) {
      made ??= { error: make(failure) };
      return made.error;
    },
  };
}

export interface Surroundings {
  readonly run: Run;
  readonly errors: Errors;
  readonly stopReading: () => void;
}

export function carryOut(effect: Effect, lane: number, { run, errors, stopReading }: Surroundings): void {
  const { agent, answer, control, delivery, inboxes } = run;
  const { settings, target } = delivery;
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
      tell(settings, effect.event, errors);
      break;
    case "fall-back":
      noteFallback({ settings, target }, effect);
      break;
    case "stop-reading":
      stopReading();
      break;
    case "abort-inbox":
      agent.aborted(undefined);
      break;
    case "abort-source":
      control.abortSource(failure && errors.of(failure));
      break;
    case "hurry":
      control.closeWithin(settings.closeTimeoutMs);
      break;
    case "stopped-by-user":
      control.stop("user");
      break;
    case "source-timeout":
      agent.failed(toSourceTimeout(settings));
  }
}

/** Drops errors that the listener throws. */
export function tell({ onEvent }: Settings, event: StreamEvent, errors: Errors): void {
  if (onEvent === undefined) return;
  const isCaused = event.type === "segment-end" && event.cause !== undefined;
  const cause = isCaused ? { ...event.cause, error: errors.find(event.cause?.error) } : undefined;
  callListener(() => onEvent(isCaused ? { ...event, cause } : event));
}

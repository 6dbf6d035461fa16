import { callListener } from "../call-listener.ts";
import type { StreamCounts, StreamEvent } from "../types/index.ts";

/** Counts what happens and tells it; what the listener throws is dropped. */
export interface Observer {
  readonly counts: Readonly<StreamCounts>;
  count(what: keyof StreamCounts): void;
  emit(event: StreamEvent): void;
}

export function createObserver(onEvent: ((event: StreamEvent) => void) | undefined): Observer {
  const counts = {
    calls: 0,
    appends: 0,
    keepalives: 0,
    rotations: 0,
    repairs: 0,
    rateLimited: 0,
    unknownOutcomes: 0,
  };
  return {
    counts,
    count(what) {
      counts[what] += 1;
    },
    emit(event) {
      if (onEvent !== undefined) callListener(() => onEvent(event));
    },
  };
}

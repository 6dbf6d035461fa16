export interface Timer {
  readonly at: number;
  /** Tells timers of one moment apart: the one set first fires first. */
  readonly order: number;
  readonly fire: () => void;
}

/** The timer that is to fire next. */
export function earliest(timers: Iterable<Timer>): Timer | undefined {
  let first: Timer | undefined;
  for (const timer of timers) {
    if (first === undefined || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) {
      first = timer;
    }
  }
  return first;
}

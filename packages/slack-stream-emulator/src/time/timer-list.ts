export interface Timer {
  readonly at: number;
  /** The order of timers with the same time: the first one that was set fires first. */
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

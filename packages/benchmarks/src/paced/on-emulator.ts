import { WebClient } from "@slack/web-api";
import type { EmulatorClock, ManualClock, SlackEmulator } from "slack-stream-emulator";
import { type Contestant, quietLogger } from "../contestants/contestant.ts";

/** Prepares a contestant for an emulator that it calls without a network. `clock` is for one that takes a clock. */
export function prepareOnEmulator(
  slack: SlackEmulator,
  contestant: Contestant,
  clock?: EmulatorClock,
): ReturnType<Contestant["prepare"]> {
  const { slackApiUrl, adapter } = slack.webClientOptions(7);
  return contestant.prepare({
    client: new WebClient(slack.token, { ...slack.webClientOptions(8), logger: quietLogger }),
    token: slack.token,
    apiUrl: slackApiUrl,
    axiosAdapter: adapter,
    clock,
  });
}

/**
 * Makes the process's timers use `clock`, for contestants that take no clock. So a minute takes less than a minute,
 * and is the same in each run and for all contestants. Returns a function that restores the timers.
 */
export function replaceTimers(clock: ManualClock): () => void {
  const { setTimeout, clearTimeout } = globalThis;
  const { now } = Date;
  const performanceNow = performance.now;
  const startMs = clock.now();
  Object.assign(globalThis, {
    setTimeout(fire: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) {
      const cancel = clock.setTimer(ms, () => fire(...given));
      return { cancel, ref: nothing, unref: nothing, hasRef: () => true };
    },
    clearTimeout(timer: { cancel?: () => void } | undefined) {
      if (typeof timer?.cancel === "function") timer.cancel();
      else clearTimeout(timer as never);
    },
  });
  Date.now = () => clock.now();
  performance.now = () => clock.now() - startMs;
  return () => {
    Object.assign(globalThis, { setTimeout, clearTimeout });
    Date.now = now;
    performance.now = performanceNow;
  };
}

function nothing(): void {}

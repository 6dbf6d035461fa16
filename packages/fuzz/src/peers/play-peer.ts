import type { ManualClock } from "slack-stream-emulator";
import type { Ending } from "../oracle/run-record.ts";
import type { Stage } from "../run/contestant.ts";

/** Plays a contestant that takes no clock. During the run the process's own time is the manual clock. */
export async function playPeer(stage: Stage, play: () => Promise<void>): Promise<Ending> {
  const giveBack = stage.time === undefined ? nothing : lendTime(stage.time);
  try {
    await play();
    return { type: "resolved", receipt: { outcome: "completed", text: "", delivered: 0, segments: [] } };
  } catch (error) {
    return { type: "rejected", code: "peer", error, receipt: undefined };
  } finally {
    giveBack();
  }
}

function lendTime(clock: ManualClock): () => void {
  const { setTimeout, clearTimeout } = globalThis;
  const { now } = Date;
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
  return () => {
    Object.assign(globalThis, { setTimeout, clearTimeout });
    Date.now = now;
  };
}

function nothing(): void {}

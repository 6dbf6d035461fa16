import { createMemoryState } from "@chat-adapter/state-memory";
import { type StreamReceipt, streamToSlack } from "slack-stream-adapter";
import type { EmulatorClock } from "slack-stream-emulator";
import { liveStreams } from "../../../slack-stream-adapter/src/answer/live-streams.ts";
import type { Contestant, Tamper } from "./contestant.ts";
import { contestantBy } from "./ours.ts";
import { playSource } from "./play-source.ts";
import type { WatchedClock } from "./watched-clock.ts";

/** When the process dies: at its nth message call, before Slack gets the call or after Slack has carried it out. */
export interface Death {
  readonly call: number;
  readonly when: "before" | "after";
}

/** The library in two processes: the first dies, and the second goes on with the same checkpoint and the source from its start. */
export interface Mortal extends Contestant {
  /** Whether the process died. */
  readonly hasDied: boolean;
  /** How many messages there were when it died. */
  readonly messages: number;
}

const messageCall = /chat\.(startStream|appendStream|stopStream|update|postMessage|delete)$/;
const never = new Promise<never>(() => {});

export function mortal({ call, when }: Death): Mortal {
  const store = createMemoryState();
  let calls = 0;
  let hasDied = false;
  let messages = 0;
  let die = () => {};
  const died = new Promise<void>((resolve) => {
    die = () => {
      hasDied = true;
      // The process's memory is lost.
      liveStreams().clear();
      resolve();
    };
  });

  const tamper: Tamper = async ({ method, body, send }) => {
    if (hasDied || !messageCall.test(method)) return send(body);
    calls += 1;
    if (calls !== call) return send(body);
    if (when === "after") await send(body);
    die();
    return never;
  };

  return {
    name: `slack-stream-adapter that dies ${when} call ${call}`,
    tamper,
    get hasDied() {
      return hasDied;
    },
    get messages() {
      return messages;
    },
    async play(stage) {
      const checkpoint = { store, id: "answer" };
      const kept = contestantBy("kept", async (source, target, options) => {
        const receipt = await streamToSlack(source, target, { ...options, checkpoint });
        if (receipt.replayed === true) throw new Error("an answer that died was taken for one that is over");
        return receipt as StreamReceipt;
      });
      const first = kept.play({ ...stage, clock: mortalClock(stage.clock, () => hasDied) });
      const ending = await Promise.race([first, died]);
      if (ending !== undefined) return ending;
      messages = stage.slack.messages.filter(
        ({ botId, state }) => botId !== undefined && state !== "deleted",
      ).length;
      const clock = stage.time;
      if (clock === undefined) throw new Error("a death needs a clock that the test owns");
      await store.forceReleaseLock("slack-stream:answer");
      const again = playSource(stage.schedule, clock);
      return kept.play({ ...stage, source: again.iterable, sourceError: again.error });
    },
  };
}

/** A clock that fires no timers after its process is dead. */
function mortalClock(clock: WatchedClock, isDead: () => boolean): WatchedClock {
  const setTimer: EmulatorClock["setTimer"] = (ms, fire) =>
    clock.setTimer(ms, () => {
      if (!isDead()) fire();
    });
  return Object.create(clock, { setTimer: { value: setTimer } }) as WatchedClock;
}

import type { ManualClock, SlackEmulator } from "slack-stream-emulator";
import type { UserStop } from "../oracle/run-record.ts";
import type { Happening } from "../schedule/schedule.ts";
import type { Contestant } from "./contestant.ts";

/** The events from outside during a run. */
export interface Happened {
  readonly userStop: UserStop | undefined;
  readonly abortedAt: number | undefined;
  readonly givenAtAbort: number | undefined;
  /** Cancels all further happenings. */
  end(): void;
}

export interface HappeningParts {
  readonly clock: ManualClock;
  readonly slack: SlackEmulator;
  readonly place: { readonly channel: string; readonly threadTs: string };
  readonly contestant: Contestant;
  readonly abort: AbortController;
  given(): number;
}

/** Sets timers for the happenings. */
export function schedule(happenings: readonly Happening[], parts: HappeningParts): Happened {
  const { clock, slack } = parts;
  const cancels: (() => void)[] = [];
  const happened: {
    userStop: UserStop | undefined;
    abortedAt: number | undefined;
    givenAtAbort: number | undefined;
  } = {
    userStop: undefined,
    abortedAt: undefined,
    givenAtAbort: undefined,
  };
  const later = (ms: number, what: () => void) => void cancels.push(clock.setTimer(ms, what));

  function happen(what: Happening): void {
    const open = slack.messages.find((message) => message.state === "open");
    switch (what.type) {
      case "expire":
        if (open !== undefined) slack.expire(open.ts);
        return;
      case "delete":
        if (open !== undefined) slack.deleteMessage(open.ts);
        return;
      case "abort":
        happened.abortedAt ??= clock.now();
        happened.givenAtAbort ??= parts.given();
        parts.abort.abort(new Error("the caller lost interest"));
        return;
      case "user-stop":
        pressStop(what);
    }
  }

  function pressStop({ answer, eventAfterMs }: Extract<Happening, { type: "user-stop" }>): void {
    const event = slack.stopByUser(parts.place, { answer });
    happened.userStop ??= { toldAfterCalls: undefined, named: [] };
    if (eventAfterMs === "never") return;
    const tell = () => {
      const told = parts.contestant.hearStop?.(event) === true;
      if (!told) return;
      const { length } = slack.calls;
      const { toldAfterCalls = length, named = [] } = happened.userStop ?? {};
      const more = event.streaming_message_ts.map((ts) => ({ ts, toldAfterCalls: length }));
      happened.userStop = { toldAfterCalls, named: [...named, ...more] };
    };
    if (eventAfterMs === 0) tell();
    else later(eventAfterMs, tell);
  }

  for (const one of happenings) later(one.at, () => happen(one));
  return {
    get userStop() {
      return happened.userStop;
    },
    get abortedAt() {
      return happened.abortedAt;
    },
    get givenAtAbort() {
      return happened.givenAtAbort;
    },
    end() {
      for (const cancel of cancels) cancel();
    },
  };
}

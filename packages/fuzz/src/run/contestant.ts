import type { WebClient } from "@slack/web-api";
import type { WebClient as WebClient7 } from "@slack/web-api-7";
import type { ManualClock, SlackEmulator } from "slack-stream-emulator";
import type { Ending } from "../oracle/run-record.ts";
import type { Schedule } from "../schedule/schedule.ts";
import type { WatchedClock } from "./watched-clock.ts";

/** Somebody who streams a source into a Slack thread. */
export interface Contestant {
  readonly name: string;
  /** Plays to the end, whatever it is; never rejects. */
  play(stage: Stage): Promise<Ending>;
  /** Hands over the user's stop; whether anybody listened. */
  hearStop?(event: SlackEmulator["events"][number]): boolean;
  /** Stands between the client and Slack. */
  readonly tamper?: Tamper | undefined;
}

/** Changes a request, answers in Slack's place, or sends more than was asked. */
export type Tamper = (request: TamperedRequest) => Promise<Response>;

export interface TamperedRequest {
  readonly method: string;
  readonly body: URLSearchParams;
  send(body: URLSearchParams): Promise<Response>;
}

/** What a contestant is given. */
export interface Stage {
  readonly schedule: Schedule;
  readonly source: AsyncIterable<string | object>;
  readonly sourceError: Error;
  readonly client: WebClient | WebClient7;
  readonly slack: SlackEmulator;
  readonly channel: string;
  readonly threadTs: string;
  readonly abortSignal: AbortSignal;
  /** The contestant's own: what it leaves set is counted. */
  readonly clock: WatchedClock;
  /** Set where time is not the system's. */
  readonly time?: ManualClock | undefined;
  readonly notice: string;
}

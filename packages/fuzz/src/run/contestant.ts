import type { WebClient } from "@slack/web-api";
import type { WebClient as WebClient7 } from "@slack/web-api-7";
import type { ManualClock, SlackEmulator } from "slack-stream-emulator";
import type { Ending } from "../oracle/run-record.ts";
import type { Schedule } from "../schedule/schedule.ts";
import type { WatchedClock } from "./watched-clock.ts";

/** A program that streams a source into a Slack thread. */
export interface Contestant {
  readonly name: string;
  /** Plays to any end. Never rejects. */
  play(stage: Stage): Promise<Ending>;
  /** Passes on the user's stop event. Returns whether a stream took it. */
  hearStop?(event: SlackEmulator["events"][number]): boolean;
  /** Changes requests between the client and Slack. */
  readonly tamper?: Tamper | undefined;
}

/** Changes a request, answers instead of Slack, or sends additional requests. */
export type Tamper = (request: TamperedRequest) => Promise<Response>;

export interface TamperedRequest {
  readonly method: string;
  readonly body: URLSearchParams;
  send(body: URLSearchParams): Promise<Response>;
}

/** The parts that a contestant gets. */
export interface Stage {
  readonly schedule: Schedule;
  readonly source: AsyncIterable<string | object>;
  readonly sourceError: Error;
  readonly client: WebClient | WebClient7;
  readonly slack: SlackEmulator;
  readonly channel: string;
  readonly threadTs: string;
  readonly abortSignal: AbortSignal;
  /** The contestant's own clock. Timers that it leaves set are counted. */
  readonly clock: WatchedClock;
  /** Set if the run does not use the system's time. */
  readonly time?: ManualClock | undefined;
  readonly notice: string;
}

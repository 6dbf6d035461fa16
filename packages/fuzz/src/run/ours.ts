import {
  handleAgentSessionStopped,
  SlackStreamError,
  type StreamOptions,
  type StreamReceipt,
  type StreamSource,
  type StreamTarget,
  streamToSlack,
} from "slack-stream-adapter";
import type { Ending } from "../oracle/run-record.ts";
import type { Contestant, Stage } from "./contestant.ts";

/** The library, or a wrapper that plays one source to its end. */
type Stream = (source: StreamSource, target: StreamTarget, options: StreamOptions) => Promise<StreamReceipt>;

/** The library. */
export const ours: Contestant = contestantBy("slack-stream-adapter", streamToSlack);

export function contestantBy(name: string, stream: Stream): Contestant {
  return {
    name,
    play: (stage) => play(stage, stream),
    hearStop: (event) => handleAgentSessionStopped(event) > 0,
  };
}

async function play(stage: Stage, stream: Stream): Promise<Ending> {
  const { schedule, source } = stage;
  let finished: StreamReceipt | undefined;
  try {
    const given = source as AsyncIterable<string>;
    const receipt = await stream(schedule.form === "function" ? () => given : given, toTarget(stage), {
      firstTextMs: 0,
      ...schedule.options,
      clock: stage.clock,
      abortSignal: stage.abortSignal,
      // The status and other defaults are turned off, because the oracle checks only the text and the cards.
      status: false,
      finishNotice: false,
      failureNotice: stage.notice,
      onFinish: (receipt) => {
        finished = receipt;
      },
    });
    return { type: "resolved", receipt };
  } catch (error) {
    return toRejected(error, { sourceError: stage.sourceError, receipt: finished });
  }
}

function toTarget({ client, channel, threadTs }: Stage) {
  return { client, channel, threadTs, recipientUserId: "U0000000001", recipientTeamId: "T0000000001" };
}

function toRejected(
  error: unknown,
  { sourceError, receipt }: { sourceError: Error; receipt: StreamReceipt | undefined },
): Ending {
  const own = SlackStreamError.isInstance(error);
  const code = own ? "own" : error === sourceError ? "source" : "other";
  return { type: "rejected", code, error, receipt: own ? error.receipt : receipt };
}

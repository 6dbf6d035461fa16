import { createDelivery } from "./answer/run.ts";
import { runShared } from "./answer/run-shared.ts";
import { runDurably } from "./durable/run-durably.ts";
import { toSettings } from "./options/settings.ts";
import { type BoltArgs, readTarget } from "./options/slack-target.ts";
import { checkTarget } from "./options/target.ts";
import { checkSource } from "./source/open-source.ts";
import { readSource } from "./source/read-source.ts";
import type {
  CheckpointOptions,
  ReplayedReceipt,
  StreamOptions,
  StreamReceipt,
  StreamSource,
  StreamTarget,
} from "./types/index.ts";

/**
 * Streams an AI answer into Slack as it is written: once, whole, and properly closed.
 *
 * @param source a `streamText` result, any async iterable or `ReadableStream` of strings, AI SDK parts or Slack chunks,
 *   or a function that is given an abort signal and makes one.
 * @param target the Slack client (or token), the channel, and the thread; or what a Bolt listener is given, as it is.
 * @returns what was said, what arrived, and in which messages.
 * @throws the source's own error, after the message was closed with a notice; {@link SlackStreamError} when Slack
 *   refuses for good, can't be reached, or text could not be delivered; TypeError or RangeError on misuse.
 * @example
 * const receipt = await streamToSlack(
 *   (signal) => streamText({ model, prompt, abortSignal: signal }),
 *   { client, channel, threadTs, recipientUserId, recipientTeamId },
 * );
 */
export function streamToSlack(
  source: StreamSource,
  target: StreamTarget | BoltArgs,
  options: StreamOptions & { readonly checkpoint: CheckpointOptions },
): Promise<StreamReceipt | ReplayedReceipt>;
export function streamToSlack(
  source: StreamSource,
  target: StreamTarget | BoltArgs,
  options?: StreamOptions,
): Promise<StreamReceipt>;
export async function streamToSlack(
  source: StreamSource,
  target: StreamTarget | BoltArgs,
  options?: StreamOptions,
): Promise<StreamReceipt> {
  checkSource(source);
  const place = readTarget(target);
  checkTarget(place);
  const settings = toSettings(options);
  const delivery = createDelivery(place, settings);
  const { checkpoint } = settings;
  if (checkpoint === undefined) return runShared(readSource(source), delivery);
  return runDurably((from) => readSource(source, from), delivery, checkpoint);
}

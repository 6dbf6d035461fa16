import { createDelivery, runStream } from "./answer/run.ts";
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
 * Streams an AI answer into Slack while the model writes it. Readers get the whole answer once, in messages that are closed at the end.
 *
 * @param source a `streamText` result, any async iterable or `ReadableStream` of strings, of an SDK's parts or of Slack chunks, or a
 *   function that gets an abort signal and makes one of these.
 * @param target the Slack client (or token), the channel and the thread; or the arguments of a Bolt listener, unchanged.
 * @returns the receipt: the text, how much of it Slack took, and in which messages.
 * @throws the source's own error, after the message was closed with a notice; {@link SlackStreamError} if Slack refuses for good, can't
 *   be reached, or does not take the whole text; TypeError or RangeError if an argument is wrong.
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
  if (checkpoint === undefined) return runStream(readSource(source), delivery);
  return runDurably((from) => readSource(source, from), delivery, checkpoint);
}

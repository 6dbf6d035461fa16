import type { SlackAdapterConfig as PeerAdapterConfig } from "@chat-adapter/slack";
import { describe } from "../describe.ts";
import { toSettings } from "../options.ts";
import type { StreamOptions } from "../types.ts";

/** What `chat` or the adapter's own configuration says already, and no second place may contradict. */
type SaidElsewhere = "abortSignal" | "stopBlocks" | "sessionStatus" | "taskDisplayMode";

/**
 * What can be set of the streaming of all answers of an adapter. `rotateAfterMs` goes before the adapter's
 * `streamSegmentMaxAgeMs`. With `transport: "edit"` answers that `chat` would post and edit by itself are posted and edited
 * here as well: without a placeholder, split by size, closed with stop blocks and feedback buttons.
 */
export type SlackStreamingOptions = Omit<StreamOptions, SaidElsewhere>;

/** The configuration of `@chat-adapter/slack`, and one key of ours. */
export interface SlackAdapterConfig extends PeerAdapterConfig {
  /** How answers are streamed. Everything has a default, and nothing has to be turned on. */
  streaming?: SlackStreamingOptions | undefined;
}

/** @throws TypeError | RangeError naming the option, the rule and the value. */
export function checkStreamingOptions(streaming: SlackStreamingOptions | undefined): void {
  if (streaming === undefined) return;
  if (typeof streaming !== "object" || streaming === null)
    throw new TypeError(`streaming must be an object with options, got ${describe(streaming)}`);
  toSettings(streaming);
}

// The published class drops configuration that it does not know, and an instance may be made without our constructor.
const optionsOf = new WeakMap<object, SlackStreamingOptions>();

export function keepStreamingOptions(adapter: object, streaming: SlackStreamingOptions | undefined): void {
  if (streaming !== undefined) optionsOf.set(adapter, streaming);
}

export function streamingOptionsOf(adapter: object): SlackStreamingOptions {
  return optionsOf.get(adapter) ?? {};
}

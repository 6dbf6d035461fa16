import type { SlackAdapterConfig as PeerAdapterConfig } from "@chat-adapter/slack";
import { checkType, refuse } from "../options/check.ts";
import { toSettings } from "../options/settings.ts";
import type { StreamOptions } from "../types/index.ts";

/**
 * Options of `streamToSlack` that are refused here, with the reason. Some settings belong to `chat` or to the adapter's
 * configuration, and two places could contradict each other. Other options would have no effect, because `chat` passes
 * on only text and Slack's chunks.
 */
const saidElsewhere = {
  abortSignal: "the turn's own signal ends a reply",
  stopBlocks: "give StreamingPlan its endWith",
  sessionStatus: "give StreamingPlan its sessionStatus",
  taskDisplayMode: "give StreamingPlan its groupTasks",
  status: "call thread.startTyping(status)",
  reactions: "the message that is answered is another one each time; react to that message",
  tasks: "chat drops the calls of tools; post withCards(result, { tasks })",
  maxTasks: "chat drops the calls of tools; post withCards(result, { maxTasks })",
  plan: "chat drops the calls of tools; post withCards(result, { plan })",
  approvalBlocks: "chat drops requests for approval; post withCards(result, { approvalBlocks })",
  reasoning: "chat drops reasoning; post withCards(result, { reasoning })",
  sources: "chat drops sources and files; post withCards(result, { sources })",
  finishNotice: "chat drops why a model finished; post withCards(result, { finishNotice })",
  checkpoint: "chat has a state already; set streaming.durable",
} as const satisfies Partial<Record<keyof StreamOptions, string>>;

/**
 * Options for the streaming of all answers of an adapter. They are those of `streamToSlack`, except the options that `chat` decides, and
 * the options for parts that `chat` drops. `rotateAfterMs` has priority over the adapter's `streamSegmentMaxAgeMs`. With `transport:
 * "edit"` the library also posts and edits answers that `chat` would post and edit itself: without a placeholder, split by size, and closed
 * with stop blocks and feedback buttons.
 */
export interface SlackStreamingOptions
  extends Omit<StreamOptions, keyof typeof saidElsewhere | "mentions" | "firstTextMs" | "transport"> {
  /** The same as in `streamToSlack`, without `post` and `shared`, because `chat` needs one message that it can edit later. @default "auto" */
  readonly transport?: Exclude<StreamOptions["transport"], "post" | "shared">;
  /**
   * Which mentions in the model's text may notify people. By default all may, as with the published adapter. With any other value the
   * library also posts and edits replies that `chat` would post and edit itself, so that the same rule holds for them. @default "all"
   */
  readonly mentions?: StreamOptions["mentions"];
  /**
   * How long the first text of a message may wait for the end of a sentence or for 80 characters, ms. By default it is sent at once, as
   * with the published adapter. @default 0
   */
  readonly firstTextMs?: StreamOptions["firstTextMs"];
  /**
   * Keeps each answer in the state of the `Chat` while it is streamed. If the process dies, the next process closes the answer when its
   * adapter is initialised. All processes learn of a user's stop, and of calls that Slack refuses because of their rate. @default false
   */
  readonly durable?: boolean | undefined;
}

/** The configuration of `@chat-adapter/slack`, with one more key. */
export interface SlackAdapterConfig extends PeerAdapterConfig {
  /** How answers are streamed. @default the defaults of {@link SlackStreamingOptions} */
  streaming?: SlackStreamingOptions | undefined;
}

/** @throws TypeError or RangeError that names the option, the rule and the value. */
export function checkStreamingOptions(streaming: SlackStreamingOptions | undefined): void {
  if (streaming === undefined) return;
  if (typeof streaming !== "object" || streaming === null)
    refuse("streaming must be an object with options", streaming);
  for (const [name, instead] of Object.entries(saidElsewhere)) {
    const value: unknown = streaming[name as keyof SlackStreamingOptions];
    if (value === undefined) continue;
    refuse(`streaming.${name} is no option of the Slack adapter (${instead})`, value);
  }
  const { durable, ...options } = streaming;
  const transport: unknown = options.transport;
  if (transport === "post" || transport === "shared")
    refuse("streaming.transport must be one of auto, stream, edit in the Slack adapter", transport);
  checkType("streaming.durable", durable, "boolean");
  toSettings(options);
}

// Kept outside of the instance, because the published class drops unknown configuration, and an instance may be made without our
// constructor.
const optionsOf = new WeakMap<object, SlackStreamingOptions>();

export function keepStreamingOptions(adapter: object, streaming: SlackStreamingOptions | undefined): void {
  if (streaming !== undefined) optionsOf.set(adapter, streaming);
}

export function streamingOptionsOf(adapter: object): SlackStreamingOptions {
  return optionsOf.get(adapter) ?? {};
}

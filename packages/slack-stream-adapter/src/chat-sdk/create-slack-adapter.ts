import { createSlackAdapter as createPeerAdapter } from "@chat-adapter/slack";
import { checkPeerVersion } from "./check-peer-version.ts";
import { SlackAdapter } from "./slack-adapter.ts";
import { checkStreamingOptions, keepStreamingOptions, type SlackAdapterConfig } from "./streaming-options.ts";

/**
 * Creates the Slack adapter of the Chat SDK, with this library's streaming in it. It takes the same configuration and environment as
 * `createSlackAdapter` of `@chat-adapter/slack`.
 *
 * @param config the configuration of `@chat-adapter/slack`, and `streaming`: options for the streaming.
 * @throws the errors of `@chat-adapter/slack`; TypeError or RangeError if a streaming option is wrong; Error if `@chat-adapter/slack` is
 *   older than 4.40.
 * @example
 * const bot = new Chat({ userName: "bot", adapters: { slack: createSlackAdapter() }, state });
 */
export function createSlackAdapter(config?: SlackAdapterConfig): SlackAdapter {
  checkStreamingOptions(config?.streaming);
  // The factory of `@chat-adapter/slack` reads more of the environment than its constructor. So the factory makes the
  // instance, and then the instance gets our class as its prototype. This works because our class has no fields that a
  // constructor would set.
  const adapter = createPeerAdapter(config);
  checkPeerVersion(adapter);
  Object.setPrototypeOf(adapter, SlackAdapter.prototype);
  keepStreamingOptions(adapter, config?.streaming);
  return adapter as SlackAdapter;
}

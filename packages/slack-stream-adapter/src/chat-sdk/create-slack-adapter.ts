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
  // Their factory reads more of the environment than their constructor. It is called as it is, so its rules are theirs
  // for ever, and the instance is made ours afterwards: our class has no fields of its own that a constructor would set.
  const adapter = createPeerAdapter(config);
  checkPeerVersion(adapter);
  Object.setPrototypeOf(adapter, SlackAdapter.prototype);
  keepStreamingOptions(adapter, config?.streaming);
  return adapter as SlackAdapter;
}

import type { RawMessage } from "chat";
import * as limits from "../limits.ts";
import type { Settings } from "../options/settings.ts";
import type { Outcome } from "../slack/outcome.ts";
import { callWithDeadline } from "../slack/perform-call.ts";
import { readProperty } from "../slack/read-property.ts";
import type { MessageRef } from "../slack/slack-calls.ts";
import type { Reply } from "./stream-reply.ts";
import type { WatchedClient } from "./watched-client.ts";

/** The messages of a reply that are posted and edited by the adapter's own methods. */
export class PostedMessages {
  readonly #reply: Reply;
  readonly #settings: Settings;
  readonly #watched: WatchedClient;
  readonly #own = new Set<string>();

  constructor(reply: Reply, settings: Settings, watched: WatchedClient) {
    this.#reply = reply;
    this.#settings = settings;
    this.#watched = watched;
  }

  has({ ts }: MessageRef): boolean {
    return this.#own.has(ts);
  }

  async post(markdown: string): Promise<Outcome> {
    const outcome = await this.#call("post", undefined, () => this.#reply.post({ markdown }));
    if (outcome.type === "applied") this.#own.add(outcome.ts);
    return outcome;
  }

  edit({ ts }: MessageRef, markdown: string): Promise<Outcome> {
    return this.#call("update", ts, () => this.#reply.edit(ts, { markdown }));
  }

  #call(
    kind: "post" | "update",
    ts: string | undefined,
    send: () => Promise<RawMessage<unknown>>,
  ): Promise<Outcome> {
    const { callTimeoutMs, clock } = this.#settings;
    const timeoutMs = Math.max(callTimeoutMs, limits.retryingCallMs);
    const { channel } = this.#reply;
    const call = { kind, includes: new Set<never>(), channel, ts, attempts: "unknown" } as const;
    const sendOnce = async () => {
      let message: RawMessage<unknown> | undefined;
      await this.#watched.record(async () => {
        message = await send().catch(rethrow);
        return message.raw;
      });
      return { ok: true, ts: message?.id };
    };
    return this.#watched.watch(
      async () => (await callWithDeadline(sendOnce, call, { timeoutMs, clock })).outcome,
    );
  }
}

/**
 * The adapter throws its own class for Slack's rate limit, with another code. It becomes the error that Slack's client
 * would throw.
 */
function rethrow(error: unknown): never {
  if (readProperty(error, "name") !== "AdapterRateLimitError") throw error;
  const retryAfter = readProperty(error, "retryAfter");
  throw Object.assign(new Error("rate limited", { cause: error }), { code: rateLimited, retryAfter });
}

const rateLimited = "slack_webapi_rate_limited_error";

/** The adapter's own error, if `rethrow` replaced it. */
export function toAdaptersOwn(thrown: unknown): unknown {
  const cause = readProperty(thrown, "cause");
  return readProperty(cause, "name") === "AdapterRateLimitError" ? cause : thrown;
}

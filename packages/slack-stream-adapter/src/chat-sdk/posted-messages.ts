import type { RawMessage } from "chat";
import { limits } from "../limits.ts";
import type { Settings } from "../options/settings.ts";
import type { Outcome } from "../slack/outcome.ts";
import { callWithDeadline } from "../slack/perform-call.ts";
import { readProperty } from "../slack/read-property.ts";
import type { MessageRef } from "../slack/slack-calls.ts";
import type { Reply } from "./stream-reply.ts";
import type { WatchedClient } from "./watched-client.ts";

/** The messages of a reply that were posted, and are edited, through the adapter's own methods. */
export interface PostedMessages {
  post(markdown: string): Promise<Outcome>;
  edit(message: MessageRef, markdown: string): Promise<Outcome>;
  has(message: MessageRef): boolean;
}

interface Context {
  readonly settings: Settings;
  readonly watched: WatchedClient;
}

export function createPostedMessages(reply: Reply, { settings, watched }: Context): PostedMessages {
  const own = new Set<string>();

  const ask = (kind: "post" | "update", ts: string | undefined, send: () => Promise<RawMessage<unknown>>) => {
    const { clock } = settings;
    const timeoutMs = Math.max(settings.callTimeoutMs, limits.retryingCallMs);
    const call = {
      kind,
      includes: new Set<never>(),
      channel: reply.channel,
      ts,
      attempts: "unknown",
    } as const;
    return watched.watch(
      async () => (await callWithDeadline(() => sendOnce(send), call, { timeoutMs, clock })).outcome,
    );
  };

  const sendOnce = async (send: () => Promise<RawMessage<unknown>>) => {
    let message: RawMessage<unknown> | undefined;
    await watched.record(async () => {
      message = await send().catch(rethrow);
      return message.raw;
    });
    return { ok: true, ts: message?.id };
  };

  return {
    has: ({ ts }) => own.has(ts),
    async post(markdown) {
      const outcome = await ask("post", undefined, () => reply.post({ markdown }));
      if (outcome.type === "applied") own.add(outcome.ts);
      return outcome;
    },
    edit: ({ ts }, markdown) => ask("update", ts, () => reply.edit(ts, { markdown })),
  };
}

/** The adapter has a class of its own for Slack's rate limit, with another code: told in the client's words here. */
function rethrow(error: unknown): never {
  if (readProperty(error, "name") !== "AdapterRateLimitError") throw error;
  const retryAfter = readProperty(error, "retryAfter");
  throw Object.assign(new Error("rate limited", { cause: error }), { code: rateLimited, retryAfter });
}

const rateLimited = "slack_webapi_rate_limited_error";

/** What the adapter threw, where we put it in other words. */
export function toAdaptersOwn(thrown: unknown): unknown {
  const cause = readProperty(thrown, "cause");
  return readProperty(cause, "name") === "AdapterRateLimitError" ? cause : thrown;
}

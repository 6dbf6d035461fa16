import type { Clock } from "../clock.ts";
import type { TokenTarget } from "../types/index.ts";
import type { ApiArguments, ApiClient } from "./api-client.ts";
import { slackTimeFor } from "./slack-time.ts";
import { redact } from "./to-safe-error.ts";
import { slackRoot } from "./workspace-key.ts";

/**
 * Calls the Web API with the global `fetch`, form-encoded like Slack's own client (S166). It rejects with errors of the
 * same shape as that client. A refusal of Slack's is returned unchanged. It notes Slack's time.
 */
export function createTokenClient(
  { token, slackApiUrl = slackRoot }: Pick<TokenTarget, "token" | "slackApiUrl">,
  clock: Clock,
): ApiClient {
  const root = toRootUrl(slackApiUrl);
  if (typeof globalThis.fetch !== "function") {
    throw new TypeError(
      "target.token needs a global fetch, which this runtime does not have; give target.client",
    );
  }
  return {
    method: (name) => ({
      attempts: "one",
      call: async (args, signal) => {
        const response = await globalThis.fetch(new URL(name, root), {
          method: "POST",
          headers: { Authorization: `Bearer ${token}`, Accept: "application/json" },
          body: toForm(args),
          // A redirect would send the token to another server. "error" can't be used, because the `fetch` of Cloudflare
          // Workers does not support it.
          redirect: "manual",
          signal,
        });
        slackTimeFor(clock).noteDate(Date.parse(response.headers.get("date") ?? ""), clock.now());
        return readAnswer(response);
      },
    }),
  };
}

function toRootUrl(slackApiUrl: string): URL {
  const url = URL.canParse(slackApiUrl) ? new URL(slackApiUrl) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash)
    throw new TypeError(
      `target.slackApiUrl must be an http(s) URL such as "${slackRoot}", without credentials or query; got "${redact(slackApiUrl)}"`,
    );
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

function toForm(args: ApiArguments): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(args)) {
    if (value === undefined || value === null) continue;
    form.set(name, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  return form;
}

async function readAnswer(response: Response): Promise<unknown> {
  const text = await response.text();
  if (response.status === 200) return parse(text) ?? { ok: false, error: text };
  const headers = Object.fromEntries(response.headers);
  throw Object.assign(new Error(`Slack answered HTTP ${response.status}`), {
    code: "slack_webapi_http_error",
    statusCode: response.status,
    headers,
    body: parse(text) ?? text,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { WebClient } from "@slack/web-api";
import type { EmulatorAxiosAdapter } from "slack-stream-emulator";

/** Answers a call instead of Slack. */
export type Wire = (method: string) => Promise<{ readonly ok: true; readonly ts: string }>;

/**
 * `free`: calls cost nothing. `client`: a real client does all its work for a call, but gets a response without the
 * network.
 */
export type WireKind = "free" | "client";

/**
 * The cheapest Slack: it accepts everything after one turn of the event loop, so only the callers' own work is
 * measured.
 */
export const yesToAll: Wire = () =>
  new Promise((resolve) => setImmediate(resolve, { ok: true, ts: nextTs() }));

/** A client of version 8. */
export function createClient(kind: WireKind): WebClient {
  switch (kind) {
    case "free":
      return new WiredClient(yesToAll);
    case "client":
      return new WebClient("xoxb-benchmark", { fetch: toFetch(yesToAll) });
  }
}

function toFetch(wire: Wire): typeof globalThis.fetch {
  return async (input) => {
    const body = JSON.stringify(await wire(String(input)));
    return new Response(body, { headers: { "content-type": "application/json" } });
  };
}

/** A real client with all its methods. It calls `wire` instead of making a request. */
class WiredClient extends WebClient {
  readonly wire: Wire;

  constructor(wire: Wire) {
    super("xoxb-benchmark");
    this.wire = wire;
  }

  override apiCall(method: string): ReturnType<Wire> {
    return this.wire(method);
  }
}

/** The same for a client of version 7, which Vercel's adapter uses. It calls with axios. */
export function toAxiosAdapter(wire: Wire): EmulatorAxiosAdapter {
  return async (config) => ({
    data: JSON.stringify(await wire(config.url ?? "")),
    status: 200,
    statusText: "OK",
    headers: {},
    config,
    request: { path: config.url ?? "" },
  });
}

let messages = 0;

function nextTs(): string {
  messages += 1;
  return `1700000000.${String(messages).padStart(6, "0")}`;
}

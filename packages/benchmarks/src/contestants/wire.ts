import { WebClient } from "@slack/web-api";
import type { AxiosDoor } from "slack-stream-emulator";

/** Answers a call in Slack's place. */
export type Wire = (method: string) => Promise<{ readonly ok: true; readonly ts: string }>;

/** `free`: calls cost nothing; `client`: all that a real client does for a call, with an answer instead of the network. */
export type WireKind = "free" | "client";

/** The cheapest Slack: yes to everything after one turn of the event loop, so that only the callers' own work is left. */
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

/** A real client, with all of its methods, that calls `wire` where it would make a request. */
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

/** The same for a client of version 7, which is the one that Vercel's adapter brings: it calls by axios. */
export function toAxiosDoor(wire: Wire): AxiosDoor {
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

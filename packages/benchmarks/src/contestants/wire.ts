import { WebClient } from "@slack/web-api";
import type { AxiosDoor } from "slack-stream-emulator";

/** Answers a call in Slack's place. */
export type Wire = (method: string) => Promise<{ readonly ok: true; readonly ts: string }>;

/** `yes`: calls cost nothing. */
export type WireKind = "yes";

/** The cheapest Slack: yes to everything after one turn of the event loop, so that only the callers' own work is left. */
export const yesToAll: Wire = () =>
  new Promise((resolve) => setImmediate(resolve, { ok: true, ts: nextTs() }));

/** A real client, with all of its methods, that calls `wire` where it would make a request. */
export function createWiredClient(wire: Wire): WebClient {
  return new WiredClient(wire);
}

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

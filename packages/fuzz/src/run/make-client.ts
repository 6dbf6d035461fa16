import { WebClient } from "@slack/web-api";
import { WebClient as WebClient7 } from "@slack/web-api-7";
import type { SlackEmulator } from "slack-stream-emulator";
import { quietLogger } from "../../../benchmarks/src/contestants/contestant.ts";
import type { Tamper } from "./contestant.ts";

/**
 * A real client of that major version that talks to the emulator in-process, with the contestant's changes to requests.
 */
export function makeClient(
  slack: SlackEmulator,
  major: 7 | 8,
  tamper: Tamper | undefined,
): WebClient | WebClient7 {
  const quiet = { logger: quietLogger };
  if (major === 7 && tamper === undefined)
    return new WebClient7(slack.token, { ...slack.webClientOptions(7), ...quiet });
  const options = slack.webClientOptions(8);
  const fetch = tamper === undefined ? options.fetch : tamperWith(options.fetch, tamper);
  return new WebClient(slack.token, { ...options, fetch, ...quiet });
}

function tamperWith(fetch: SlackEmulator["fetch"], tamper: Tamper): typeof globalThis.fetch {
  return async (input, init) => {
    const url = String(input);
    return tamper({
      method: url.slice(url.lastIndexOf("/") + 1),
      body: new URLSearchParams(String(init?.body)),
      send: (body) => fetch(url, { ...init, body: body.toString() }),
    });
  };
}

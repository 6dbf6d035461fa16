import type { Clock } from "../clock.ts";
import type { StreamTarget } from "../types.ts";
import type { ApiClient } from "./api-client.ts";
import { createClientView } from "./client-view.ts";
import type { CallContext, LateOutcome } from "./perform-call.ts";
import { createTokenClient } from "./token-client.ts";

export interface CallContextSettings {
  readonly callTimeoutMs: number;
  readonly clock: Clock;
  /** A token for each call through `target.client`, for a client that serves many workspaces. */
  readonly token?: string | undefined;
  /** Is told what came of a call after its deadline: a start that was answered late has a message. */
  readonly onLate?: ((late: LateOutcome) => void) | undefined;
}

/** How all calls to a target are made: through its client, or by `fetch` with its token. Throws a `TypeError` if it has neither. */
export function toCallContext(target: StreamTarget, settings: CallContextSettings): CallContext {
  const { callTimeoutMs, clock, onLate } = settings;
  const token = target.client === undefined ? undefined : (settings.token ?? target.token);
  return { client: toApiClient(target), callTimeoutMs, clock, token, onLate };
}

function toApiClient({ client, token, slackApiUrl }: StreamTarget): ApiClient {
  if (client !== undefined) return createClientView(client);
  if (token === undefined) throw new TypeError("target needs a client or a token, got neither");
  return createTokenClient({ token, slackApiUrl });
}

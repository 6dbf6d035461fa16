import { methods } from "./call-description.ts";
import type { Outcome } from "./outcome.ts";
import { askSlack, type CallContext } from "./perform-call.ts";
import { readString } from "./read-property.ts";

/** Who we are to Slack, as far as `auth.test` says. */
export interface OwnIdentity {
  readonly botId: string | undefined;
  readonly userId: string | undefined;
  readonly appId: string | undefined;
}

export type IdentityAnswer =
  | { readonly type: "known"; readonly identity: OwnIdentity }
  | { readonly type: "failed"; readonly outcome: Exclude<Outcome, { type: "applied" }> };

/** Asks Slack who we are, once for each client in this process. A failure is not kept. */
export async function askWhoAmI(context: CallContext, caller: string): Promise<IdentityAnswer> {
  const known = identities.get(caller);
  if (known) return { type: "known", identity: known };
  const { outcome, answer } = await askSlack(context, {
    kind: "find",
    method: methods.whoAmI,
    args: {},
    carries: new Set(),
    channel: "",
  });
  if (outcome.type !== "applied") return { type: "failed", outcome };
  const identity = toIdentity(answer);
  remember(caller, identity);
  return { type: "known", identity };
}

/** Whether a message of `conversations.replies` is one of ours. A custom name leaves the bot's id in place. */
export function isOwn(message: unknown, { botId, userId, appId }: OwnIdentity): boolean {
  const same = (key: string, own: string | undefined) =>
    own !== undefined && readString(message, key) === own;
  return same("bot_id", botId) || same("app_id", appId) || same("user", userId);
}

function toIdentity(answer: unknown): OwnIdentity {
  return {
    botId: readString(answer, "bot_id"),
    userId: readString(answer, "user_id"),
    appId: readString(answer, "app_id"),
  };
}

const identities = new Map<string, OwnIdentity>();
const mostIdentities = 1_000;

function remember(caller: string, identity: OwnIdentity): void {
  identities.set(caller, identity);
  const [oldest] = identities.keys();
  if (identities.size > mostIdentities && oldest !== undefined) identities.delete(oldest);
}

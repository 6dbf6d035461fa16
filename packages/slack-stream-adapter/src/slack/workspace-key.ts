import { readString } from "./read-property.ts";

/** The Web API of all workspaces but those of governments. */
export const slackRoot = "https://slack.com/api/";

/** The caller: a client, a token, or a client that gets a token with each call. */
export interface Account {
  readonly client?: object | undefined;
  readonly token?: string | undefined;
  readonly slackApiUrl?: string | undefined;
}

/**
 * Names the caller without a secret. The name is the same for all streams of a token at one Web API, in all processes, so
 * that they can share a budget. A client that hides its token is identified by the object, within this process.
 */
export function toAccountKey({ client, token, slackApiUrl }: Account): string {
  const knownToken = token ?? readString(client, "token");
  const team = readString(client, "teamId");
  // What one Slack refuses says nothing about another, such as a local one of a test.
  const root = slackApiUrl ?? readString(client, "slackApiUrl") ?? slackRoot;
  const account =
    knownToken === undefined
      ? `client-${toSerialNumber(client)}`
      : `token-${toDigest(`${knownToken} ${root.replace(/\/?$/, "/")}`)}`;
  // With an organisation's token the team names the workspace, and Slack counts limits by workspace (S89).
  return team === undefined ? account : `${account}-${team}`;
}

const serialNumbers = new WeakMap<object, number>();
let lastSerialNumber = 0;

function toSerialNumber(client: object | undefined): number {
  if (client === undefined) return 0;
  const known = serialNumbers.get(client);
  if (known !== undefined) return known;
  lastSerialNumber += 1;
  serialNumbers.set(client, lastSerialNumber);
  return lastSerialNumber;
}

/**
 * FNV-1a, 64 bits. A token has far more random bits than this, so it can't be recovered from the digest. No
 * runtime-independent digest is synchronous.
 */
function toDigest(secret: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let index = 0; index < secret.length; index += 1) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(secret.charCodeAt(index))) * 0x100000001b3n);
  }
  return hash.toString(36);
}

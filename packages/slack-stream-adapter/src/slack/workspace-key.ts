import { readString } from "./read-property.ts";

/** Who calls: a client, a token, or a client that is handed a token with each call. */
export interface Account {
  readonly client?: object | undefined;
  readonly token?: string | undefined;
}

/**
 * Names who calls, without a secret in it: the same for every stream of a token, in every process, so that a budget
 * can be shared between them. A client that hides its token is told from others by identity, within this process.
 */
export function toAccountKey({ client, token }: Account): string {
  const knownToken = token ?? readString(client, "token");
  const team = readString(client, "teamId");
  const account =
    knownToken === undefined ? `client-${toSerialNumber(client)}` : `token-${toDigest(knownToken)}`;
  // With an organisation's token the team says which workspace is meant, and limits count by workspace (S89).
  return team === undefined ? account : `${account}-${team}`;
}

/** Names a channel of an account: what native streaming can serve may differ by channel (S50). */
export function toPlaceKey(account: Account, channel: string): string {
  return `${toAccountKey(account)}/${channel}`;
}

/** Names one client, or one token at one Web API, within this process: two clients of a token are two. */
export function toCallerKey({
  client,
  token = "",
  slackApiUrl = "",
}: Account & { slackApiUrl?: string | undefined }): string {
  return `${toSerialNumber(client)} ${toDigest(token)} ${slackApiUrl}`;
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
 * FNV-1a, 64 bits. A token has far more random bits than these can hold, so it can't be found from them; and there is no
 * digest that answers at once in every runtime.
 */
function toDigest(secret: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let index = 0; index < secret.length; index += 1) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(secret.charCodeAt(index))) * 0x100000001b3n);
  }
  return hash.toString(36);
}

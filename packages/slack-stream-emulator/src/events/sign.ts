import { createHmac } from "node:crypto";

export interface Signing {
  readonly secret: string;
  /** Of the request, in ms: the receiver compares it with its own clock. */
  readonly nowMs: number;
}

/** The headers by which an app knows that a request is Slack's: version 0, HMAC-SHA256 over time and body (S196). */
export function toSignatureHeaders(body: string, { secret, nowMs }: Signing): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const digest = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  return { "x-slack-request-timestamp": timestamp, "x-slack-signature": `v0=${digest}` };
}

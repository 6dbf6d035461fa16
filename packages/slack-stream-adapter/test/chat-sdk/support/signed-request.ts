import { createHmac } from "node:crypto";

export const signingSecret = "test-signing-secret";

/** A request as Slack's Events API makes it. Signed by the system's time: that is what the receiver compares with. */
export function toSignedRequest(
  body: string,
  { contentType = "application/json", secret = signingSecret } = {},
): Request {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`;
  return new Request("http://bot.example/webhooks/slack", {
    method: "POST",
    headers: {
      "content-type": contentType,
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": signature,
    },
    body,
  });
}

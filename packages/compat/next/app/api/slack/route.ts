import { isValidSlackRequest } from "@slack/bolt";
import { after } from "next/server";
import { streamToSlack } from "slack-stream-adapter";

export const maxDuration = 4;
const closingMs = 2_000;

export async function POST(request: Request): Promise<Response> {
  const deadline = AbortSignal.timeout(maxDuration * 1_000 - closingMs);
  const body = await request.text();
  const headers = {
    "x-slack-signature": request.headers.get("x-slack-signature") ?? "",
    "x-slack-request-timestamp": Number(request.headers.get("x-slack-request-timestamp")),
  };
  const signingSecret = process.env.SLACK_SIGNING_SECRET ?? "";
  if (!isValidSlackRequest({ signingSecret, body, headers })) return new Response(null, { status: 401 });
  const { challenge, event, team_id: teamId } = JSON.parse(body);
  const isRepeated = request.headers.get("x-slack-retry-reason") === "http_timeout";
  if (event?.type === "app_mention" && !isRepeated) after(() => answer(event, { teamId, deadline }));
  return new Response(challenge);
}

type Mention = Readonly<Record<"channel" | "user" | "text" | "ts", string>>;

async function answer(event: Mention, { teamId, deadline }: { teamId: string; deadline: AbortSignal }) {
  const target = {
    token: process.env.SLACK_BOT_TOKEN ?? "",
    slackApiUrl: process.env.SLACK_API_URL,
    channel: event.channel,
    threadTs: event.ts,
    recipientUserId: event.user,
    recipientTeamId: teamId,
  };
  const { outcome } = await streamToSlack((signal) => think(event.text, signal), target, {
    abortSignal: deadline,
    closeTimeoutMs: closingMs / 2,
  });
  if (outcome === "aborted") await streamToSlack("_My time is up. Mention me, and I go on._", target);
}

async function* think(question: string, signal: AbortSignal) {
  yield "I read the log. ";
  const waitMs = question.includes("long") ? 60_000 : 1_000;
  await new Promise((resolve, reject) => {
    setTimeout(resolve, waitMs);
    signal.addEventListener("abort", () => reject(signal.reason));
  });
  yield "It is fine.";
}

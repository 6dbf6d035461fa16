import { streamToSlack } from "../../src/index.ts";
import { closeStreamsOnShutdown } from "../../src/node/index.ts";

/** A bot whose model is in the middle of an answer. shutdown.test.ts ends it. */
const { SLACK_API_URL: slackApiUrl, SLACK_TOKEN: token = "", THREAD_TS: threadTs } = process.env;

closeStreamsOnShutdown();

async function* model() {
  yield "Half an answer";
  await new Promise(() => setInterval(() => {}, 1_000));
}

await streamToSlack(
  model(),
  {
    token,
    slackApiUrl,
    channel: "C0000000001",
    threadTs,
    recipientUserId: "U0000000001",
    recipientTeamId: "T0000000001",
  },
  {
    status: false,
    firstTextMs: 0,
    onEvent: (event) => event.type === "segment-start" && console.log("open"),
  },
);

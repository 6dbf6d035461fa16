import { App, LogLevel } from "@slack/bolt";
import { handleAgentSessionStopped, streamToSlack } from "slack-stream-adapter";
import { slackTarget } from "slack-stream-adapter/bolt";
import { type BoltOrder, type BoltReport, boltTexts } from "./bolt-order.ts";

/**
 * A bot of Bolt 5 as a process: it gets its events by HTTP, prints its address, and then the result of each answer, one
 * line for each.
 */
const { apiUrl, signingSecret, token }: BoltOrder = JSON.parse(process.argv[2] ?? "");
const app = new App({
  token,
  signingSecret,
  clientOptions: { slackApiUrl: apiUrl },
  logLevel: LogLevel.ERROR,
});

app.event("app_mention", async (args) => {
  const source = args.event.text.includes(boltTexts.endless) ? endless : words;
  const { outcome } = await streamToSlack(source, slackTarget(args), {
    status: false,
    firstTextMs: 0,
    minIntervalMs: 10,
  });
  report({ type: "answer", to: args.event.ts, outcome });
});

app.message(async (args) => {
  const { outcome } = await streamToSlack(words, slackTarget(args), { status: false, firstTextMs: 0 });
  report({ type: "answer", to: args.message.ts, outcome });
});

app.event("agent_session_stopped", async ({ event }) => {
  handleAgentSessionStopped(event);
});

const server = await app.start({ port: 0, host: "127.0.0.1" });
const address = server.address();
report({ type: "listening", port: typeof address === "object" ? (address?.port ?? 0) : 0 });

async function* words(): AsyncGenerator<string> {
  yield* boltTexts.answer.split(/(?<= )/);
}

async function* endless(signal: AbortSignal): AsyncGenerator<string> {
  while (!signal.aborted) {
    yield "more ";
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function report(line: BoltReport): void {
  console.log(JSON.stringify(line));
}

import process from "node:process";
import { WebClient } from "@slack/web-api";
import { SlackStreamError, type StreamFrom, streamToSlack } from "slack-stream-adapter";
import { answers, linesFrom } from "./answers.ts";
import { openStore, type StorePlace } from "./stores.ts";

/** The order for a process. */
export interface ChildTask {
  readonly store: StorePlace;
  readonly slackApiUrl: string;
  readonly token: string;
  readonly channel: string;
  readonly threadTs: string;
  readonly id: string;
  readonly answer: string;
  /** Whether its source starts again, begins at the given place, or gives different text. */
  readonly source: "over" | "offset" | "other";
  readonly waitMs: number;
  readonly leaseMs: number;
}

/** Its report at its end, as a line of JSON. */
export interface ChildEnd {
  readonly outcome?: string;
  readonly replayed?: boolean;
  readonly code?: string;
  readonly message?: string;
  /** Where its source began, if it read the place. */
  readonly place?: object | undefined;
}

const task: ChildTask = JSON.parse(process.argv[2] ?? "{}");
const script = answers[task.answer] ?? { lines: [] };

let place: { readonly items: number; readonly skip: number } | undefined;

async function* speak(lines: readonly (string | object | number)[]) {
  for (const line of lines) {
    if (typeof line === "number") await new Promise((resolve) => setTimeout(resolve, line));
    else yield line;
  }
}

const sources = {
  over: () => speak(script.lines),
  offset: (_signal: AbortSignal, { items, skip }: StreamFrom) => {
    place = { items, skip };
    return speak(linesFrom(script, place));
  },
  other: () => speak(["Something else ", 300, "is said this time."]),
};

async function run(): Promise<ChildEnd> {
  const { id, leaseMs, store, token, slackApiUrl, channel, threadTs, waitMs } = task;
  const target = {
    client: new WebClient(token, { slackApiUrl }),
    channel,
    threadTs,
    recipientUserId: "U0000000001",
    recipientTeamId: "T0000000001",
  };
  try {
    const receipt = await streamToSlack(sources[task.source], target, {
      status: false,
      firstTextMs: 0,
      ...script.options,
      checkpoint: { store: await openStore(store), id, leaseMs, waitMs },
    });
    return { outcome: receipt.outcome, replayed: receipt.replayed === true, place };
  } catch (error) {
    const { message } = error as Error;
    return SlackStreamError.isInstance(error) ? { code: error.code, message } : { message };
  }
}

const end = await run();
process.stdout.write(`${JSON.stringify(end)}\n`, () => process.exit(0));

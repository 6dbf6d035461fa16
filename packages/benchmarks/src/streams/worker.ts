import { WebClient } from "@slack/web-api";
import { quietLogger, type Thread } from "../contestants/contestant.ts";
import { everybody } from "../contestants/everybody.ts";
import type { Answer } from "../paced/play.ts";
import type { Said } from "../paced/speak.ts";
import { createRedisSharer } from "./sharers.ts";

/** What a process of a load test is told. */
export interface WorkerOrder {
  readonly contestant: string;
  readonly token: string;
  readonly apiUrl: string;
  readonly threads: readonly Thread[];
  readonly tokens: readonly string[];
  readonly everyMs: number;
  /** The Redis by which it shares a budget with the other processes. */
  readonly redisUrl?: string | undefined;
}

/** What it tells when all its answers are over. An error does not go from process to process: its text does. */
export type WorkerReport = readonly Answer[];

/** One process of a load test: gives its answers all at once, in real time, and tells when it was done with each. */
process.once("message", async (order: WorkerOrder) => {
  // It does not end by itself: its end could overtake its report, which is long.
  process.send?.(await giveAnswers(order));
});
process.send?.("ready");

async function giveAnswers(order: WorkerOrder) {
  const { apiUrl, contestant: name, everyMs, redisUrl, threads, token, tokens } = order;
  const contestant =
    redisUrl === undefined ? everybody.find((one) => one.name === name) : createRedisSharer(redisUrl);
  if (contestant === undefined) throw new RangeError(`there is nobody by the name of ${name}`);
  const answer = contestant.prepare({
    client: new WebClient(token, { slackApiUrl: apiUrl, logger: quietLogger }),
    token,
    apiUrl,
  });
  return await Promise.all(
    threads.map(async (thread): Promise<Answer> => {
      const said: Said[] = [];
      const error = await answer(speak(tokens, { everyMs, said }), thread).then(
        () => undefined,
        (reason: unknown) => String(reason),
      );
      return { threadTs: thread.threadTs, said, endedAt: Date.now(), error };
    }),
  );
}

async function* speak(
  tokens: readonly string[],
  { everyMs, said }: { readonly everyMs: number; readonly said: Said[] },
): AsyncGenerator<string> {
  for (const text of tokens) {
    await new Promise((resolve) => setTimeout(resolve, everyMs));
    said.push({ text, at: Date.now() });
    yield text;
  }
}

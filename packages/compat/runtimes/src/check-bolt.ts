import { connectBot, type SlackEmulator, type StoredMessage } from "slack-stream-emulator";
import { boltTexts } from "./bolt-order.ts";
import { runBoltBot } from "./run-bolt-bot.ts";

const signingSecret = "runtime-secret";

/** Returns the faults of a bot of Bolt that gets a mention, a direct message and a stop. Empty if there are none. */
export async function findBoltFaults(slack: SlackEmulator, command: readonly string[]): Promise<string[]> {
  const { apiUrl } = await slack.listen();
  return await runBoltBot(command, { apiUrl, token: slack.token, signingSecret }, async (bot) => {
    const url = `http://127.0.0.1:${await bot.port()}/slack/events`;
    const people = connectBot(slack, { bot: url, signingSecret });
    const mention = people.mention({ text: "What is the answer?" }).message;
    const mentioned = await bot.outcomeOf(mention.ts);
    const direct = people.directMessage({ text: "And to me?" }).message;
    const written = await bot.outcomeOf(direct.ts);
    const long = people.mention({ text: boltTexts.endless }).message;
    await untilShown(slack, long.ts);
    await people.pressStop({ channel: long.channel, threadTs: long.ts });
    const stopped = await bot.outcomeOf(long.ts);

    return [
      ...toFault(
        "the outcomes",
        [mentioned, written, stopped],
        ["completed", "completed", "stopped-by-user"],
      ),
      ...toFault("the answer to the mention", answersTo(slack, mention), [
        [boltTexts.answer, "stopped", true],
      ]),
      ...toFault("the answer to the message", answersTo(slack, direct), [
        [boltTexts.answer, "stopped", true],
      ]),
      ...toFault(
        "what was stopped",
        answersTo(slack, long).map(([, state]) => state),
        ["user-stopped"],
      ),
      ...toFault(
        "deliveries",
        people.attempts.map(({ failure, retry, status, type }) => [type, retry, status, failure]),
        [
          ["app_mention", 0, 200, undefined],
          ["message", 0, 200, undefined],
          ["app_mention", 0, 200, undefined],
          ["agent_session_stopped", 0, 200, undefined],
        ],
      ),
    ];
  });
}

function answersTo(slack: SlackEmulator, { ts }: Readonly<StoredMessage>) {
  return slack.messages
    .filter(({ botId, threadTs }) => botId !== undefined && threadTs === ts)
    .map(({ markdown, state, streamed }) => [markdown, state, streamed] as const);
}

/** There is something to stop. */
async function untilShown(slack: SlackEmulator, threadTs: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const remove = slack.onChange((change) => {
      if (change.type !== "message" || change.message.threadTs !== threadTs) return;
      remove();
      resolve();
    });
  });
}

function toFault(what: string, found: unknown, expected: unknown): string[] {
  const [is, should] = [JSON.stringify(found), JSON.stringify(expected)];
  return is === should ? [] : [`${what}: ${is} instead of ${should}`];
}

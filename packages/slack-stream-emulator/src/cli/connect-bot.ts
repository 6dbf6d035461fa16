import type { SlackEmulator } from "../emulator.ts";
import { connectBot } from "../events/connect-bot.ts";
import type { Attempt } from "../events/deliver.ts";
import { toAppMention, toDirectMessage } from "../events/events.ts";
import type { StoredMessage } from "../workspace/message.ts";
import { isDirectMessage } from "../workspace/seed.ts";

export interface BotAddress {
  readonly url: string;
  readonly signingSecret: string;
  onDelivered(attempt: Attempt): void;
}

/** Lets the bot at an address hear what people write, press and stop, on the page or by calls of the emulator. */
export function connectByAddress(
  slack: SlackEmulator,
  { url, signingSecret, onDelivered }: BotAddress,
): () => void {
  const bot = connectBot(slack, { bot: url, signingSecret, clock: slack.clock });
  // It sends stop events by itself, and tells nobody how that went.
  bot.disconnect();
  const tell = (delivery: Promise<Attempt>) => void delivery.then(onDelivered);
  const leave = [
    slack.onEvent((event) => tell(bot.send(event))),
    slack.onChange((change) => {
      if (change.type !== "message" || !isNew(change.message)) return;
      const event = toEvent(change.message, slack);
      if (event !== undefined) tell(bot.send(event));
    }),
    slack.onClick((click) => tell(bot.click(click))),
  ];
  return () => {
    for (const one of leave) one();
  };
}

/** A message of a person changes in one way only: it comes. */
function isNew(message: Readonly<StoredMessage>): boolean {
  return message.botId === undefined && message.state === "posted";
}

function toEvent(
  message: Readonly<StoredMessage>,
  { directory }: SlackEmulator,
): { type: string } | undefined {
  if (isDirectMessage(message.channel)) return toDirectMessage(message);
  return message.markdown.includes(`<@${directory.mainApp.botUserId}>`) ? toAppMention(message) : undefined;
}

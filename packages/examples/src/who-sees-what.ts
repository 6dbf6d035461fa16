/** The same answer in a channel, twice: a native stream grows for the one who asked, post and edit for everybody. */
import assert from "node:assert/strict";
import { WebClient } from "@slack/web-api";
import { streamToSlack } from "slack-stream-adapter";
import { createManualClock, createSlackEmulator, type StoredMessage } from "slack-stream-emulator";

const lines = [
  "Three pull requests are open.",
  "Two wait for a review.",
  "One has a conflict.",
  "That is all.",
];

for (const transport of ["stream", "edit"] as const) {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock });
  const question = slack.postUserMessage({ text: "What is open?" });

  async function* answer() {
    for (const line of lines) {
      yield `${line}\n`;
      await new Promise<void>((wake) => clock.setTimer(4_000, wake));
    }
  }

  const target = {
    client: new WebClient(slack.token, slack.webClientOptions(8)),
    channel: question.channel,
    threadTs: question.ts,
    recipientUserId: question.userId,
    recipientTeamId: question.teamId,
  };
  const answered = streamToSlack(answer(), target, { transport, clock });

  console.log(`\ntransport: "${transport}"\n        lines seen by the asker   by everybody else`);
  let unequal = 0;
  for (let second = 1; second <= 21; second += 4) {
    await clock.advance(second === 1 ? 1_000 : 4_000);
    const message = slack.messages.at(-1);
    const asker = toLines(message?.markdown);
    const others = toLines(message === undefined ? undefined : seenByOthers(message));
    if (asker !== others) unequal += 1;
    console.log(
      `${String(second).padStart(3)} s ${String(asker).padStart(20)} ${String(others).padStart(22)}`,
    );
  }
  const receipt = await clock.runUntil(answered);
  assert.equal(receipt.segments[0]?.transport, transport);
  assert.equal(unequal > 0, transport === "stream");
}

/** While a native stream is open, other people see only its first piece (S147). */
function seenByOthers(message: Readonly<StoredMessage>): string {
  return message.state === "open" ? message.firstText : message.markdown;
}

function toLines(text = ""): number {
  return text.split("\n").filter((line) => line !== "").length;
}

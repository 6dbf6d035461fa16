import { createSlackStream, type StreamTarget, streamToSlack } from "slack-stream-adapter";
import { type AnswerName, answerTexts } from "./answer-texts.ts";
import type { Order, Receipts } from "./order.ts";

/** The one bot that runs in every runtime: it imports the library as it was built, and uses nothing that only one of them has. */
export async function streamAnswers(order: Order, client?: StreamTarget["client"]): Promise<Receipts> {
  const target = (name: AnswerName): StreamTarget => ({
    ...(client === undefined ? { token: order.token, slackApiUrl: order.apiUrl } : { client }),
    channel: order.channel,
    threadTs: order.threads[name],
    recipientUserId: order.recipientUserId,
    recipientTeamId: order.recipientTeamId,
  });
  const stream = createSlackStream(target("pushed"));
  const aborter = new AbortController();
  const [short, split, rotated, edited, pushed, aborted] = await Promise.all([
    streamToSlack(words(answerTexts.short), target("short")),
    streamToSlack(webStream(answerTexts.split), target("split"), { maxMessageBytes: 3_000 }),
    streamToSlack(slowly(answerTexts.rotated), target("rotated"), { rotateAfterMs: 300, minIntervalMs: 100 }),
    streamToSlack(words(answerTexts.edited), target("edited"), { transport: "edit" }),
    webStream(answerTexts.pushed)
      .pipeTo(stream.writable)
      .then(() => stream.stop()),
    streamToSlack((signal) => untilAborted(answerTexts.aborted, signal), target("aborted"), {
      abortSignal: aborter.signal,
      onEvent: ({ type }) => type === "segment-start" && aborter.abort(),
    }),
  ]);
  return { short, split, rotated, edited, pushed, aborted };
}

async function* words(text: string): AsyncGenerator<string> {
  yield* text.split(/(?<= )/);
}

function webStream(text: string): ReadableStream<string> {
  const waiting = text.split(/(?<= )/);
  return new ReadableStream({
    pull(controller) {
      const word = waiting.shift();
      if (word === undefined) controller.close();
      else controller.enqueue(word);
    },
  });
}

/** Long enough for the message to grow old before its second paragraph. */
async function* slowly(text: string): AsyncGenerator<string> {
  for await (const word of words(text)) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    yield word;
  }
}

/** A model that is silent until its signal fires, and then fails as models do. */
async function* untilAborted(text: string, signal: AbortSignal): AsyncGenerator<string> {
  yield text;
  await new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}

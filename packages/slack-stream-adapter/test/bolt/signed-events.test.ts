import { setImmediate as nextTurn } from "node:timers/promises";
import * as bolt5 from "@slack/bolt";
import * as bolt3 from "@slack/bolt-3";
import * as bolt4 from "@slack/bolt-4";
import { connectBot, createManualClock, createSlackEmulator } from "slack-stream-emulator";
import { afterEach, describe, expect, test } from "vitest";
import { dropRedelivered, handleStopButton, postQuestion, slackTarget } from "../../src/bolt/index.ts";
import { type StreamReceipt, streamToSlack } from "../../src/index.ts";
import { feedbackButtons, postElement } from "../support/post-element.ts";

const signingSecret = "bolt-secret";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** The common members of all three. Their types differ, but the calls below compile with each. */
type Bolt = typeof bolt4;

describe.each([
  ["3", bolt3 as unknown as Bolt],
  ["4", bolt4],
  ["5", bolt5 as unknown as Bolt],
])("with Bolt %s", (_, { App, HTTPReceiver, LogLevel }) => {
  interface SceneOptions {
    readonly trustedSecret?: string;
    readonly processBeforeResponse?: boolean;
  }

  /** A Bolt app on a port, as in production except for Slack's address, and a Slack that sends its events. */
  async function createScene(options: SceneOptions = {}) {
    const { trustedSecret = signingSecret, processBeforeResponse = false } = options;
    const clock = createManualClock();
    const slack = createSlackEmulator();
    const { apiUrl } = await slack.listen();
    const receiver = new HTTPReceiver({
      signingSecret: trustedSecret,
      processBeforeResponse,
      logLevel: LogLevel.ERROR,
    });
    const app = new App({
      token: slack.token,
      receiver,
      clientOptions: { slackApiUrl: apiUrl },
      logLevel: LogLevel.ERROR,
    });
    const server = await app.start(0);
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const people = connectBot(slack, {
      signingSecret,
      bot: `http://127.0.0.1:${port}/slack/events`,
      clock,
    });
    closing.push(
      async () => {
        const stopped = app.stop();
        server.closeAllConnections();
        await stopped;
      },
      () => slack.close(),
    );
    return { app, clock, people, slack };
  }

  test("a Bolt app acknowledges a mention and a direct message, and answers both by a stream", async () => {
    const { app, people, slack } = await createScene();
    const receipts = { mention: createSignal<StreamReceipt>(), direct: createSignal<StreamReceipt>() };
    async function* hello() {
      yield "Hello.";
    }
    app.event("app_mention", async (args) =>
      receipts.mention.resolve(
        await streamToSlack(hello(), slackTarget(args), { status: false, firstTextMs: 0 }),
      ),
    );
    app.message(async (args) =>
      receipts.direct.resolve(
        await streamToSlack(hello(), slackTarget(args), { status: false, firstTextMs: 0 }),
      ),
    );

    expect(await people.mention({ text: "Hi" }).delivered).toMatchObject({ retry: 0, status: 200 });
    expect((await receipts.mention.promise).outcome).toBe("completed");
    expect(await people.directMessage({ text: "Hi" }).delivered).toMatchObject({ retry: 0, status: 200 });
    expect((await receipts.direct.promise).outcome).toBe("completed");
    const answers = slack.messages.filter(({ botId }) => botId !== undefined);
    expect(answers.map(({ channel, markdown, streamed }) => [channel, markdown, streamed])).toEqual([
      ["C0000000001", "Hello.", true],
      ["D0000000001", "Hello.", true],
    ]);
  });

  test("a pressed stop ends a Bolt app's answer, and a click reaches its listener", async () => {
    const { app, people, slack } = await createScene();
    const shown = createSignal<void>();
    const done = createSignal<StreamReceipt>();
    const clicked = createSignal<unknown>();
    async function* endless() {
      for (;;) {
        yield "more ";
        await nextTurn();
      }
    }
    app.event("app_mention", async (args) => {
      // The first sign of a message: there is something to stop.
      const onEvent = ({ type }: { type: string }) => type === "segment-start" && shown.resolve();
      done.resolve(
        await streamToSlack(endless(), slackTarget(args), {
          status: false,
          firstTextMs: 0,
          minIntervalMs: 10,
          onEvent,
        }),
      );
    });
    handleStopButton(app);
    app.action("message_feedback", async ({ ack, action }) => {
      await ack();
      clicked.resolve(action);
    });

    const { delivered, message } = people.mention({ text: "Go on" });
    await delivered;
    await shown.promise;
    const stop = await people.pressStop({ channel: message.channel, threadTs: message.ts });
    expect(stop).toMatchObject({ type: "agent_session_stopped", status: 200 });
    expect((await done.promise).outcome).toBe("stopped-by-user");
    const answer = slack.messages.at(-1);
    expect(answer?.state).toBe("user-stopped");

    const { channel, ts: thread_ts } = message;
    const ts = await postElement(slack, { channel, thread_ts }, feedbackButtons);
    const click = { ts, actionId: "message_feedback", value: "positive" };
    expect(await people.click(click)).toMatchObject({ status: 200 });
    expect(await clicked.promise).toMatchObject({
      type: "feedback_buttons",
      action_id: "message_feedback",
      value: "positive",
    });
  });

  test("a Bolt app that is slow is asked again at once, and told why", async () => {
    const { app, clock, people } = await createScene({ processBeforeResponse: true });
    const begun = createSignal<void>();
    const go = createSignal<void>();
    const retries: unknown[] = [];
    app.event("app_mention", async ({ context }) => {
      retries.push([context.retryNum, context.retryReason]);
      begun.resolve();
      if (retries.length === 1) await go.promise;
    });
    const { delivered } = people.mention({ text: "Hi" });
    await begun.promise;
    await clock.advance(3_000);
    expect(await delivered).toMatchObject({ retry: 1, status: 200 });
    go.resolve();
    expect(retries).toEqual([
      [undefined, undefined],
      [1, "http_timeout"],
    ]);
    expect(people.attempts.map(({ failure }) => failure)).toEqual(["http_timeout", undefined]);
  });

  test("a Bolt app that trusts another secret refuses", async () => {
    const { app, people } = await createScene({ trustedSecret: "not that one" });
    const heard: unknown[] = [];
    app.event("app_mention", async ({ event }) => void heard.push(event));
    void people.mention({ text: "Hi" });
    while (people.attempts.length < 2) await nextTurn();
    expect(people.attempts).toMatchObject([
      { failure: "http_error", status: 401 },
      { failure: "http_error", status: 401 },
    ]);
    expect(heard).toEqual([]);
  });

  test("an event that Slack delivers again is answered once, and another is answered", async () => {
    const { app, clock, people, slack } = await createScene({ processBeforeResponse: true });
    app.use(dropRedelivered());
    const go = createSignal<void>();
    const receipts: StreamReceipt[] = [];
    async function* slow() {
      await go.promise;
      yield "Once.";
    }
    app.event("app_mention", async (args) => void receipts.push(await streamToSlack(slow(), args)));
    const { delivered } = people.mention({ text: "Hi" });
    while (people.attempts.length < 1) {
      await clock.advance(3_000);
      await nextTurn();
    }
    expect(await delivered).toMatchObject({ retry: 1, status: 200 });
    go.resolve();
    await expect.poll(() => receipts.length).toBe(1);
    expect(await people.mention({ text: "Again" }).delivered).toMatchObject({ retry: 0 });
    await expect.poll(() => receipts.length).toBe(2);
    expect(slack.messages.filter(({ botId }) => botId !== undefined)).toHaveLength(2);
  });

  test("a command is answered in the thread of its question", async () => {
    const { app, people, slack } = await createScene();
    const done = createSignal<StreamReceipt>();
    async function* answer() {
      yield "42.";
    }
    app.command("/ask", async (args) => {
      await args.ack();
      const { text, user_id } = args.command;
      const target = await postQuestion(args, `<@${user_id}> asks: ${text}`);
      done.resolve(await streamToSlack(answer(), target));
    });
    await people.command({ command: "/ask", text: "Why?" });
    expect((await done.promise).segments).toMatchObject([{ transport: "stream", ended: "stopped" }]);
    const [question, reply] = slack.messages.filter(({ botId }) => botId !== undefined);
    expect([question?.markdown, question?.threadTs]).toEqual(["<@U0000000001> asks: Why?", undefined]);
    expect(reply).toMatchObject({ markdown: "42.", threadTs: question?.ts });
  });
});

function createSignal<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

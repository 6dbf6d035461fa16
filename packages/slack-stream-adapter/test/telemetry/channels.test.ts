import diagnostics from "node:diagnostics_channel";
import { afterEach, expect, test } from "vitest";
import type { CallMessage, StreamMessage } from "../../src/index.ts";
import { callChannelName, streamChannelName } from "../../src/telemetry/channels.ts";
import { createMortal, createStore, liveOnce } from "../support/mortal.ts";
import { createStory, silence } from "../support/story.ts";

const unsubscribes: (() => void)[] = [];

afterEach(() => {
  for (const unsubscribe of unsubscribes.splice(0)) unsubscribe();
});

function subscribe<Message>(name: string, listener: (message: Message) => void): void {
  const given = (message: unknown) => listener(message as Message);
  diagnostics.subscribe(name, given);
  unsubscribes.push(() => diagnostics.unsubscribe(name, given));
}

test("subscribers get a stream's messages from its start to its end, and its calls", async () => {
  const heard: string[] = [];
  subscribe<StreamMessage>(streamChannelName, (message) =>
    heard.push(message.type === "event" ? message.event.type : message.type),
  );
  subscribe<CallMessage>(callChannelName, ({ call, type }) => heard.push(`${call.method} ${type}`));
  await createStory().play(["One", silence(1_000), " two"]);
  expect(heard).toEqual([
    "start",
    "chat.startStream start",
    "chat.startStream end",
    "segment-start",
    "shown",
    "chat.appendStream start",
    "chat.appendStream end",
    "append",
    "shown",
    "chat.stopStream start",
    "chat.stopStream end",
    "segment-end",
    "end",
  ]);
});

test("the end message tells subscribers that the store of a checkpoint failed", async () => {
  const heard: unknown[] = [];
  subscribe<StreamMessage>(streamChannelName, (message) => {
    if (message.type === "end") heard.push(message.checkpoint);
  });
  const story = createStory();
  const store = createStore();
  store.acquireLock = () => Promise.reject(new Error("ECONNREFUSED"));
  await liveOnce(story, createMortal(story, store), () => story.script(["One"]));
  expect(heard).toEqual(["off"]);
});

test("a subscriber may run the stream in its own context", async () => {
  const entered: string[] = [];
  subscribe<StreamMessage>(streamChannelName, (message) => {
    if (message.type !== "start") return;
    message.around = (work) => {
      entered.push("in");
      const result = work();
      entered.push("out");
      return result;
    };
  });
  const source = async function* () {
    yield "One.";
  };
  await createStory().play((() => {
    entered.push("source");
    return source();
  }) as never);
  expect(entered).toEqual(["in", "source", "out"]);
});

test("the lag of a call is the time from its oldest text to its sending", async () => {
  const lags: number[] = [];
  const firstPaints: (number | undefined)[] = [];
  subscribe<StreamMessage>(streamChannelName, (message) => {
    if (message.type !== "shown") return;
    lags.push(message.lagMs);
    firstPaints.push(message.firstPaintMs);
  });
  await createStory().play([
    silence(200),
    "One",
    silence(100),
    " two",
    silence(2_000),
    " three",
    silence(1_000),
  ]);
  expect(lags).toEqual([0, 230, 0]);
  expect(firstPaints).toEqual([200, undefined, undefined]);
});

// A stream of 10 and one of 1,000 parts cost the same where nobody subscribed: one look.
test("nothing is published without subscribers, and this is checked once for each stream", async () => {
  for (const parts of [10, 1_000]) {
    const counts = { looks: 0, published: 0 };
    for (const name of [streamChannelName, callChannelName]) {
      const channel = diagnostics.channel(name);
      Object.defineProperties(channel, {
        hasSubscribers: {
          configurable: true,
          get: () => {
            counts.looks += 1;
            return false;
          },
        },
        publish: {
          configurable: true,
          value: () => {
            counts.published += 1;
          },
        },
      });
      unsubscribes.push(() => {
        Reflect.deleteProperty(channel, "hasSubscribers");
        Reflect.deleteProperty(channel, "publish");
      });
    }
    await createStory().play(
      Array.from({ length: parts }, (_, part) => [`word ${part} `, silence(100)]).flat(),
    );
    expect(counts).toEqual({ looks: 2, published: 0 });
  }
});

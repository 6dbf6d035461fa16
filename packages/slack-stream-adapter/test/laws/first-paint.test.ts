import fc from "fast-check";
import { createManualClock } from "slack-stream-emulator";
import { expect, test } from "vitest";
import { type StreamOptions, streamToSlack } from "../../src/index.ts";
import { tries } from "../support/thorough.ts";

/** A source that gets its tokens one by one, and a Slack that records the content of a start. */
function createPainting(options: StreamOptions = {}, answer: object = { ok: true, ts: "1700000000.000001" }) {
  const clock = createManualClock();
  const starts: string[] = [];
  let push = (_token: string) => {};
  let end = () => {};
  const source = new ReadableStream<string>({
    start(controller) {
      push = (token) => controller.enqueue(token);
      end = () => controller.close();
    },
  });
  const client = {
    chat: {
      startStream: async (args: { chunks: readonly { text?: string }[] }) => {
        starts.push(args.chunks.map((chunk) => chunk.text ?? "").join(""));
        return answer;
      },
      appendStream: async () => ({ ok: true }),
      stopStream: async () => ({ ok: true, ts: "1700000000.000001" }),
      postMessage: async () => ({ ok: true, channel: "C1", ts: "1700000000.000002" }),
      update: async () => ({ ok: true }),
    },
  };
  const target = {
    client,
    channel: "C1",
    threadTs: "1700000000.000000",
    recipientUserId: "U1",
    recipientTeamId: "T1",
  };
  const done = streamToSlack(source, target, { clock, firstTextMs: 0, status: false, ...options });
  return {
    clock,
    starts,
    say: async (token: string) => {
      push(token);
      await oneTurn();
    },
    finish: async () => {
      end();
      return clock.runUntil(done);
    },
  };
}

/** No time passes: the clock stands still. */
function oneTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test("the first call leaves within one turn of the event loop after the first visible character, and carries it", async () => {
  const { starts, say, finish } = createPainting();
  await say("H");
  expect(starts).toEqual(["H"]);
  await say("ello");
  expect((await finish()).text).toBe("Hello");
});

const opening = ["**", "*", "_", "~~", "`", "[", "- ", "# ", "> ", "- **", "> _", "***"];

test.each(opening)("%j delays nothing", async (marker) => {
  const { starts, say, finish } = createPainting();
  for (const character of marker) await say(character);
  await say("W");
  expect(starts).toHaveLength(1);
  expect(starts[0]).toContain("W");
  await finish();
});

test("white space and markers before the first letter cause no delay, wherever they are cut", async () => {
  const blank = fc.constantFrom("", " ", "\n", "\n\n", "  \n", "\t\n");
  const law = fc.asyncProperty(
    fc.array(blank, { maxLength: 3 }),
    fc.constantFrom("", ...opening),
    fc.constantFrom("W", "é", "日", "7"),
    fc.integer({ min: 1, max: 6 }),
    async (blanks, marker, letter, size) => {
      const { starts, say, finish } = createPainting();
      const before = blanks.join("") + marker;
      for (let at = 0; at < before.length; at += size) await say(before.slice(at, at + size));
      await say(letter);
      expect(starts).toHaveLength(1);
      expect(starts[0]).toContain(letter);
      await finish();
    },
  );
  await fc.assert(law, { seed: 1121, numRuns: tries(300) });
});

test("firstTextMs gathers text before the first call", async () => {
  const { clock, starts, say, finish } = createPainting({ firstTextMs: 300 });
  await say("H");
  expect(starts).toEqual([]);
  await clock.advance(299);
  await say("ello");
  expect(starts).toEqual([]);
  await clock.advance(1);
  expect(starts).toEqual(["Hello"]);
  await finish();
});

test("text that may become a silent reply waits", async () => {
  const { starts, say, finish } = createPainting({ silentReplies: ["NO_REPLY"] });
  await say("NO_");
  expect(starts).toEqual([]);
  await say("body");
  expect(starts).toEqual(["NO_body"]);
  await finish();
});

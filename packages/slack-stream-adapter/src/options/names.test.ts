import { expect, test } from "vitest";
import {
  closeAllStreams,
  createSlackStream,
  handleAgentSessionStopped,
  repairStream,
  sharedBudget,
  streamToSlack,
} from "../index.ts";
import { closeStreamsOnShutdown } from "../node/index.ts";
import { checkNames } from "./names.ts";
import { optionRules } from "./option-rules.ts";

const target = { client: { apiCall: async () => ({ ok: true }), chat: {} }, channel: "C1" };
const stream = (options: object) => streamToSlack(says(), target, options);
async function* says() {
  yield "a";
}
const open = (options: object) => createSlackStream(target, options);

// Findings F8: an option that nobody reads was passed over in silence.
test.each([
  ["keepAliveMs", "keepaliveMs"],
  ["keepalive", "keepaliveMs"],
  ["signal", "abortSignal"],
  ["onevent", "onEvent"],
  ["stop_blocks", "stopBlocks"],
  ["calltimeout", "callTimeoutMs"],
  ["maxMessageByte", "maxMessageBytes"],
  ["userName", "username"],
  ["icon_emoji", "iconEmoji"],
  ["task", "tasks"],
  ["minIntervallMs", "minIntervalMs"],
])("an option named %s is refused, and %s is named", async (wrong, meant) => {
  const message = `${wrong} is not an option; did you mean ${meant}?`;
  await expect(stream({ [wrong]: undefined })).rejects.toThrow(TypeError);
  await expect(stream({ [wrong]: 1 })).rejects.toThrow(message);
  expect(() => open({ [wrong]: 1 })).toThrow(message);
});

test("an option is guessed with any letter left out, wrong or twice, and with any two swapped", async () => {
  for (const name of Object.keys(optionRules))
    for (let at = 0; at < name.length; at += 1) {
      const [before, letter = "", next = "", after] = [
        name.slice(0, at),
        name[at],
        name[at + 1],
        name.slice(at + 2),
      ];
      for (const wrong of [
        `${before}${next}${after}`,
        `${before}x${next}${after}`,
        `${before}${letter}${letter}${next}${after}`,
        `${before}${next}${letter}${after}`,
      ])
        if (!Object.hasOwn(optionRules, wrong))
          expect(() => checkNames("", { [wrong]: 1 }, optionRules)).toThrow(`did you mean ${name}?`);
    }
});

test("an option that resembles none gets no guess", async () => {
  await expect(stream({ qqq: 1 })).rejects.toThrow("qqq is not an option; see StreamOptions");
  await expect(closeAllStreams({ qqq: 1 } as object)).rejects.toThrow("known are clock, withinMs");
});

test.each([
  ["thread_ts", "threadTs"],
  ["thread", "threadTs"],
  ["recipient_user_id", "recipientUserId"],
  ["chanel", "channel"],
  ["slackApiURL", "slackApiUrl"],
  ["Token", "token"],
])("a field of the target named %s is refused, and %s is named", async (wrong, meant) => {
  const message = `target.${wrong} is not an option; did you mean ${meant}?`;
  const misspelt = { ...target, [wrong]: "x" };
  await expect(streamToSlack(says(), misspelt)).rejects.toThrow(TypeError);
  await expect(streamToSlack(says(), misspelt)).rejects.toThrow(message);
  await expect(repairStream(misspelt, { ts: "1.1" })).rejects.toThrow(message);
  expect(() => createSlackStream(misspelt)).toThrow(message);
});

test.each([
  [{ tasks: { search: { titel: "Search" } } }, "tasks.search.titel is not an option; did you mean title?"],
  [
    { status: { text: "t", loading_messages: [] } },
    "status.loading_messages is not an option; did you mean loadingMessages?",
  ],
  [{ reactions: { messageTs: "1.1", fail: "x" } }, "reactions.fail is not an option; did you mean failed?"],
  [{ reactions: { message_ts: "1.1" } }, "reactions.message_ts is not an option; did you mean messageTs?"],
])("a nested option is refused as well: %j", async (options, message) => {
  await expect(stream(options)).rejects.toThrow(message);
});

test("every other public function refuses what it does not know", async () => {
  await expect(repairStream(target, { ts: "1.1", note: "n" } as never)).rejects.toThrow(
    "did you mean notice?",
  );
  await expect(repairStream(target, undefined as never)).rejects.toThrow("must be an object, got undefined");
  await expect(closeAllStreams({ within: 5 } as object)).rejects.toThrow("did you mean withinMs?");
  expect(() => closeStreamsOnShutdown({ signal: ["SIGTERM"] } as object)).toThrow("did you mean signals?");
  expect(() => closeStreamsOnShutdown(null as never)).toThrow("must be an object, got null");
  expect(() => sharedBudget({ limiters: {}, clok: 1 } as never)).toThrow("did you mean clock?");
  const { stop, abort } = open({});
  await expect(stop({ stopBlock: [] } as object)).rejects.toThrow("did you mean stopBlocks?");
  await expect(abort()).resolves.toMatchObject({ outcome: "aborted" });
  for (const event of [
    { channel: "C1", threadTs: "1.1" },
    { channel: "C1", thread_ts: "1.1", streamingMessageTs: ["1.2"] },
  ])
    expect(() => handleAgentSessionStopped(event)).toThrow("is not read; did you mean");
  expect(
    handleAgentSessionStopped({ channel: "C1", type: "agent_session_stopped", user: "U1" } as never),
  ).toBe(0);
});

// Findings B14: these ran on, or failed with an error of the language's.
test("a wait that is no number, and a stop event of the wrong shape, are clear errors", async () => {
  for (const withinMs of ["5s", null, Number.NaN, -1] as never[]) {
    await expect(closeAllStreams({ withinMs })).rejects.toThrow("withinMs must be a number of milliseconds");
    expect(() => closeStreamsOnShutdown({ withinMs })).toThrow("withinMs must be a number of milliseconds");
  }
  await expect(closeAllStreams(5_000 as never)).rejects.toThrow(
    "the argument of closeAllStreams() must be an object, got number 5000",
  );
  await expect(closeAllStreams({ clock: {} as never })).rejects.toThrow("clock must have now()");
  expect(() => closeStreamsOnShutdown({ signals: "SIGTERM" as never })).toThrow(
    'names such as "SIGTERM", got "SIGTERM"',
  );
  const stopped = (event: object) => () => handleAgentSessionStopped({ channel: "C1", ...event } as never);
  for (const named of [null, "1.1", [1.1]])
    expect(stopped({ streaming_message_ts: named })).toThrow("event.streaming_message_ts must be an array");
  expect(stopped({ thread_ts: null })).toThrow("event.thread_ts must be a string, got null");
  expect(stopped({ channel: undefined })).toThrow("takes the event agent_session_stopped itself");
  expect(() => handleAgentSessionStopped(null as never)).toThrow(
    "takes the event agent_session_stopped itself",
  );
});

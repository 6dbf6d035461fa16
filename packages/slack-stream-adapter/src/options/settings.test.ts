import { expect, test } from "vitest";
import { toSettings } from "./settings.ts";
import { checkTarget } from "./target.ts";

const divider = { type: "divider" };
const called = async () => null;
const store = {
  get: called,
  set: called,
  acquireLock: called,
  extendLock: called,
  releaseLock: called,
  appendToList: called,
  getList: called,
};
const metadataRule = "metadata must have event_type, a string, and event_payload, an object, got";

test.each([
  [{ stopBlocks: Array(51).fill(divider) }, RangeError, "stopBlocks must be at most 50, got 51"],
  [{ stopBlocks: "no" }, TypeError, 'stopBlocks must be an array of blocks, got "no"'],
  [{ stopBlocks: null }, TypeError, "stopBlocks must be an array of blocks, got null"],
  [{ stopBlocks: [divider, null] }, TypeError, "stopBlocks must be blocks, each with a type, got null"],
  [{ stopBlocks: ["divider"] }, TypeError, 'each with a type, got "divider"'],
  [{ stopBlocks: [{ type: 1 }] }, TypeError, "each with a type, got an object with type"],
  [{ metadata: "x" }, TypeError, `${metadataRule} "x"`],
  [{ metadata: null }, TypeError, `${metadataRule} null`],
  [{ metadata: [] }, TypeError, `${metadataRule} an array`],
  [{ metadata: { event_type: 5, event_payload: {} } }, TypeError, `${metadataRule} an object`],
  [{ metadata: { event_type: "a" } }, TypeError, `${metadataRule} an object`],
  [{ metadata: { event_type: "a", event_payload: null } }, TypeError, `${metadataRule} an object`],
  [{ budget: { take: () => 0 } }, TypeError, "budget must have take(call) and refused(call, retryAfterMs)"],
  [{ budget: null }, TypeError, "or be false, got null"],
  [
    { abortSignal: new AbortController() },
    TypeError,
    "abortSignal must be an AbortSignal, got an instance of",
  ],
  [{ username: 5 }, TypeError, "username must be a string, got number 5"],
  [{ iconUrl: {} }, TypeError, "iconUrl must be a string, got an empty object"],
  [{ maxTasks: 0 }, RangeError, "maxTasks must be a whole number >= 1, got 0"],
  [{ maxTasks: "8" }, TypeError, 'maxTasks must be a number of cards or false, got "8"'],
  [{ callTimeoutMs: Number.POSITIVE_INFINITY }, RangeError, "callTimeoutMs must be a finite number"],
  [{ checkpoint: { store: {}, id: "a" } }, TypeError, "getList are missing"],
  [{ checkpoint: { store: { ...store, getList: 1 }, id: "a" } }, TypeError, "; getList is missing"],
  [{ checkpoint: { store, id: "" } }, TypeError, "checkpoint.id must be a string that names the answer"],
  [{ checkpoint: { store, id: "a".repeat(257) } }, RangeError, "checkpoint.id must have at most 256"],
  [{ checkpoint: { store, id: "a", waitMs: -1 } }, RangeError, "checkpoint.waitMs must be a number of"],
  [{ checkpoint: { store, id: "a", leaseMs: 10 } }, RangeError, "checkpoint.leaseMs must be a number of"],
  [{ iconEmoji: null }, TypeError, "iconEmoji must be a string, got null"],
])("toSettings() of case %# names the option, the rule and the value", (options, kind, message) => {
  const check = () => toSettings(options as object);
  expect(check).toThrow(kind);
  expect(check).toThrow(message);
});

test("toSettings() takes a store that has the methods that the library calls, and an id of 256 characters", () => {
  const checkpoint = { store: store as never, id: "a".repeat(256), waitMs: 0, leaseMs: 1_000 };
  expect(toSettings({ checkpoint }).checkpoint).toEqual(checkpoint);
});

test("toSettings() takes blocks, metadata, names and icons", () => {
  const options = {
    stopBlocks: Array(50).fill(divider),
    metadata: { event_type: "a", event_payload: {} },
    username: "Bot",
    iconEmoji: ":robot_face:",
    iconUrl: "https://bot.example/icon.png",
  };
  expect(toSettings(options)).toMatchObject(options);
});

// Any object was taken for a client, and its missing methods for a Slack that does not stream.
test("checkTarget() takes any object that calls Slack, and says that an app's client is in its .client", () => {
  const apiCall = async () => ({ ok: true });
  const check = (client: object) => () => checkTarget({ client: client as never, channel: "C1" });
  for (const client of [{ apiCall }, { chat: {} }, Object.create({ apiCall })])
    expect(check(client)).not.toThrow();
  expect(check({})).toThrow(
    "target.client must be a WebClient or an object with the chat methods, got an empty",
  );
  expect(check({ client: { apiCall } })).toThrow("got an object with client; did you mean its .client?");
});

import { expect, test } from "vitest";
import { readArguments } from "../src/cli/arguments.ts";
import { createSlackEmulator, type EmulatorOptions } from "../src/index.ts";
import { CHANNEL, call } from "./support/call.ts";

// Regression: mistyped names passed silently. Values of JavaScript users have no types, hence the casts.

test.each<[string, unknown, unknown, string]>([
  [
    "chat.appendStraem",
    "internal_error",
    {},
    "failNext: unknown method chat.appendStraem; did you mean chat.appendStream?",
  ],
  ["chat.poststMessage", "internal_error", {}, "did you mean chat.postMessage?"],
  ["admin.users.list.everything", "internal_error", {}, "COVERAGE lists those that the emulator answers"],
  ["chat.update", "msg_to_long", {}, "failNext: unknown fault msg_to_long; did you mean msg_too_long?"],
  ["chat.update", "reset-befor", {}, "did you mean reset-before?"],
  ["chat.update", "slow", {}, 'slow is a kind of fault and no code of Slack\'s; give { type: "slow" }'],
  ["chat.update", "what is this", {}, "unknown fault what is this"],
  ["chat.update", { type: "reset-befor" }, {}, "got reset-befor; did you mean reset-before?"],
  ["chat.update", { type: "slow", msec: 3 }, {}, "the fault slow: unknown field msec; known are type, ms"],
  [
    "chat.update",
    { type: "slow" },
    {},
    "the fault slow: ms must be a number of milliseconds >= 0, got undefined",
  ],
  ["chat.update", { type: "http", status: 99 }, {}, "status must be an HTTP status from 200 to 599, got 99"],
  ["chat.update", { type: "html", applied: "late" }, {}, 'applied must be true, false or "later", got late'],
  ["chat.update", { type: "rate-limit", shape: "header" }, {}, "shape must be http or body, got header"],
  ["chat.update", {}, {}, "the type of a fault must be error,"],
  ["chat.update", null, {}, "a fault must be a code of Slack's or an object with a type"],
  ["chat.update", "internal_error", { time: 2 }, "failNext: unknown option time; did you mean times?"],
  ["chat.update", "internal_error", { times: 1.5 }, "failNext: times must be >= 1, got 1.5"],
])("failNext(%j, %j, %j) is refused", (method, fault, options, sentence) => {
  const slack = createSlackEmulator();
  expect(() => slack.failNext(method, fault as never, options as never)).toThrow(RangeError);
  expect(() => slack.failNext(method, fault as never, options as never)).toThrow(sentence);
  expect(slack.unusedFaults()).toEqual([]);
});

test.each(["is_inactive", "a_code_of_next_year", "no", "posting_to_channel_denied"])(
  "the unlisted code %s passes",
  async (code) => {
    const slack = createSlackEmulator();
    slack.failNext("chat.postMessage", code);
    expect((await call(slack, "chat.postMessage", { channel: CHANNEL, text: "x" })).error).toBe(code);
  },
);

test("a code that looks like a slip passes where it is meant", async () => {
  const slack = createSlackEmulator();
  slack.failNext("*", { type: "error", error: "msg_to_long" });
  expect((await call(slack, "auth.test")).error).toBe("msg_to_long");
});

test.each<[unknown, string]>([
  [{ ttl: 5 }, "createSlackEmulator: unknown option ttl; did you mean ttlMs?"],
  [{ govslack: true }, "did you mean govSlack?"],
  [{ colour: 1 }, "unknown option colour; known are allowHosts,"],
  [
    { recipients: "channel" },
    "recipients must be channels, everywhere, never, strict-dm, got channel; did you mean channels?",
  ],
  [{ size: "codepoint" }, "did you mean codepoints?"],
  [{ size: { units: "codepoints" } }, "size: unknown option units; did you mean unit?"],
  [{ blankText: "no-text" }, "did you mean no_text?"],
  [{ isAgent: "no" }, "isAgent must be true or false, got no"],
  [{ rateLimits: "document" }, "rateLimits must be documented, got document"],
  [{ rateLimits: { perMinutes: {} } }, "did you mean perMinute?"],
  [{ rateLimits: { perMinute: { "chat.apendStream": 3 } } }, "did you mean chat.appendStream?"],
  [{ readBack: { acces: "forbidden" } }, "did you mean access?"],
  [{ workspace: { chanels: [] } }, "workspace: unknown list chanels; did you mean channels?"],
  [
    { workspace: { users: [{ id: "U1", nam: "x" }] } },
    "workspace.users[0]: unknown field nam; did you mean name?",
  ],
  [{ workspace: { users: [{ id: "" }] } }, "workspace.users[0].id must be a text that is not empty"],
  [{ workspace: { users: [{ id: "U1" }, { id: "U1" }] } }, "workspace.users must not have the id U1 twice"],
  [{ workspace: { users: [{ id: "U0000000099" }] } }, "must not have the id U0000000099 twice"],
  [
    { workspace: { channels: [{ id: "C1" }, { id: "C1" }] } },
    "workspace.channels must not have the id C1 twice",
  ],
  [
    { workspace: { apps: [{ token: "a" }, { token: "a" }] } },
    "workspace.apps must not have the token a twice",
  ],
  [{ workspace: { teams: [{ id: "T1" }, { id: "T1" }] } }, "workspace.teams must not have the id T1 twice"],
  [
    { workspace: { users: [{ id: "U1", teamId: "T000000001" }] } },
    "workspace.users[0].teamId must be a team of the workspace, got T000000001; did you mean T0000000001?",
  ],
  [{ workspace: { channels: [{ id: "C1", teamId: "T2" }] } }, "workspace.channels[0].teamId must be a team"],
  [{ workspace: { apps: [{ token: "a", teamId: "T2" }] } }, "workspace.apps[0].teamId must be a team"],
  [{ workspace: { apps: [] } }, "workspace.apps must name at least one app"],
  [{ workspace: { users: [] } }, "workspace.users must name at least one person"],
  [{ workspace: { channels: [] } }, "workspace.channels must name at least one channel"],
])("createSlackEmulator(%j) is refused", (options, sentence) => {
  expect(() => createSlackEmulator(options as EmulatorOptions)).toThrow(RangeError);
  expect(() => createSlackEmulator(options as EmulatorOptions)).toThrow(sentence);
});

test("configure() refuses the same, and changes nothing", () => {
  const slack = createSlackEmulator({ ttlMs: 1_000 });
  expect(() => slack.configure({ ttl: 5, ttlMs: 9 } as never)).toThrow("did you mean ttlMs?");
  expect(slack.options.ttlMs).toBe(1_000);
});

test.each([6, 9, "8", undefined])("webClientOptions(%j) is refused", (major) => {
  expect(() => createSlackEmulator().webClientOptions(major as never)).toThrow(
    `the major version of @slack/web-api must be 7 or 8, got ${major}`,
  );
});

test("listen() refuses an unknown option", async () => {
  await expect(createSlackEmulator().listen({ prot: 1 } as never)).rejects.toThrow("did you mean port?");
});

test.each([
  [["--prot", "1"], "did you mean --port?"],
  [["--preset", "gov-slack"], "--preset: unknown preset gov-slack; did you mean govslack?"],
  [
    ["--fault", "chat.appendStrem=slow"],
    "--fault: unknown method chat.appendStrem; did you mean chat.appendStream?",
  ],
  [["--fault", "*=slo"], "unknown fault slo; did you mean slow?"],
  [["--fault", "*=stal"], "unknown fault stal; did you mean stall?"],
  [["--fault", "*=rate-limt:30"], "unknown fault rate-limt; did you mean rate-limit?"],
  [["--fault", "*=internal_eror"], "unknown fault internal_eror; did you mean internal_error?"],
])("the command refuses %j", (argv, sentence) => {
  const command = readArguments(argv);
  expect(command).toMatchObject({ type: "problem" });
  expect(command.type === "problem" && command.sentence).toContain(sentence);
});

test("an unknown method names the nearest", async () => {
  expect(await call(createSlackEmulator(), "chat.postMesage")).toMatchObject({
    error: "unknown_method",
    req_method: "chat.postMesage",
    response_metadata: {
      messages: ["[ERROR] the emulator has no method chat.postMesage; did you mean chat.postMessage?"],
    },
  });
});

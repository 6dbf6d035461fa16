import * as peer from "@chat-adapter/slack";
import { ConsoleLogger } from "chat";
import { afterEach, expect, test, vi } from "vitest";
import * as ours from "../../src/chat-sdk/index.ts";

const logger = new ConsoleLogger("silent");

const environments: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "an empty environment": {},
  "a secret": { SLACK_SIGNING_SECRET: "env-secret" },
  "a secret and a token": { SLACK_SIGNING_SECRET: "env-secret", SLACK_BOT_TOKEN: "xoxb-env" },
  "an installed app": {
    SLACK_SIGNING_SECRET: "env-secret",
    SLACK_CLIENT_ID: "env-client",
    SLACK_CLIENT_SECRET: "env-client-secret",
    SLACK_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
  },
  "a socket": { SLACK_APP_TOKEN: "xapp-env", SLACK_SOCKET_FORWARDING_SECRET: "env-forwarding" },
  "another Slack": { SLACK_SIGNING_SECRET: "env-secret", SLACK_API_URL: "https://slack-gov.example/api/" },
};

const configs: Readonly<Record<string, ours.SlackAdapterConfig | undefined>> = {
  "no configuration": undefined,
  "an empty one": {},
  "a token": { botToken: "xoxb-config" },
  "a token that is asked for": { botToken: () => "xoxb-asked" },
  "a secret": { signingSecret: "config-secret" },
  "a verifier": { webhookVerifier: () => true },
  "a client": { clientId: "client", clientSecret: "client-secret" },
  "socket mode": { mode: "socket", appToken: "xapp-config" },
  "socket mode by environment": { mode: "socket" },
  "socket mode with a client": { mode: "socket", appToken: "xapp-config", clientId: "c", clientSecret: "s" },
  "a wrong encryption key": { signingSecret: "s", encryptionKey: "short" },
  "an agent": { agentView: true, feedbackButtons: true, streamSegmentMaxAgeMs: -5, loadingMessages: ["…"] },
  "no native streaming": { nativeStreaming: false, userName: "other", botUserId: "U1" },
};

const cases = Object.keys(environments).flatMap((environment) =>
  Object.keys(configs).map((config) => [environment, config] as const),
);

afterEach(() => {
  vi.unstubAllEnvs();
});

test.each(cases)("createSlackAdapter() makes of %s and %s what the peer makes", (environment, name) => {
  for (const variable of Object.keys(process.env).filter((key) => key.startsWith("SLACK_")))
    vi.stubEnv(variable, undefined);
  for (const [variable, value] of Object.entries(environments[environment] ?? {}))
    vi.stubEnv(variable, value);
  const config = configs[name] && { ...configs[name], logger };
  expect(describeMaking(() => ours.createSlackAdapter(config))).toEqual(
    describeMaking(() => peer.createSlackAdapter(config)),
  );
});

test("the factory's adapter is an instance of ours and of the peer's class", () => {
  const adapter = ours.createSlackAdapter({ signingSecret: "secret", logger });
  expect(adapter).toBeInstanceOf(ours.SlackAdapter);
  expect(adapter).toBeInstanceOf(peer.SlackAdapter);
  expect(adapter.stream).toBe(ours.SlackAdapter.prototype.stream);
});

test("ours overrides initialize(), stream() and the methods that take a message ID, and has no other members", () => {
  expect(Object.getOwnPropertyNames(ours.SlackAdapter.prototype)).toEqual([
    "constructor",
    "initialize",
    "stream",
    "editMessage",
    "deleteMessage",
    "addReaction",
    "removeReaction",
    "fetchMessage",
  ]);
  expect(Object.getOwnPropertyNames(new ours.SlackAdapter({ signingSecret: "s", logger })).sort()).toEqual(
    Object.getOwnPropertyNames(new peer.SlackAdapter({ signingSecret: "s", logger })).sort(),
  );
});

test("all exports of the peer are exported, and all but two are the same", () => {
  const names = Object.keys(peer);
  expect(Object.keys(ours)).toEqual(expect.arrayContaining(names));
  const theirs = new Map<string, unknown>(Object.entries(peer));
  const replaced = Object.entries(ours).filter(
    ([name, value]) => theirs.has(name) && theirs.get(name) !== value,
  );
  expect(replaced.map(([name]) => name).sort()).toEqual(["SlackAdapter", "createSlackAdapter"]);
});

test.each([
  ["a number out of range", { rotateAfterMs: 400_000 }, RangeError, "rotateAfterMs"],
  ["a wrong kind", { keepaliveMs: "soon" }, TypeError, "keepaliveMs"],
  ["no object", "fast", TypeError, "streaming"],
  ["what chat says", { stopBlocks: [] }, TypeError, "give StreamingPlan its endWith"],
  ["what chat shows", { status: "is thinking…" }, TypeError, "call thread.startTyping(status)"],
  ["what chat drops", { reasoning: "card" }, TypeError, "chat drops reasoning"],
])("streaming is checked when the adapter is made: %s", (_, streaming, kind, text) => {
  const config = { signingSecret: "secret", logger, streaming } as unknown as ours.SlackAdapterConfig;
  for (const make of [() => ours.createSlackAdapter(config), () => new ours.SlackAdapter(config)]) {
    expect(make).toThrow(kind);
    expect(make).toThrow(text);
  }
});

/** An adapter's own data; functions by name, because each instance makes its own. */
function describeMaking(make: () => object): unknown {
  try {
    return Object.fromEntries(Object.entries(make()).map(([key, value]) => [key, describeValue(key, value)]));
  } catch (error) {
    return { thrown: (error as Error).constructor.name, message: (error as Error).message };
  }
}

function describeValue(key: string, value: unknown): unknown {
  if (key === "_client") return (value as { slackApiUrl: string }).slackApiUrl;
  if (key === "defaultBotTokenProvider") return typeof value === "function" ? value() : value;
  if (typeof value === "function") return value.name;
  // Buffers are data; stores and converters are each instance's own.
  const isOwn =
    typeof value === "object" && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
  return isOwn && Object.getPrototypeOf(value) !== Object.prototype ? value.constructor.name : value;
}

test.each(["post", "shared"])("the drop-in refuses transport %s", (transport) => {
  const streaming: object = { transport };
  expect(() => ours.createSlackAdapter({ botToken: "xoxb", signingSecret: "s", streaming })).toThrow(
    `streaming.transport must be one of auto, stream, edit in the Slack adapter, got "${transport}"`,
  );
});

import { expect, test } from "vitest";
import { createSlackEmulator } from "../../src/index.ts";
import { call, callAs } from "../support/call.ts";
import { createScene } from "./refusals.ts";

test("users.info, users.list, users.lookupByEmail and users.profile.get agree on a person", async () => {
  const slack = createSlackEmulator({
    workspace: {
      users: [{ id: "U1", name: "ann", realName: "Ann Lee", email: "ann@acme.test", title: "CTO" }],
    },
  });
  const profile = {
    real_name: "Ann Lee",
    first_name: "Ann",
    last_name: "Lee",
    display_name: "ann",
    email: "ann@acme.test",
    title: "CTO",
  };
  const user = { id: "U1", name: "ann", is_bot: false, profile };
  expect(await call(slack, "users.info", { user: "U1" })).toMatchObject({ user });
  expect(await call(slack, "users.lookupByEmail", { email: "ANN@acme.test" })).toMatchObject({ user });
  expect((await call(slack, "users.list")).members).toMatchObject([{ is_bot: true }, user]);
  expect(await call(slack, "users.profile.get", { user: "U1" })).toMatchObject({ profile });
  expect(await call(slack, "users.getPresence", { user: "U1" })).toMatchObject({ presence: "active" });
  expect(await call(slack, "dnd.info", { user: "U1" })).toMatchObject({ dnd_enabled: false });
});

test("without users:read.email nobody has an e-mail address", async () => {
  const slack = createSlackEmulator({ workspace: { apps: [{ token: "xoxb-1", scopes: ["users:read"] }] } });
  const { user } = await call(slack, "users.info", { user: "U0000000001" });
  expect((user as { profile: object }).profile).not.toHaveProperty("email");
  expect(await call(slack, "users.lookupByEmail", { email: "user@emulator.test" })).toMatchObject({
    error: "missing_scope",
    needed: "users:read.email",
  });
});

test("one of several scopes is enough", async () => {
  const slack = createSlackEmulator({ workspace: { apps: [{ token: "xoxb-1", scopes: ["im:read"] }] } });
  expect((await call(slack, "conversations.list", { types: "im" })).ok).toBe(true);
});

test("a user token acts as the person, an app-level token as no one", async () => {
  const { slack } = createScene();
  expect(await callAs(slack, "xoxp-ann", "auth.test")).toMatchObject({ user_id: "U1", user: "ann" });
  const { ts } = await callAs(slack, "xoxp-ann", "chat.postMessage", { channel: "C1", text: "mine" });
  expect(slack.messages.at(-1)).toMatchObject({ userId: "U1", botId: undefined });
  expect((await call(slack, "chat.update", { channel: "C1", ts, text: "yours" })).error).toBe(
    "cant_update_message",
  );
  expect((await callAs(slack, "xoxp-ann", "chat.update", { channel: "C1", ts, text: "still" })).ok).toBe(
    true,
  );
  expect((await callAs(slack, "xapp-emulator-token", "chat.postMessage", {})).error).toBe(
    "not_allowed_token_type",
  );
});

test("search.messages finds words, phrases, authors and channels in what the person may read", async () => {
  const { slack } = createScene();
  slack.postUserMessage({ text: "the red release is out", channel: "C4", user: "U2" });
  slack.postUserMessage({ text: "release the red one, release it", channel: "C1", user: "U2" });
  slack.postUserMessage({ text: "a secret release", channel: "G5", user: "U2" });
  const find = async (query: string, args = {}) => {
    const { messages } = await callAs(slack, "xoxp-ann", "search.messages", { query, ...args });
    return (messages as { matches: { text: string }[] }).matches.map(({ text }) => text);
  };
  expect(await find("release")).toEqual(["release the red one, release it", "the red release is out"]);
  expect(await find('"red release"')).toEqual(["the red release is out"]);
  expect(await find("release in:#general from:@u2")).toEqual(["release the red one, release it"]);
  expect(await find("release from:me")).toEqual([]);
  expect(await find("release", { count: 1, page: 2 })).toEqual(["the red release is out"]);
});

test("usergroups, bots, teams and emoji are those of the seed", async () => {
  const slack = createSlackEmulator({
    workspace: {
      userGroups: [{ id: "SDEV", handle: "dev", users: ["U0000000001"] }],
      emoji: { party: "https://emoji.example/party.png" },
    },
  });
  expect(await call(slack, "usergroups.list", { include_users: true, include_count: true })).toMatchObject({
    usergroups: [{ id: "SDEV", handle: "dev", users: ["U0000000001"], user_count: "1" }],
  });
  expect(await call(slack, "usergroups.users.list", { usergroup: "SDEV" })).toMatchObject({
    users: ["U0000000001"],
  });
  expect(await call(slack, "bots.info", { bot: "B0000000001" })).toMatchObject({
    bot: { user_id: "U0000000099", app_id: "A0000000001" },
  });
  expect(await call(slack, "team.info")).toMatchObject({ team: { id: "T0000000001", domain: "emulator" } });
  expect(await call(slack, "emoji.list")).toMatchObject({
    emoji: { party: /* one of ours */ expect.any(String) },
  });
});

test("api.test needs no token and gives its arguments back", async () => {
  const { slack } = createScene();
  expect(await callAs(slack, "", "api.test", { foo: "bar" })).toEqual({ ok: true, args: { foo: "bar" } });
  expect(await callAs(slack, "", "api.test", { error: "my_error" })).toMatchObject({
    ok: false,
    error: "my_error",
  });
});

test("an installation ends with a token, which auth.revoke takes back", async () => {
  const { slack } = createScene();
  const address = new URL("https://slack.test/oauth/v2/authorize");
  address.searchParams.set("client_id", "emulator-client-id");
  address.searchParams.set("redirect_uri", "http://app.example/back?x=1");
  address.searchParams.set("state", "abc");
  const { status, headers } = await slack.fetch(address.href, { redirect: "manual" });
  const back = new URL(headers.get("location") ?? "");
  expect([status, back.searchParams.get("state"), back.searchParams.get("x")]).toEqual([302, "abc", "1"]);
  const exchange = {
    client_id: "emulator-client-id",
    client_secret: "emulator-client-secret",
    code: back.searchParams.get("code"),
    redirect_uri: "http://app.example/back?x=1",
  };
  const installed = await callAs(slack, "", "oauth.v2.access", exchange);
  expect(installed).toMatchObject({
    token_type: "bot",
    access_token: slack.token,
    bot_user_id: "U0000000099",
    team: { id: "T0000000001" },
    authed_user: { id: "U1", access_token: "xoxp-ann" },
  });
  expect((await callAs(slack, "", "oauth.v2.access", exchange)).error).toBe("invalid_code");
  expect(await callAs(slack, "xoxp-ann", "openid.connect.userInfo")).toMatchObject({ sub: "U1" });
  expect(await call(slack, "auth.revoke")).toEqual({ ok: true, revoked: true });
  expect((await call(slack, "auth.test")).error).toBe("token_revoked");
});

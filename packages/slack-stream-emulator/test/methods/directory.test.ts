import { expect, test } from "vitest";
import { createSlackEmulator, type SlackEmulator } from "../../src/index.ts";
import { CHANNEL, call } from "../support/call.ts";

async function authTest(slack: SlackEmulator, authorization: string | undefined): Promise<unknown> {
  const headers: Record<string, string> = authorization === undefined ? {} : { Authorization: authorization };
  return (await slack.fetch("https://slack.test/api/auth.test", { method: "POST", headers })).json();
}

test("auth.test says who the token is", async () => {
  const slack = createSlackEmulator();
  expect(await authTest(slack, `Bearer ${slack.token}`)).toMatchObject({
    ok: true,
    team_id: "T0000000001",
    user_id: "U0000000099",
    bot_id: "B0000000001",
  });
});

test.each([
  [undefined, "not_authed"],
  ["Bearer ", "not_authed"],
  ["Basic abc", "not_authed"],
  ["Bearer xoxb-wrong", "invalid_auth"],
])("auth.test answers the header %s with %s", async (header, error) => {
  expect(await authTest(createSlackEmulator(), header)).toEqual({ ok: false, error });
});

test("a second workspace has its own token, app and channels", async () => {
  const slack = createSlackEmulator({
    workspace: {
      teams: [
        { id: "T1", name: "one" },
        { id: "T2", name: "two" },
      ],
      apps: [{ token: "xoxb-1" }, { token: "xoxb-2", teamId: "T2" }],
      channels: [{ id: "C1" }, { id: "C2", teamId: "T2" }],
    },
  });
  expect(await authTest(slack, "Bearer xoxb-2")).toMatchObject({
    team: "two",
    team_id: "T2",
    bot_id: "B00000000012",
  });
  expect((await call(slack, "chat.postMessage", { channel: "C1", text: "x" })).ok).toBe(true);
  expect((await call(slack, "chat.postMessage", { channel: "C2", text: "x" })).error).toBe(
    "channel_not_found",
  );
});

test("a token with scopes is held to them (S2)", async () => {
  const slack = createSlackEmulator({ workspace: { apps: [{ token: "xoxb-1", scopes: ["users:read"] }] } });
  expect(await call(slack, "chat.startStream", { channel: CHANNEL })).toEqual({
    ok: false,
    error: "missing_scope",
    needed: "chat:write",
    provided: "users:read",
  });
  expect((await call(slack, "users.info", { user: "U0000000001" })).ok).toBe(true);
});

test("users.info and conversations.info know what was seeded", async () => {
  const slack = createSlackEmulator();
  expect(await call(slack, "users.info", { user: "U0000000099" })).toMatchObject({ user: { is_bot: true } });
  expect((await call(slack, "users.info", { user: "U404" })).error).toBe("user_not_found");
  expect(await call(slack, "conversations.info", { channel: "D0000000001" })).toMatchObject({
    channel: { is_im: true },
  });
  expect((await call(slack, "conversations.info", {})).error).toBe("channel_not_found");
});

test("an emulator without an app is a mistake that says so", () => {
  expect(() => createSlackEmulator({ workspace: { apps: [] } })).toThrow(
    "workspace.apps must name at least one app, got none",
  );
});

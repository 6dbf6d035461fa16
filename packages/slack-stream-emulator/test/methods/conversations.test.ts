import { expect, test } from "vitest";
import { call, callAs } from "../support/call.ts";
import { createScene } from "./refusals.ts";

const ids = (answer: Record<string, unknown>, list = "channels") =>
  (answer[list] as { id: string }[]).map(({ id }) => id);

test("conversations.list shows public channels, and of the others those that the bot is in", async () => {
  const { slack } = createScene();
  expect(ids(await call(slack, "conversations.list"))).toEqual(["C1", "C2", "C3", "C4", "C8"]);
  expect(ids(await call(slack, "conversations.list", { exclude_archived: true }))).not.toContain("C2");
  expect(ids(await call(slack, "conversations.list", { types: "private_channel,im" }))).toEqual(["G5", "D7"]);
  expect(await call(slack, "conversations.info", { channel: "G6" })).toEqual({
    ok: false,
    error: "channel_not_found",
  });
});

test("lists turn their pages by cursors", async () => {
  const { slack } = createScene();
  const seen: string[] = [];
  let cursor = "";
  do {
    const page = await call(slack, "conversations.list", { limit: 2, cursor });
    seen.push(...ids(page));
    cursor = (page.response_metadata as { next_cursor: string }).next_cursor;
  } while (cursor !== "");
  expect(seen).toEqual(["C1", "C2", "C3", "C4", "C8"]);
  const people = await call(slack, "conversations.members", { channel: "C1", limit: 3 });
  expect(people.members).toEqual(["U0000000099", "U1", "U2"]);
  const users = await call(slack, "users.list", { limit: 4 });
  expect(ids(users, "members")).toEqual(["U0000000099", "U1", "U2", "U3"]);
  expect(users.response_metadata).toEqual({ next_cursor: expect.stringMatching(/^\w+=*$/) });
});

test("a bot joins a channel, may then post there, and may not after it left", async () => {
  const { slack } = createScene();
  const post = () => call(slack, "chat.postMessage", { channel: "C3", text: "hi" });
  expect((await post()).error).toBe("not_in_channel");
  expect(await call(slack, "conversations.join", { channel: "C3" })).toMatchObject({
    ok: true,
    channel: { id: "C3", is_member: true },
  });
  expect(await call(slack, "conversations.join", { channel: "C3" })).toMatchObject({
    warning: "already_in_channel",
  });
  expect((await post()).ok).toBe(true);
  expect((await call(slack, "conversations.leave", { channel: "C3" })).ok).toBe(true);
  expect(await call(slack, "conversations.leave", { channel: "C3" })).toMatchObject({ not_in_channel: true });
  expect((await post()).error).toBe("not_in_channel");
});

test("a channel is made, filled, renamed, described and archived; reset() forgets it", async () => {
  const { slack } = createScene();
  const { channel } = await call(slack, "conversations.create", { name: "release-1", is_private: true });
  const { id } = channel as { id: string };
  expect(channel).toMatchObject({ name: "release-1", is_private: true, creator: "U0000000099" });
  await call(slack, "conversations.invite", { channel: id, users: "U1,U2" });
  expect((await call(slack, "conversations.members", { channel: id })).members).toEqual([
    "U0000000099",
    "U1",
    "U2",
  ]);
  await call(slack, "conversations.kick", { channel: id, user: "U2" });
  await call(slack, "conversations.rename", { channel: id, name: "release-2" });
  await call(slack, "conversations.setTopic", { channel: id, topic: "Soon" });
  await call(slack, "conversations.setPurpose", { channel: id, purpose: "To ship" });
  expect(await call(slack, "conversations.info", { channel: id, include_num_members: true })).toMatchObject({
    channel: { name: "release-2", topic: { value: "Soon" }, purpose: { value: "To ship" }, num_members: 2 },
  });
  await call(slack, "conversations.archive", { channel: id });
  expect((await call(slack, "chat.postMessage", { channel: id, text: "x" })).error).toBe("is_archived");
  slack.reset();
  expect((await call(slack, "conversations.info", { channel: id })).error).toBe("channel_not_found");
  expect(await call(slack, "conversations.info", { channel: "C1" })).toMatchObject({
    channel: { topic: { value: "" } },
  });
});

test("an invitation with one who can't come invites nobody, unless it is forced", async () => {
  const { slack } = createScene();
  const { channel } = await call(slack, "conversations.create", { name: "party" });
  const { id } = channel as { id: string };
  const guests = { channel: id, users: "U1,U404" };
  expect(await call(slack, "conversations.invite", guests)).toEqual({
    ok: false,
    error: "user_not_found",
    errors: [{ user: "U404", ok: false, error: "user_not_found" }],
  });
  expect((await call(slack, "conversations.invite", { ...guests, force: true })).ok).toBe(true);
  expect((await call(slack, "conversations.members", { channel: id })).members).toContain("U1");
});

test("conversations.open makes a direct message once, and one of several people", async () => {
  const { slack } = createScene();
  expect(await call(slack, "conversations.open", { users: "U1" })).toMatchObject({
    already_open: true,
    channel: { id: "D7" },
  });
  const { channel } = await call(slack, "conversations.open", { users: "U2", return_im: true });
  const { id } = channel as { id: string };
  expect(channel).toMatchObject({ is_im: true, user: "U2" });
  expect((await call(slack, "chat.postMessage", { channel: id, text: "hi" })).ok).toBe(true);
  expect(await call(slack, "conversations.open", { users: "U2" })).toMatchObject({ channel: { id } });
  const group = await call(slack, "conversations.open", { users: ["U2", "U3"], return_im: true });
  expect(group.channel).toMatchObject({ is_mpim: true, name: "mpdm-bot--u2--u3-1" });
});

test("users.conversations lists where somebody is; a mark is kept for each reader", async () => {
  const { slack, ts } = createScene();
  const mine = await callAs(slack, "xoxp-ann", "users.conversations", { types: "public_channel,im" });
  expect(ids(mine)).toEqual(["C1", "C2", "C3", "D7", "C8"]);
  expect(ids(await call(slack, "users.conversations", { user: "U9" }))).not.toContain("C4");
  await call(slack, "conversations.mark", { channel: "C1", ts });
  expect(await call(slack, "conversations.info", { channel: "C1" })).toMatchObject({
    channel: { last_read: ts },
  });
});

import {
  connectBot,
  createManualClock,
  createSlackEmulator,
  type ManualClock,
  type SlackEmulator,
} from "../../src/index.ts";
import { call } from "../support/call.ts";

export interface Scene {
  readonly slack: SlackEmulator;
  readonly clock: ManualClock;
  /** A person's message in C0000000001. */
  readonly ts: string;
}

export function createScene(): Scene {
  const clock = createManualClock();
  const slack = createSlackEmulator({
    clock,
    workspace: {
      users: [
        { id: "U1", name: "ann", token: "xoxp-ann" },
        ...["U2", "U3", "U4", "U5", "U6", "U7", "U8", "U9"].map((id) => ({ id, name: id.toLowerCase() })),
      ],
      channels: [
        { id: "C1", name: "general" },
        { id: "C2", name: "old", isArchived: true },
        { id: "C3", name: "elsewhere", isMember: false },
        { id: "C4", name: "team", members: [] },
        { id: "G5", name: "secret", members: [] },
        { id: "G6", name: "closed", isMember: false },
        { id: "D7", name: "ann" },
        { id: "C8", name: "code", isCodeChannel: true },
      ],
      userGroups: [{ id: "STEAM", handle: "team", users: ["U1"] }],
    },
  });
  return { slack, clock, ts: slack.postUserMessage({ text: "see https://a.example", channel: "C1" }).ts };
}

type Arguments = Record<string, unknown>;
/** Makes the arguments of the refused call from the scene. */
type Make = (scene: Scene) => Arguments | Promise<Arguments>;

export interface Refusal {
  readonly method: string;
  readonly error: string;
  readonly make: Make;
  readonly token?: string;
}

export const MODAL = { type: "modal", title: { type: "plain_text", text: "T" }, blocks: [] };
const HOME = { type: "home", blocks: [] };
const HUGE = { private_metadata: "x".repeat(250_001) };

async function upload({ slack }: Scene, bytes = "abc"): Promise<string> {
  const { upload_url, file_id } = await call(slack, "files.getUploadURLExternal", {
    filename: "a.txt",
    length: 3,
  });
  if (bytes !== "") await slack.fetch(String(upload_url), { method: "POST", body: bytes });
  return String(file_id);
}

async function share(scene: Scene): Promise<string> {
  const id = await upload(scene);
  await call(scene.slack, "files.completeUploadExternal", { files: [{ id }] });
  return id;
}

async function bookmark({ slack }: Scene): Promise<string> {
  const link = { channel_id: "C1", title: "a", type: "link", link: "https://a.example" };
  const answer = await call(slack, "bookmarks.add", link);
  return (answer.bookmark as { id: string }).id;
}

const inSeconds = ({ clock }: Scene, seconds: number) => Math.floor(clock.now() / 1_000) + seconds;

/** Arguments for each channel problem of the methods that name one. */
const CHANNELS = {
  channel_not_found: "C404",
  is_archived: "C2",
  not_in_channel: "C3",
  method_not_supported_for_channel_type: "D7",
} as const;

function channelRows(method: string, errors: readonly (keyof typeof CHANNELS)[], rest: Arguments = {}) {
  return errors.map(
    (error): Refusal => ({ method, error, make: () => ({ ...rest, channel: CHANNELS[error] }) }),
  );
}

function rows(method: string, table: Readonly<Record<string, Arguments | Make>>): Refusal[] {
  return Object.entries(table).map(([error, args]) => ({
    method,
    error,
    make: typeof args === "function" ? args : () => args,
  }));
}

const LISTS = { invalid_cursor: { cursor: "nonsense" }, invalid_limit: { limit: -1 } };
const ALL = [
  "channel_not_found",
  "is_archived",
  "method_not_supported_for_channel_type",
  "not_in_channel",
] as const;
const NAMES = {
  invalid_name_maxlength: { name: "x".repeat(81) },
  invalid_name_punctuation: { name: "---" },
  invalid_name_required: { name: "" },
  invalid_name_specials: { name: "Two Words" },
  name_taken: { name: "general" },
};

const CONVERSATIONS: readonly Refusal[] = [
  ...channelRows("conversations.info", ["channel_not_found"]),
  ...rows("conversations.list", { ...LISTS, invalid_types: { types: "secret" } }),
  ...channelRows("conversations.members", ["channel_not_found"]),
  ...rows("conversations.members", {
    invalid_cursor: { channel: "C1", cursor: "nonsense" },
    invalid_limit: { channel: "C1", limit: -1 },
  }),
  ...rows("users.conversations", {
    ...LISTS,
    invalid_types: { types: "im,secret" },
    user_not_found: { user: "U404" },
  }),
  ...channelRows("conversations.archive", [
    "channel_not_found",
    "method_not_supported_for_channel_type",
    "not_in_channel",
  ]),
  ...rows("conversations.archive", {
    already_archived: { channel: "C2" },
    cant_archive_general: { channel: "C1" },
  }),
  ...rows("conversations.create", NAMES),
  ...channelRows("conversations.invite", ALL, { users: "U2" }),
  ...rows("conversations.invite", {
    already_in_channel: { channel: "C1", users: "U1" },
    cant_invite_self: { channel: "C1", users: "U0000000099" },
    no_user: { channel: "C1" },
    user_not_found: { channel: "C1", users: "U404" },
  }),
  ...channelRows("conversations.join", ["channel_not_found", "is_archived"]),
  ...rows("conversations.join", { method_not_supported_for_channel_type: { channel: "G5" } }),
  ...channelRows("conversations.kick", ALL, { user: "U2" }),
  ...rows("conversations.kick", {
    cant_kick_from_general: { channel: "C1", user: "U2" },
    cant_kick_self: { channel: "C4", user: "U0000000099" },
    user_not_found: { channel: "C4", user: "U404" },
  }),
  ...channelRows("conversations.leave", [
    "channel_not_found",
    "is_archived",
    "method_not_supported_for_channel_type",
  ]),
  ...rows("conversations.leave", {
    cant_leave_general: { channel: "C1" },
    last_member: { channel: "G5" },
  }),
  ...channelRows("conversations.mark", ["channel_not_found", "not_in_channel"], { ts: "1.2" }),
  ...rows("conversations.mark", { invalid_timestamp: { channel: "C1", ts: "now" } }),
  ...rows("conversations.open", {
    channel_not_found: { users: "U2", prevent_creation: true },
    method_not_supported_for_channel_type: { channel: "C1" },
    too_many_users: { users: "U1,U2,U3,U4,U5,U6,U7,U8,U9" },
    user_not_found: { users: "U404" },
    users_list_not_supplied: {},
  }),
  ...channelRows("conversations.rename", ALL, { name: "new" }),
  ...rows("conversations.rename", {
    not_authorized: { channel: "C4", name: "new" },
    ...Object.fromEntries(
      Object.entries(NAMES).map(([error, args]): [string, Make] => [
        error,
        async ({ slack }) => {
          const { channel } = await call(slack, "conversations.create", { name: "mine" });
          return { ...args, channel: (channel as { id: string }).id };
        },
      ]),
    ),
  }),
  ...["conversations.setTopic", "conversations.setPurpose"].flatMap((method) => [
    ...channelRows(method, ALL, { topic: "x", purpose: "x" }),
    ...rows(method, { too_long: { channel: "C1", topic: "x".repeat(251), purpose: "x".repeat(251) } }),
  ]),
];

const POSTS: readonly Refusal[] = [
  ...["chat.postEphemeral", "chat.scheduleMessage"].flatMap((method) => [
    ...channelRows(method, ["channel_not_found", "is_archived", "not_in_channel"], {
      text: "x",
      user: "U1",
      post_at: 9_999_999_999,
    }),
    ...rows(method, {
      invalid_blocks: { channel: "C1", blocks: "none" },
      markdown_text_conflict: { channel: "C1", text: "x", markdown_text: "x" },
      msg_too_long: { channel: "C1", markdown_text: "x".repeat(12_001) },
      no_text: { channel: "C1", user: "U1" },
    }),
  ]),
  ...rows("chat.postEphemeral", { user_not_in_channel: { channel: "C4", user: "U2", text: "x" } }),
  ...rows("chat.scheduleMessage", {
    invalid_time: { channel: "C1", text: "x", post_at: "soon" },
    time_in_past: (scene) => ({ channel: "C1", text: "x", post_at: inSeconds(scene, -1) }),
    time_too_far: (scene) => ({ channel: "C1", text: "x", post_at: inSeconds(scene, 121 * 86_400) }),
    async restricted_too_many(scene) {
      const next = { channel: "C1", text: "x", post_at: inSeconds(scene, 3_600) };
      for (let count = 0; count < 30; count += 1) await call(scene.slack, "chat.scheduleMessage", next);
      return next;
    },
  }),
  ...channelRows("chat.deleteScheduledMessage", ["channel_not_found"]),
  ...rows("chat.deleteScheduledMessage", {
    async invalid_scheduled_message_id(scene) {
      const soon = { channel: "C1", text: "x", post_at: inSeconds(scene, 30) };
      const { scheduled_message_id } = await call(scene.slack, "chat.scheduleMessage", soon);
      return { channel: "C1", scheduled_message_id };
    },
  }),
  ...rows("chat.scheduledMessages.list", { ...LISTS, invalid_channel: { channel: "C404" } }),
  ...channelRows("chat.getPermalink", ["channel_not_found"]),
  ...rows("chat.getPermalink", { message_not_found: { channel: "C1", message_ts: "1.2" } }),
  ...channelRows("chat.meMessage", ["channel_not_found", "is_archived", "not_in_channel"], { text: "x" }),
  ...rows("chat.meMessage", { no_text: { channel: "C1" } }),
  ...rows("chat.unfurl", {
    cannot_find_channel: { channel: "C404", ts: "1.2", unfurls: {} },
    cannot_find_message: { channel: "C1", ts: "1.2", unfurls: {} },
    cannot_unfurl_url: ({ ts }) => ({ channel: "C1", ts, unfurls: { "https://b.example": {} } }),
    invalid_unfurl_id: { unfurl_id: "x", source: "composer", unfurls: {} },
    invalid_unfurls_format: ({ ts }) => ({ channel: "C1", ts, unfurls: "none" }),
    missing_channel: { ts: "1.2", unfurls: {} },
    missing_ts: { channel: "C1", unfurls: {} },
    missing_unfurls: { channel: "C1", ts: "1.2" },
  }),
];

const NO_MESSAGE = {
  bad_timestamp: { channel: "C1", timestamp: "now" },
  channel_not_found: { channel: "C404", timestamp: "1.2" },
  message_not_found: { channel: "C1", timestamp: "1.2" },
  no_item_specified: { channel: "C1" },
};

const MARKS: readonly Refusal[] = [
  ...rows("reactions.get", NO_MESSAGE),
  ...rows("reactions.add", {
    ...Object.fromEntries(
      Object.entries(NO_MESSAGE).map(([error, args]) => [error, { ...args, name: "eyes" }]),
    ),
    invalid_name: ({ ts }) => ({ channel: "C1", timestamp: ts, name: "two words" }),
    async already_reacted({ slack, ts }) {
      const eyes = { channel: "C1", timestamp: ts, name: "eyes" };
      await call(slack, "reactions.add", eyes);
      return eyes;
    },
  }),
  ...rows("reactions.remove", {
    channel_not_found: { ...NO_MESSAGE.channel_not_found, name: "eyes" },
    message_not_found: { ...NO_MESSAGE.message_not_found, name: "eyes" },
    invalid_name: ({ ts }) => ({ channel: "C1", timestamp: ts, name: "two words" }),
    no_reaction: ({ ts }) => ({ channel: "C1", timestamp: ts, name: "eyes" }),
  }),
  ...rows("pins.add", {
    ...NO_MESSAGE,
    not_in_channel: { channel: "C3", timestamp: "1.2" },
    async already_pinned({ slack, ts }) {
      await call(slack, "pins.add", { channel: "C1", timestamp: ts });
      return { channel: "C1", timestamp: ts };
    },
    async too_many_pins({ slack, ts }) {
      for (let count = 0; count < 100; count += 1) {
        const { ts: timestamp } = slack.postUserMessage({ text: "x", channel: "C1" });
        await call(slack, "pins.add", { channel: "C1", timestamp });
      }
      return { channel: "C1", timestamp: ts };
    },
  }),
  ...rows("pins.remove", {
    ...NO_MESSAGE,
    not_in_channel: { channel: "C3", timestamp: "1.2" },
    no_pin: ({ ts }) => ({ channel: "C1", timestamp: ts }),
  }),
  ...rows("pins.list", { channel_not_found: { channel: "C404" } }),
  ...rows("bookmarks.add", {
    channel_not_found: { channel_id: "C3" },
    invalid_arguments: { channel_id: "C1", type: "link", link: "https://a.example" },
    invalid_bookmark_type: { channel_id: "C1", title: "a" },
    invalid_emoji: { channel_id: "C1", title: "a", type: "link", link: "https://a.example", emoji: "eyes" },
    invalid_link: { channel_id: "C1", title: "a", type: "link", link: "javascript:1" },
    async too_many_bookmarks(scene) {
      for (let count = 0; count < 100; count += 1) await bookmark(scene);
      return { channel_id: "C1", title: "a", type: "link", link: "https://a.example" };
    },
  }),
  ...rows("bookmarks.edit", {
    channel_not_found: { channel_id: "C404" },
    not_found: { channel_id: "C1", bookmark_id: "Bk404" },
    invalid_emoji: async (scene) => ({
      channel_id: "C1",
      bookmark_id: await bookmark(scene),
      emoji: "eyes",
    }),
    invalid_link: async (scene) => ({ channel_id: "C1", bookmark_id: await bookmark(scene), link: "a" }),
  }),
  ...rows("bookmarks.list", { channel_not_found: { channel_id: "C404" } }),
  ...rows("bookmarks.remove", {
    channel_not_found: { channel_id: "C404" },
    not_found: { channel_id: "C1", bookmark_id: "Bk404" },
  }),
];

const PEOPLE: readonly Refusal[] = [
  ...["users.getPresence", "users.info", "users.profile.get", "dnd.info"].flatMap((method) =>
    rows(method, { user_not_found: { user: "U404" } }),
  ),
  ...rows("users.list", LISTS),
  ...rows("users.lookupByEmail", { users_not_found: { email: "nobody@emulator.test" } }),
  ...rows("usergroups.users.list", { no_such_subteam: { usergroup: "SNONE" } }),
  ...rows("bots.info", { bot_not_found: { bot: "B404" } }),
  ...rows("team.info", { team_not_found: { team: "T404" } }),
  ...rows("auth.revoke", {
    async token_revoked({ slack }) {
      await call(slack, "auth.revoke");
      return {};
    },
  }),
  { method: "auth.test", error: "invalid_auth", token: "xoxb-wrong", make: () => ({}) },
  { method: "auth.test", error: "not_authed", token: "", make: () => ({}) },
  ...rows("openid.connect.userInfo", { not_allowed_token_type: {} }),
  ...rows("search.messages", { not_allowed_token_type: { query: "x" } }),
  { method: "search.messages", error: "no_query", token: "xoxp-ann", make: () => ({}) },
  ...rows("oauth.v2.access", {
    invalid_client_id: { client_id: "x" },
    bad_client_secret: { client_id: "emulator-client-id", client_secret: "x" },
    ...Object.fromEntries(
      Object.entries({
        invalid_code: { code: "x" },
        invalid_grant_type: { grant_type: "password" },
        invalid_refresh_token: { grant_type: "refresh_token" },
      }).map(([error, args]) => [
        error,
        { client_id: "emulator-client-id", client_secret: "emulator-client-secret", ...args },
      ]),
    ),
    async bad_redirect_uri({ slack }) {
      const address = "https://slack.test/oauth/v2/authorize?client_id=emulator-client-id&redirect_uri=";
      const { headers } = await slack.fetch(`${address}http%3A%2F%2Fapp.example%2F`, { redirect: "manual" });
      return {
        client_id: "emulator-client-id",
        client_secret: "emulator-client-secret",
        code: new URL(headers.get("location") ?? "").searchParams.get("code"),
        redirect_uri: "http://other.example/",
      };
    },
  }),
];

const FILES: readonly Refusal[] = [
  ...rows("files.getUploadURLExternal", {
    alt_txt_too_large: { filename: "a", length: 1, alt_txt: "x".repeat(1_001) },
    invalid_arguments: { filename: "a", length: "many" },
    missing_argument: { filename: "a" },
  }),
  ...rows("files.completeUploadExternal", {
    channel_not_found: async (scene) => ({ files: [{ id: await upload(scene) }], channel_id: "C404" }),
    not_in_channel: async (scene) => ({ files: [{ id: await upload(scene) }], channel_id: "C3" }),
    invalid_blocks: async (scene) => ({
      files: [{ id: await upload(scene) }],
      channel_id: "C1",
      blocks: [{ type: 1 }],
    }),
    file_not_found: { files: [{ id: "F404" }] },
    file_update_failed: async (scene) => ({ files: [{ id: await upload(scene, "") }] }),
    invalid_arguments: { files: "F1" },
  }),
  ...["files.delete", "files.info"].flatMap((method) =>
    rows(method, {
      file_not_found: { file: "F404" },
      async file_deleted(scene) {
        const file = await share(scene);
        await call(scene.slack, "files.delete", { file });
        return { file };
      },
    }),
  ),
  {
    method: "files.delete",
    error: "cant_delete_file",
    token: "xoxp-ann",
    make: async (scene) => ({ file: await share(scene) }),
  },
  ...rows("files.list", { unknown_type: { types: "secrets" }, user_not_found: { user: "U404" } }),
];

/** The id of a function that a workflow has just run. */
function run({ slack }: Scene): string {
  const bot = connectBot(slack, { bot: () => new Response(), signingSecret: "secret" });
  return bot.runFunction({ callbackId: "f" }).id;
}

const AGENTS: readonly Refusal[] = [
  ...["assistant.threads.setTitle", "assistant.threads.setSuggestedPrompts"].flatMap((method) =>
    rows(method, {
      channel_not_found: { channel_id: "C404" },
      invalid_thread_ts: { channel_id: "D7" },
      invalid_arguments: { channel_id: "D7", thread_ts: "1.2", prompts: [] },
    }),
  ),
  ...rows("agents.sessions.rename", {
    channel_not_found: { channel_id: "C404" },
    invalid_name: { channel_id: "C1", thread_ts: "1.2", title: "x".repeat(201) },
    is_archived: { channel_id: "C2", thread_ts: "1.2", title: "x" },
    session_not_found: { channel_id: "C1", thread_ts: "1.2", title: "x" },
    thread_ts_not_allowed: { channel_id: "C8", thread_ts: "1.2", title: "x" },
    thread_ts_required: { channel_id: "C1", title: "x" },
    not_authorized({ slack }) {
      slack.configure({ isAgent: false });
      return { channel_id: "C1", thread_ts: "1.2", title: "x" };
    },
  }),
  ...rows("functions.completeSuccess", {
    function_execution_not_found: { function_execution_id: "Fx404" },
    parameter_validation_failed: (scene) => ({ function_execution_id: run(scene), outputs: "none" }),
    async execution_not_in_running_state(scene) {
      const ended = { function_execution_id: run(scene), outputs: {} };
      await call(scene.slack, "functions.completeSuccess", ended);
      return ended;
    },
  }),
  ...rows("functions.completeError", {
    function_execution_not_found: { function_execution_id: "Fx404" },
    invalid_arguments: (scene) => ({ function_execution_id: run(scene) }),
    async execution_not_in_running_state(scene) {
      const ended = { function_execution_id: run(scene), error: "no" };
      await call(scene.slack, "functions.completeError", ended);
      return ended;
    },
  }),
  ...rows("apps.connections.open", { not_allowed_token_type: {} }),
  {
    method: "apps.connections.open",
    error: "forbidden_team",
    token: "xapp-emulator-token",
    make({ slack }) {
      slack.socketMode.disconnect({ reason: "link_disabled", appId: "A0000000001" });
      return {};
    },
  },
  {
    method: "apps.connections.open",
    error: "internal_error",
    token: "xapp-emulator-token",
    make: () => ({}),
  },
];

/** Arguments for each problem of a trigger and of the view that it opens. */
const OPENINGS: Readonly<Record<string, Make>> = {
  invalid_trigger_id: () => ({ trigger_id: "x", view: MODAL }),
  invalid_arguments: ({ slack }) => ({ trigger_id: slack.issueTrigger(), view: HOME }),
  view_too_large: ({ slack }) => ({ trigger_id: slack.issueTrigger(), view: { ...MODAL, ...HUGE } }),
  async exchanged_trigger_id({ slack }) {
    const trigger = slack.issueTrigger();
    await call(slack, "views.open", { trigger_id: trigger, view: MODAL });
    return { trigger_id: trigger, view: MODAL };
  },
  async expired_trigger_id({ slack, clock }) {
    const trigger = slack.issueTrigger();
    await clock.advance(3_001);
    return { trigger_id: trigger, view: MODAL };
  },
  async duplicate_external_id({ slack }) {
    await openModal(slack, { ...MODAL, external_id: "x" });
    return { trigger_id: slack.issueTrigger(), view: { ...MODAL, external_id: "x" } };
  },
};

async function openModal(slack: SlackEmulator, view: object = MODAL): Promise<string> {
  const answer = await call(slack, "views.open", { trigger_id: slack.issueTrigger(), view });
  return (answer.view as { id: string }).id;
}

/** The same above an open modal, because a view opens above the view of its trigger. */
function above(make: Make): Make {
  return async (scene) => {
    const { slack } = scene;
    const viewId = await openModal(slack);
    const push = slack.issueTrigger.bind(slack);
    return make({ ...scene, slack: { ...slack, issueTrigger: () => push({ viewId }) } });
  };
}

const VIEWS: readonly Refusal[] = [
  ...rows("views.open", OPENINGS),
  ...rows("views.push", {
    ...Object.fromEntries(Object.entries(OPENINGS).map(([error, make]) => [error, above(make)])),
    not_found: ({ slack }) => ({ trigger_id: slack.issueTrigger(), view: MODAL }),
    async push_limit_reached({ slack }) {
      let viewId = await openModal(slack);
      for (let count = 0; count < 2; count += 1) {
        const next = { trigger_id: slack.issueTrigger({ viewId }), view: MODAL };
        viewId = ((await call(slack, "views.push", next)).view as { id: string }).id;
      }
      return { trigger_id: slack.issueTrigger({ viewId }), view: MODAL };
    },
  }),
  ...rows("views.update", {
    not_found: { view_id: "V404", view: MODAL },
    invalid_arguments: { view: MODAL },
    view_too_large: async ({ slack }) => ({ view_id: await openModal(slack), view: { ...MODAL, ...HUGE } }),
    hash_conflict: async ({ slack }) => ({ view_id: await openModal(slack), view: MODAL, hash: "1.old" }),
    async duplicate_external_id({ slack }) {
      await openModal(slack, { ...MODAL, external_id: "x" });
      return { view_id: await openModal(slack), view: { ...MODAL, external_id: "x" } };
    },
  }),
  ...rows("views.publish", {
    invalid_arguments: { user_id: "U404", view: HOME },
    view_too_large: { user_id: "U1", view: { ...HOME, ...HUGE } },
    async hash_conflict({ slack }) {
      await call(slack, "views.publish", { user_id: "U1", view: HOME });
      return { user_id: "U1", view: HOME, hash: "1.old" };
    },
    async duplicate_external_id({ slack }) {
      await call(slack, "views.publish", { user_id: "U1", view: { ...HOME, external_id: "x" } });
      return { user_id: "U2", view: { ...HOME, external_id: "x" } };
    },
  }),
];

export const REFUSALS: readonly Refusal[] = [
  ...CONVERSATIONS,
  ...POSTS,
  ...MARKS,
  ...PEOPLE,
  ...FILES,
  ...AGENTS,
  ...VIEWS,
];

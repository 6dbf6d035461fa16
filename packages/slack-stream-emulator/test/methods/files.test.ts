import { WebClient as WebClient8 } from "@slack/web-api";
import { WebClient as WebClient6 } from "@slack/web-api-6";
import { WebClient as WebClient7 } from "@slack/web-api-7";
import { afterEach, expect, test } from "vitest";
import { createSlackEmulator, type SlackEmulator } from "../../src/index.ts";
import { CHANNEL, call } from "../support/call.ts";

let slack: SlackEmulator = createSlackEmulator();
afterEach(async () => {
  await slack.close();
  slack = createSlackEmulator();
});

const PNG = Uint8Array.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 255]);

const overHttp = async () => ({ slackApiUrl: (await slack.listen()).apiUrl });
const CLIENTS = {
  "6 over HTTP": async () => new WebClient6(slack.token, await overHttp()),
  "7 over HTTP": async () => new WebClient7(slack.token, await overHttp()),
  "7 in-process": async () => new WebClient7(slack.token, slack.webClientOptions(7)),
  "8 over HTTP": async () => new WebClient8(slack.token, await overHttp()),
  "8 in-process": async () => new WebClient8(slack.token, slack.webClientOptions(8)),
};

test.each(Object.entries(CLIENTS))(
  "filesUploadV2 of web-api %s shares a file that can be downloaded",
  async (_, open) => {
    const client = await open();
    const thread = slack.postUserMessage({ text: "a picture?" });
    const answer = await client.filesUploadV2({
      channel_id: CHANNEL,
      thread_ts: thread.ts,
      initial_comment: "Here it is",
      file_uploads: [
        { file: Buffer.from(PNG), filename: "a.png", title: "A", alt_text: "a square" },
        { content: "k;v\n1;2", filename: "b.csv" },
      ],
    });
    expect(answer.ok).toBe(true);
    const files = slack.messages.at(-1)?.files ?? [];
    expect(slack.messages.at(-1)).toMatchObject({ markdown: "Here it is", threadTs: thread.ts });
    expect(files.map(({ title, mimetype, state }) => [title, mimetype, state])).toEqual([
      ["A", "image/png", "complete"],
      ["b.csv", "text/csv", "complete"],
    ]);

    const { file } = await call(slack, "files.info", { file: files[0]?.id });
    const { url_private_download: url } = file as { url_private_download: string };
    const get = url.startsWith("https://slack.test") ? slack.fetch : fetch;
    const own = await get(url, { headers: { authorization: `Bearer ${slack.token}` } });
    expect(own.headers.get("content-type")).toBe("image/png");
    expect(new Uint8Array(await own.arrayBuffer())).toEqual(PNG);
    // Slack sends everybody else to a page to sign in.
    const foreign = await get(url, { redirect: "manual" });
    expect([foreign.status, foreign.headers.get("location")]).toEqual([
      302,
      expect.stringContaining("/signin"),
    ]);
  },
);

test("read-back shows the files of a message, files.list those of a channel", async () => {
  const client = new WebClient8(slack.token, slack.webClientOptions(8));
  await client.filesUploadV2({ channel_id: CHANNEL, content: "abc", filename: "a.txt" });
  const { messages } = await call(slack, "conversations.history", { channel: CHANNEL });
  expect(messages).toMatchObject([{ files: [{ name: "a.txt", size: 3, filetype: "text" }] }]);
  const { files, paging } = await call(slack, "files.list", { channel: CHANNEL, types: "snippets" });
  expect(files).toMatchObject([{ name: "a.txt", channels: [CHANNEL] }]);
  expect(paging).toEqual({ count: 20, total: 1, page: 1, pages: 1 });
  const [{ id } = { id: "" }] = files as { id: string }[];
  await call(slack, "files.delete", { file: id });
  expect((await call(slack, "files.list", { channel: CHANNEL })).files).toEqual([]);
});

test("an upload is raw bytes or a form, and of the announced length", async () => {
  const announce = async (length: number) =>
    await call(slack, "files.getUploadURLExternal", { filename: "a.bin", length });
  const raw = await announce(PNG.length);
  const sent = await slack.fetch(String(raw.upload_url), { method: "POST", body: PNG });
  expect([sent.status, await sent.text()]).toEqual([200, "OK - 10"]);
  const form = new FormData();
  form.set("filename", new Blob([PNG]), "a.bin");
  const whole = await announce(PNG.length);
  expect((await slack.fetch(String(whole.upload_url), { method: "POST", body: form })).status).toBe(200);
  const short = await announce(4);
  const refused = await slack.fetch(String(short.upload_url), { method: "POST", body: PNG });
  expect([refused.status, await refused.text()]).toEqual([
    400,
    expect.stringContaining("4 bytes were announced"),
  ]);
  expect(slack.files.map(({ state }) => state)).toEqual(["uploaded", "uploaded", "waiting"]);
});

test("faults meet uploads too", async () => {
  slack.failNext("file-upload", { type: "http", status: 503 });
  const { upload_url } = await call(slack, "files.getUploadURLExternal", { filename: "a", length: 1 });
  expect((await slack.fetch(String(upload_url), { method: "POST", body: "a" })).status).toBe(503);
  expect(slack.calls.map(({ method }) => method)).toEqual(["files.getUploadURLExternal", "file-upload"]);
});

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { useBrowser } from "./support/browser.ts";
import { type LocalSlack, openSlack } from "./support/slack.ts";

// What a page of another site can send without asking, and what it can read.

// A name that points at this machine, like the name of an attacker.
const open = useBrowser(["--host-resolver-rules=MAP other.example 127.0.0.1, MAP rebound.example 127.0.0.1"]);
let local: LocalSlack;
let site: Server;
let sitePort: number;

beforeAll(async () => {
  site = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end("<!doctype html><title>other</title><nav aria-label=Conversations>other</nav>");
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  sitePort = (site.address() as AddressInfo).port;
});

afterAll(() => void site.close());

beforeEach(async () => {
  local = await openSlack();
  local.ask("a secret");
});

afterEach(() => local.close());

test.each(["other.example", "localhost", "127.0.0.1"])(
  "a page of another site at %s neither writes nor reads",
  async (name) => {
    const { page } = await open(`http://${name}:${sitePort}/`);
    const seen = await page.evaluate(
      async ({ api, root, token }) => {
        const fields = { token, channel: "C0000000001", text: "injected" };
        const query = new URLSearchParams(fields).toString();
        const texts: string[] = [];
        const note = async (asked: Promise<Response>) => {
          const text = await asked.then((answer) => answer.text()).catch(() => "");
          texts.push(text);
        };
        for (const mode of ["cors", "no-cors"] as const) {
          const post = { method: "POST", mode };
          await note(fetch(`${api}chat.postMessage`, { ...post, body: new URLSearchParams(fields) }));
          await note(fetch(`${api}chat.postMessage`, { ...post, body: JSON.stringify(fields) }));
          await note(fetch(`${api}chat.postMessage?${query}`, { mode }));
          await note(fetch(`${api}conversations.history?${query}`, { mode }));
          await note(fetch(`${root}control/v1/messages`, { mode }));
          await note(fetch(`${root}control/v1/clock/advance`, { ...post, body: '{"ms":1}' }));
        }
        const load = (element: HTMLImageElement | HTMLScriptElement, src: string) =>
          new Promise((resolve) => {
            element.onload = resolve;
            element.onerror = resolve;
            element.src = src;
            document.body.append(element);
          });
        await load(new Image(), `${api}chat.postMessage?${query}`);
        await load(document.createElement("script"), `${root}control/v1/messages`);
        // A form in a frame, and a frame with the page itself.
        const frame = document.createElement("iframe");
        frame.name = "target";
        document.body.append(frame);
        const form = document.createElement("form");
        Object.assign(form, { method: "post", action: `${api}chat.postMessage`, target: "target" });
        for (const [key, value] of Object.entries(fields)) {
          const input = document.createElement("input");
          Object.assign(input, { name: key, value });
          form.append(input);
        }
        document.body.append(form);
        const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
        form.submit();
        await loaded;
        return texts;
      },
      { api: local.apiUrl, root: local.url, token: local.slack.token },
    );
    expect(seen.join("")).not.toContain("secret");
    expect(local.slack.messages.map(({ markdown }) => markdown)).toEqual(["a secret"]);
    expect(local.slack.calls).toEqual([]);
  },
);

test("a name that another site points at this machine shows nothing and writes nothing", async () => {
  const { port } = new URL(local.url);
  const { page } = await open(`http://other.example:${sitePort}/`);
  const response = await page.goto(`http://rebound.example:${port}/`);
  expect(response?.status()).toBe(403);
  const seen = await page.evaluate(async (token) => {
    const body = new URLSearchParams({ token, channel: "C0000000001", text: "injected" });
    const written = await fetch("/api/chat.postMessage", { method: "POST", body });
    return [written.status, await (await fetch("/control/v1/messages")).text()];
  }, local.slack.token);
  expect(seen).toEqual([403, expect.stringContaining("rebound.example")]);
  expect(local.slack.messages.map(({ markdown }) => markdown)).toEqual(["a secret"]);
});

test("the own page reads and writes", async () => {
  const { page } = await open(local.url);
  const status = await page.evaluate(async (token) => {
    const body = new URLSearchParams({ token, channel: "C0000000001", text: "from the page" });
    return (await fetch("/api/chat.postMessage", { method: "POST", body })).status;
  }, local.slack.token);
  expect(status).toBe(200);
  await page.getByText("from the page").first().waitFor();
});

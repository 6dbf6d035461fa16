import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** One request as it arrived. */
export interface Received {
  readonly method: string;
  readonly authorization: string | undefined;
  readonly form: Readonly<Record<string, string>>;
}

/** The address of a Web API without a server. */
export async function closedUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return `http://127.0.0.1:${port}/api/`;
}

/** What the server does with a request after it has counted it. */
export type Reaction = (response: ServerResponse) => void;

export interface FakeSlack {
  readonly url: string;
  /** All requests, in order. */
  readonly received: readonly Received[];
  /** The reactions to the next requests of a method. The default is `ok: true`. */
  script(method: string, ...reactions: readonly Reaction[]): void;
}

/** A simple HTTP server with scripted reactions. It tests the clients, and does not model Slack. */
export async function startFakeSlack(): Promise<FakeSlack> {
  const received: Received[] = [];
  const scripts = new Map<string, Reaction[]>();
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const method = (request.url ?? "").split("/").at(-1) ?? "";
      received.push({
        method,
        authorization: request.headers.authorization,
        form: Object.fromEntries(new URLSearchParams(body)),
      });
      const react =
        scripts.get(method)?.shift() ?? answer({ ok: true, channel: "C1", ts: "1700000000.000001" });
      react(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/`,
    received,
    script: (method, ...reactions) => void scripts.set(method, [...reactions]),
  };
}

export interface Head {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export function answer(body: object, head: Head = {}): Reaction {
  return raw(JSON.stringify(body), {
    ...head,
    headers: { "content-type": "application/json", ...head.headers },
  });
}

export function raw(body: string, { status = 200, headers = {} }: Head = {}): Reaction {
  return (response) => void response.writeHead(status, headers).end(body);
}

export function rateLimit(retryAfter: string | undefined): Reaction {
  const headers = retryAfter === undefined ? {} : { "retry-after": retryAfter };
  return answer({ ok: false, error: "ratelimited" }, { status: 429, headers });
}

/** The request is received, and its response is lost. */
export const reset: Reaction = (response) => void response.socket?.resetAndDestroy();

/** Headers and a piece of the body, and then the connection breaks. */
export const breakOff: Reaction = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "400" });
  response.write('{"ok":true,');
  setImmediate(() => response.socket?.resetAndDestroy());
};

/** Never responds. */
export const silence: Reaction = () => {};

/** A response that is sent when the test says so. */
export function held(body: object): { readonly react: Reaction; release(): void } {
  let waiting: ServerResponse | undefined;
  return {
    react: (response) => {
      waiting = response;
    },
    release: () => {
      if (waiting) answer(body)(waiting);
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
  return body;
}

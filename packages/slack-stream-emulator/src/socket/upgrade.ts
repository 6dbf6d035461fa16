import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { findIntruder } from "../interfaces/guard.ts";
import type { SocketHub } from "./hub.ts";

/** Lets apps connect by WebSocket to the addresses that `apps.connections.open` gives. */
export function acceptSockets(
  server: Server,
  { hub, allowedHosts }: { hub: SocketHub; allowedHosts: ReadonlySet<string> },
): void {
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A client that disconnects in the middle is not our failure.
    socket.on("error", () => socket.destroy());
    const url = new URL(request.url ?? "/", "http://emulator");
    const ticket = url.searchParams.get("ticket") ?? "";
    const { method = "GET" } = request;
    const headers = new Headers(toEntries(request.headers));
    // slack-go sends the origin of Slack's own page.
    if (headers.get("origin") === "https://api.slack.com") headers.delete("origin");
    if (findIntruder({ headers, method, path: url.pathname, allowedHosts }) !== undefined)
      return refuse(socket, "403 Forbidden");
    if (url.pathname !== "/link/" || !hub.isTicket(ticket)) return refuse(socket, "404 Not Found");
    void open({ request, socket, head }, { hub, ticket });
  });
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

function toEntries(headers: IncomingMessage["headers"]): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as [string, string]] : [],
  );
}

async function open(
  { request, socket, head }: { request: IncomingMessage; socket: Duplex; head: Buffer },
  { hub, ticket }: { hub: SocketHub; ticket: string },
): Promise<void> {
  // Loaded here, because few apps use Socket Mode.
  const { WebSocketServer } = await import("ws");
  const server = new WebSocketServer({ noServer: true });
  server.handleUpgrade(request, socket, head, (webSocket) => {
    webSocket.on("error", () => webSocket.terminate());
    const isTaken = hub.accept(ticket, () => ({
      send: (text) => webSocket.send(text),
      ping: (text) => webSocket.ping(text),
      close: () => webSocket.close(),
      onMessage: (listen) => void webSocket.on("message", (data) => listen(String(data))),
      onClose: (listen) => void webSocket.on("close", listen),
    }));
    if (!isTaken) webSocket.close();
  });
}

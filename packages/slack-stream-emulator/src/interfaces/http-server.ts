import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { checkKnownFields } from "../check-names.ts";
import type { SocketHub } from "../socket/hub.ts";
import { acceptSockets } from "../socket/upgrade.ts";
import type { HttpApp } from "./http-app.ts";

/** Where `listen()` opens a port. */
export interface ListenOptions {
  /** 0 takes any free port. @default 0 */
  port?: number | undefined;
  /** @default "127.0.0.1" */
  host?: string | undefined;
}

/** A server that was started by `listen()`. */
export interface Listening {
  /** The address, without a slash at the end. */
  url: string;
  /** The value for a client's `slackApiUrl`. */
  apiUrl: string;
  /** Ends the server and all open connections, including those of stalled calls. */
  close(): Promise<void>;
}

interface Setup {
  readonly where: ListenOptions | undefined;
  readonly sockets: SocketHub;
  readonly allowedHosts: ReadonlySet<string>;
}

export async function listen(app: HttpApp, { where = {}, sockets, allowedHosts }: Setup): Promise<Listening> {
  checkKnownFields(where, { place: "listen", what: "option", known: ["port", "host"] });
  const { port = 0, host = "127.0.0.1" } = where;
  // Loaded here, because most users never open a port.
  const { createAdaptorServer } = await import("@hono/node-server");
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  acceptSockets(server, { hub: sockets, allowedHosts });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  const url = `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
  return { url, apiUrl: `${url}/api/`, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A second close() reports that the server is not running, which is the wanted state.
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

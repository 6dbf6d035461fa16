import { createHash } from "node:crypto";
import { checkChoice, checkKnownFields } from "../check-names.ts";
import type { Parcel } from "../events/bodies.ts";
import { ANSWER_WITHIN_MS, type Retry, type Transport, type Tried } from "../events/deliver.ts";
import type { EmulatorClock } from "../time/clock.ts";
import type { App } from "../workspace/seed.ts";

const REASONS = ["warning", "refresh_requested", "link_disabled", "too_many_websockets"] as const;
/** Why Slack closes a connection. */
export type DisconnectReason = (typeof REASONS)[number];

/** The functions of a WebSocket that the emulator needs. */
export interface Link {
  send(text: string): void;
  ping(text: string): void;
  close(): void;
  onMessage(listen: (text: string) => void): void;
  onClose(listen: () => void): void;
}

/** The Socket Mode connections of all apps. */
export interface SocketMode {
  /** The IDs of the apps with open connections, one entry for each connection. */
  readonly connections: readonly string[];
  /**
   * Sends the reason, and closes the connection as Slack does: at once, or ten seconds after a `"warning"`.
   * After `"link_disabled"` the app gets no new connection until the emulator is reset.
   *
   * @default "refresh_requested", for all connections
   */
  disconnect(options?: { reason?: DisconnectReason | undefined; appId?: string | undefined }): void;
}

export interface SocketHub extends SocketMode {
  /** Creates an address for one connection (S202). Undefined if the app is disabled. */
  issueUrl(app: App, origin: string): string | undefined;
  /** Accepts the connection of a ticket. Returns false for an unknown ticket. */
  accept(ticket: string, open: () => Link): boolean;
  isTicket(ticket: string): boolean;
  createTransport(app: Pick<App, "appId">, clock?: EmulatorClock): Transport;
  reset(): void;
  close(): void;
}

interface Connection {
  readonly appId: string;
  readonly link: Link;
  /** The waiting functions, by envelope ID. */
  readonly waiting: Map<string, (answer: unknown) => void>;
  /**
   * True after Slack's warning that it will close the connection. New envelopes then go to other connections, if there
   * are any.
   */
  isLeaving: boolean;
}

/** S203 */
const MOST_CONNECTIONS = 10;
const PING_EVERY_MS = 10_000;
/** S204 */
const AFTER_WARNING_MS = 10_000;
const CONNECT_WITHIN_MS = 3_000;
/** The time that Slack announces. Here connections last until they are closed. */
const CONNECTION_TIME_S = 18_060;

interface HubState {
  readonly clock: EmulatorClock;
  /** The app's ID, by ticket. */
  readonly tickets: Map<string, string>;
  readonly connections: Set<Connection>;
  /** The IDs of the apps that get no more connections. */
  readonly disabled: Set<string>;
  /** Called for each new connection. */
  readonly arrivals: Set<() => void>;
  issued: number;
  turns: number;
  envelopes: number;
}

export function createSocketHub(clock: EmulatorClock): SocketHub {
  const hub: HubState = {
    clock,
    tickets: new Map(),
    connections: new Set(),
    disabled: new Set(),
    arrivals: new Set(),
    issued: 0,
    turns: 0,
    envelopes: 0,
  };
  const { tickets, connections, disabled } = hub;
  return {
    get connections() {
      return [...connections].map(({ appId }) => appId);
    },
    disconnect: (options) => disconnect(hub, options),
    issueUrl: (app, origin) => issueUrl(hub, app, origin),
    isTicket: (ticket) => tickets.has(ticket),
    accept: (ticket, open) => accept(hub, ticket, open),
    createTransport: ({ appId }, waits = clock) => ({
      name: `Socket Mode of ${appId}`,
      clock: waits,
      async attempt(parcel, retry) {
        const connection = choose(hub, appId) ?? (await untilConnected(hub, appId));
        if (connection === undefined) return toTried(LOST);
        hub.envelopes += 1;
        const id = `${String(hub.envelopes).padStart(8, "0")}-0000-4000-8000-000000000000`;
        return await sendEnvelope(connection, toEnvelope(parcel, { id, retry }), waits);
      },
    }),
    reset() {
      disabled.clear();
      tickets.clear();
    },
    close() {
      for (const connection of [...connections]) drop(hub, connection);
    },
  };
}

function disconnect(hub: HubState, options: Parameters<SocketMode["disconnect"]>[0] = {}): void {
  checkKnownFields(options, { place: "disconnect", what: "option", known: ["reason", "appId"] });
  const { reason = "refresh_requested", appId } = options;
  checkChoice("disconnect: reason", reason, REASONS);
  if (reason === "link_disabled" && appId !== undefined) hub.disabled.add(appId);
  for (const connection of [...hub.connections]) {
    if (appId !== undefined && connection.appId !== appId) continue;
    if (reason === "link_disabled") hub.disabled.add(connection.appId);
    leave(hub, connection, reason);
  }
}

function leave(hub: HubState, connection: Connection, reason: DisconnectReason): void {
  connection.isLeaving = true;
  connection.link.send(JSON.stringify({ type: "disconnect", reason, debug_info: { host: "emulator" } }));
  if (reason === "warning")
    hub.clock.setTimer(AFTER_WARNING_MS, () => leave(hub, connection, "refresh_requested"));
  else drop(hub, connection);
}

function drop({ connections }: HubState, connection: Connection): void {
  connections.delete(connection);
  connection.link.close();
}

function issueUrl(hub: HubState, { appId }: App, origin: string): string | undefined {
  if (hub.disabled.has(appId)) return undefined;
  hub.issued += 1;
  // The same in each run, so that two runs have the same calls. It needs no secrecy, because the app's token is public.
  const ticket = createHash("sha256").update(`ticket ${hub.issued}`).digest("hex").slice(0, 32);
  hub.tickets.set(ticket, appId);
  return `${origin.replace(/^http/, "ws")}/link/?ticket=${ticket}&app_id=${appId}`;
}

function accept(hub: HubState, ticket: string, open: () => Link): boolean {
  const appId = hub.tickets.get(ticket);
  if (appId === undefined) return false;
  hub.tickets.delete(ticket);
  const connection: Connection = { appId, link: open(), waiting: new Map(), isLeaving: false };
  if (connectionsOf(hub, appId).length >= MOST_CONNECTIONS) {
    leave(hub, connection, "too_many_websockets");
    return true;
  }
  hub.connections.add(connection);
  welcome(hub, connection);
  for (const arrive of [...hub.arrivals]) arrive();
  return true;
}

function connectionsOf({ connections }: HubState, appId: string): readonly Connection[] {
  return [...connections].filter((one) => one.appId === appId);
}

function welcome(hub: HubState, connection: Connection): void {
  const { appId, link } = connection;
  link.send(
    JSON.stringify({
      type: "hello",
      num_connections: connectionsOf(hub, appId).length,
      debug_info: { host: "emulator", build_number: 1, approximate_connection_time: CONNECTION_TIME_S },
      connection_info: { app_id: appId },
    }),
  );
  // In real time, because clients measure the pings of a real socket in real time.
  const pings = setInterval(() => link.ping("Ping from emulator"), PING_EVERY_MS);
  pings.unref();
  link.onClose(() => {
    clearInterval(pings);
    hub.connections.delete(connection);
    for (const settle of connection.waiting.values()) settle(LOST);
  });
  link.onMessage((text) => acknowledge(connection, text));
}

/** Chooses a connection. Slack sends each envelope to one of the connections. */
function choose(hub: HubState, appId: string): Connection | undefined {
  const all = connectionsOf(hub, appId);
  const staying = all.filter(({ isLeaving }) => !isLeaving);
  const usable = staying.length > 0 ? staying : all;
  hub.turns += 1;
  return usable[hub.turns % Math.max(usable.length, 1)];
}

/** Waits a short real time for the connection of an app that starts. */
function untilConnected(hub: HubState, appId: string): Promise<Connection | undefined> {
  return new Promise((resolve) => {
    const settle = () => {
      clearTimeout(timer);
      hub.arrivals.delete(settle);
      resolve(choose(hub, appId));
    };
    const timer = setTimeout(settle, CONNECT_WITHIN_MS);
    hub.arrivals.add(settle);
  });
}

function sendEnvelope(
  { link, waiting }: Connection,
  envelope: Envelope,
  waits: EmulatorClock,
): Promise<Tried> {
  return new Promise((resolve) => {
    const cancel = waits.setTimer(ANSWER_WITHIN_MS, () => settle(TOO_LATE));
    function settle(answer: unknown): void {
      cancel();
      waiting.delete(envelope.envelope_id);
      resolve(toTried(answer));
    }
    waiting.set(envelope.envelope_id, settle);
    link.send(JSON.stringify(envelope));
  });
}

const TOO_LATE = Symbol("too late");
const LOST = Symbol("lost");

function toTried(answer: unknown): Tried {
  const failure = answer === TOO_LATE ? "http_timeout" : answer === LOST ? "connection_failed" : undefined;
  return failure === undefined
    ? { failure, status: 200, answer, refusesRetry: false }
    : { failure, status: undefined, answer: undefined, refusesRetry: false };
}

interface Envelope {
  readonly envelope_id: string;
  readonly type: Parcel["kind"];
  readonly payload: object;
  readonly accepts_response_payload: boolean;
}

const RETRY_REASONS = { http_timeout: "timeout", http_error: "error", connection_failed: "error" } as const;

function toEnvelope(
  { kind, payload }: Parcel,
  { id, retry }: { id: string; retry: Retry | undefined },
): Envelope {
  const repeated =
    kind === "events_api"
      ? {
          retry_attempt: retry?.number ?? 0,
          retry_reason: retry === undefined ? "" : RETRY_REASONS[retry.reason],
        }
      : {};
  return {
    envelope_id: id,
    type: kind,
    payload,
    accepts_response_payload: kind !== "events_api",
    ...repeated,
  };
}

function acknowledge({ waiting }: Connection, text: string): void {
  let message: { envelope_id?: unknown; payload?: unknown };
  try {
    message = JSON.parse(text);
  } catch {
    return;
  }
  waiting.get(String(message?.envelope_id))?.(message.payload);
}
